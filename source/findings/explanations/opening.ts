import type { Explanation } from './explanation.ts';

export const OPENING: Readonly<Record<string, Explanation>> = {
  O1: {
    means: 'The client asked for a connection and nobody answered.',
    decided:
      'No SYN/ACK, RST or ICMP error came. Two SYNs are a warning; four, or more than 7 s, are a problem. The last SYN of a single try must be 3 s old.',
    next: 'Is the address right, is the host up, does a firewall drop the port? Capture at the server too: do the SYNs arrive there?',
    source: 'RFC 6298; RFC 9293 section 3.8.3',
  },
  O2: {
    means: 'The host is there, but nothing listens on the port.',
    decided:
      'A RST answered the SYN: a warning if the port let others in, a note if the other IP version did within 2 s.',
    next: 'Is the service running, on this address and port, and on both IP versions?',
    source: 'RFC 9293 section 3.10.7.1; RFC 8305',
  },
  O3: {
    means: 'A router or firewall said why it does not pass the packets on.',
    decided: 'An ICMP error other than "too big" quotes a packet of the connection.',
    next: 'The finding names its sender: look for its rule ("prohibited") or its route ("unreachable").',
    source: 'RFC 792; RFC 4443',
  },
  O4: {
    means: 'The server answered several times before the client heard it, or before the server heard the client.',
    decided: 'A SYN/ACK was sent again at least 0.2 s later.',
    next: 'If the client’s ACK was seen before, look for overflows of the accept queue (ss -ltn; nstat TcpExtListenOverflows), else for loss.',
    source: 'RFC 9293 section 3.8.1',
  },
  O5: {
    means: 'Many connections were begun and never finished.',
    decided:
      '100 half-open connections in a second to one port, from 20 sources or from one, or from 100 sources over many ports that sent a SYN each.',
    next: 'Are SYN cookies on? Filter the sources; where they are forged, ask the provider.',
    source: 'RFC 4987',
  },
  O6: {
    means: 'Opening the connection took long, before any application was asked.',
    decided:
      '0.3 s is a note, 1 s a warning, also three times the usual between both hosts; SYNs that had to be sent again count. Never let in, though the port let the same client in within the last second: a problem, the accept queue is full.',
    next: 'Far away, lost SYNs, or a busy server: compare with other connections to it, and look at its accept queue (ss -ltn).',
    source: 'RFC 6349; RFC 6298',
  },
  O7: {
    means: 'The connection was open for long before anybody spoke.',
    decided: 'First data 1 s (note) or 5 s (warning) after the handshake.',
    next: 'A slow greeting of a server is often its look-up of the client’s name; a slow client opened in advance.',
    source: 'RFC 9293 section 3.5',
  },
  O8: {
    means: 'Without window scaling no more than 64 kB are under way at a time, which caps the rate by distance.',
    decided:
      'One SYN lacks the option: a warning above 256 kB and 10 ms, where it costs; the cap is 64 kB / round trip.',
    next: 'Switch it on (net.ipv4.tcp_window_scaling), or find the firewall that strips it: compare captures of both ends.',
    source: 'RFC 7323 section 2',
  },
  O9: {
    means: 'Recovery from losses is slow, as the receiver cannot say what it has.',
    decided: 'A connection with more than 0.1 % of losses whose SYNs did not both permit SACK.',
    next: 'Switch it on (net.ipv4.tcp_sack), or find what strips the option.',
    source: 'RFC 2018',
  },
  O10: {
    means: 'Segments are smaller than Ethernet allows.',
    decided: 'An MSS below 1460 (IPv6: 1440) is a note, below 536 (1220) a warning.',
    next: 'A tunnel, PPPoE or a router that clamps the MSS is harmless; a tiny MSS is a wrong setting or an attack.',
    source: 'RFC 9293 section 3.7.1; RFC 6691',
  },
  O11: {
    means: 'Somebody looks for open ports.',
    decided:
      'One source tried 15 ports of a host, or one port of 25 hosts, within 5 minutes, and over 80 % were closed.',
    next: 'The finding lists what was open. Is it your own scanner?',
    source: 'RFC 2196 section 5.3',
  },
  O12: {
    means: 'The server still held an older connection of the same addresses and ports.',
    decided:
      'A SYN was answered by an ACK of something else, and the client reset that or asked again. Where the old connection is in the capture, the seconds count from its last sign of life.',
    next: 'The client crashed, or reuses ports too early: keep-alives on the server, more ports or fewer short connections on the client.',
    source: 'RFC 5961 section 4; RFC 6191',
  },
  O13: {
    means: 'Only one direction was captured, so little can be said.',
    decided: 'One side sent nothing, though its acknowledgements advance in the other’s packets.',
    next: 'Capture where both directions pass, or without a filter on one of them.',
    source: 'docs/captures.md',
  },
  O14: {
    means: 'The connection was open before the capture began.',
    decided: 'No SYN was seen: windows cannot be scaled, the handshake’s round trip is unknown.',
    next: 'Capture from the start where windows or round trips matter.',
    source: 'RFC 7323 section 2.2',
  },
  O15: {
    means: 'Something on the way removed TCP options.',
    decided:
      'A SYN has more than three bytes of padding in a row, where options stood; or a side scales its windows though its SYN, as captured, does not say so.',
    next: 'Look for a firewall or accelerator that "normalises" TCP, and compare captures of both ends.',
    source: 'RFC 9293 section 3.1; RFC 7323',
  },
};
