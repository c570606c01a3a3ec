import type { Explanation } from './explanation.ts';

export const PATH: Readonly<Record<string, Explanation>> = {
  M1: {
    means: 'Large packets vanish on the way, small ones pass.',
    decided: 'Full segments were sent four times and never acknowledged, while smaller ones were.',
    next: 'Find the smaller MTU (a tunnel), let ICMP "too big" pass, or clamp the MSS (1360).',
    source: 'RFC 2923; RFC 4821',
  },
  M2: {
    means: 'A router asked for smaller packets, and the sender did not listen.',
    decided: 'Packets larger than the MTU of an ICMP error were sent after it.',
    next: 'Does the ICMP message reach the host? Does its firewall drop it?',
    source: 'RFC 1191; RFC 8201',
  },
  M3: {
    means: 'The path takes only smaller packets; the sender found out.',
    decided:
      'Full segments were lost three times, smaller ones then got through. A note where ICMP had asked for them.',
    next: 'A tunnel on the way: clamp the MSS, so that nobody has to find out.',
    source: 'RFC 4821; RFC 1191',
  },
  M4: {
    means: 'Routers send a packet to each other in a circle.',
    decided: 'The same packet came by five times, its TTL falling.',
    next: 'Look at the routes of both routers for this address.',
    source: 'RFC 791 section 3.2',
  },
  S1: {
    means: 'One side refused the TLS handshake and said why.',
    decided: 'An alert in clear other than close_notify.',
    next: 'The finding translates it: certificate, version, name or cipher.',
    source: 'RFC 8446 section 6',
  },
  S2: {
    means: 'The server acknowledged the ClientHello and never answered it.',
    decided: 'No ServerHello, alert or other data within 3 s.',
    next: 'A filter on the server name, an overloaded server, or a service that does not speak TLS.',
    source: 'RFC 8446 section 4.1.3',
  },
  S3: {
    means: 'The server closed right after the ClientHello.',
    decided: 'FIN or RST within a round trip and 0.1 s, without an alert.',
    next: 'Not a TLS port, or a box on the way that resets this name.',
    source: 'RFC 8446 section 6.2',
  },
  S4: {
    means: 'One side speaks TLS and the other does not.',
    decided: 'By the first bytes of both, the server’s words, or the port.',
    next: 'http:// for https://, or the wrong port.',
    source: 'RFC 8446 section 5.1; RFC 9110 section 4.2',
  },
  S5: {
    means: 'An outdated TLS version was agreed on.',
    decided: 'Below TLS 1.2.',
    next: 'Update whichever side knows nothing newer.',
    source: 'RFC 8996',
  },
};

export const CLOSING: Readonly<Record<string, Explanation>> = {
  C1: {
    means: 'The connection was reset in the middle.',
    decided:
      'A RST with data unfinished or just sent: a problem where the server’s HTTP reply was cut or never began, or the reset is forged (TTL three hops off, or off at all while its side’s data goes on); a warning in answer to a client’s data; a note when the client cancels. A RST without ACK comes from a host that no longer knows the connection.',
    next: 'The finding names the sender: its logs at that time. Forged: a firewall or filter between.',
    source: 'RFC 9293 section 3.5.2; RFC 3360',
  },
  C2: {
    means: 'A side ended the connection by RST after all had arrived.',
    decided: 'Nothing was unfinished, in flight or just sent.',
    next: 'Mostly harmless: SO_LINGER 0, unread data, a process that ended.',
    source: 'RFC 2525 section 2.17',
  },
  C3: {
    means: 'An idle connection was reset.',
    decided: 'A RST after 30 s without a packet: a warning from the server’s side, a note from the client’s.',
    next: 'An idle time-out of a balancer, firewall or server: the finding says after what silence.',
    source: 'RFC 5382 section 5',
  },
  C4: {
    means: 'One side closed, the other did not.',
    decided: 'After one side’s FIN was acknowledged the other stayed open for 30 s (note) or 60 s (warning).',
    next: 'Its application does not close its socket (CLOSE_WAIT in ss).',
    source: 'RFC 9293 section 3.6',
  },
  C5: {
    means: 'Nobody answers the closing.',
    decided: 'A FIN was sent again three times and never acknowledged.',
    next: 'The other end is gone.',
    source: 'RFC 9293 section 3.6',
  },
  C6: {
    means: 'A reply ended before it was whole.',
    decided:
      'Fewer bytes than Content-Length, no last chunk, or the middle of a TLS record: a problem from the server, a note where the client closed first or only close_notify is missing. In TLS 1.3 alerts cannot be seen.',
    next: 'Look at the server and what stands behind it at that time.',
    source: 'RFC 9112 section 8; RFC 8446 section 6.1',
  },
  C7: {
    means: 'The connection was still open when the capture ended.',
    decided: 'Neither FIN nor RST.',
    next: 'Normal for connections that are kept.',
    source: 'RFC 9293 section 3.6',
  },
  C8: {
    means: 'The proxy itself reset both sides.',
    decided: 'In a recording of tcptrace-tui proxy both sides were reset at once.',
    next: 'Killed by hand, idle for too long, or a fault that was asked for.',
    source: 'docs/proxy.md',
  },
  C9: {
    means: 'A request was sent on a connection that the server was closing or had closed.',
    decided:
      'The server’s FIN came before, or crossed, a request that it never answered; farewells (QUIT, close_notify) do not count.',
    next: 'The usual 502: let the client or proxy keep idle connections for a shorter time than the server does, or repeat the request.',
    source: 'RFC 9112 section 9.5',
  },
};

export const OTHERS: Readonly<Record<string, Explanation>> = {
  A1: {
    means: 'The application itself answered with errors.',
    decided:
      'HTTP 4xx and 5xx, or error replies of line protocols; a warning for over half of the replies, two or more.',
    next: 'The application’s logs; the network is innocent.',
    source: 'RFC 9110 section 15',
  },
  A2: {
    means: 'Each request opens its own connection.',
    decided: 'Over 20 connections a second between one client and one service, each under 1 s and 10 kB.',
    next: 'Keep-alive, or a pool.',
    source: 'RFC 9112 section 9.3',
  },
  A3: {
    means: 'Packets of one host came over different ways.',
    decided: 'Another TTL than its first.',
    next: 'A route that changed, or something that answers in its name.',
    source: 'RFC 791 section 3.2',
  },
  N1: {
    means: 'The capture shows segments larger than the wire carries.',
    decided: 'More payload than the MSS.',
    next: 'Nothing: the network card cuts or joins them (TSO, GRO).',
    source: 'https://docs.kernel.org/networking/segmentation-offloads.html',
  },
  N2: {
    means: 'The capture shows checksums before they are filled in.',
    decided: 'Over half of the segments looked at have wrong ones.',
    next: 'Nothing: the network card fills them in.',
    source: 'https://docs.kernel.org/networking/checksum-offloads.html',
  },
  P1: {
    means: 'Not all connections with signs of trouble were looked at.',
    decided: 'Of a large capture only the worst are read again.',
    next: 'Cut it by host, port or time to have the others looked at.',
    source: 'docs/findings.md',
  },
};
