import type { Explanation } from './explanation.ts';

export const TIME: Readonly<Record<string, Explanation>> = {
  T1: {
    means: 'The server took long to answer; the network did not.',
    decided:
      'Of each wait, the round trip, retransmissions, closed windows and late acknowledgements (over 0.5 s) are left out. What remains counts from 0.2 s and 5 round trips on: 1 s is a warning, with HTTP 5 s a problem. Stops of over 1 s within an HTTP reply, too. Long polls are a note; protocols in which both talk at will do not count.',
    next: 'Look at the application and what stands behind it (database, other services) at these times.',
    source: 'RFC 1122 section 4.2.3.2',
  },
  T2: {
    means: 'The client waited between a reply and its next request.',
    decided: 'A pause of 1 s.',
    next: 'Nothing: users think, and connections are kept for later.',
    source: 'RFC 9112 section 9.3',
  },
  T3: {
    means: 'The ends are far apart.',
    decided: 'A round trip of 0.1 s is a note, 0.3 s with questions and answers a warning.',
    next: 'Fewer round trips, or a server nearer by.',
    source: 'RFC 6349 section 3.2',
  },
  T4: {
    means: 'A large buffer before the slowest link delays everything that crosses it.',
    decided:
      'Under load the round trip, or by the sender’s timestamps the way here, grows: twofold and 50 ms is a note, fourfold and 100 ms a warning, 1 s a problem.',
    next: 'Active queue management (fq_codel, cake) or a smaller queue at the slowest link.',
    source: 'RFC 6349 section 4.3; RFC 7567',
  },
  T5: {
    means: 'The sender holds small segments back until the one before is acknowledged, and that comes late.',
    decided:
      'A small segment follows at once on the acknowledgement of the one before, after 20 ms or more: three times, and 60 % of the small ones.',
    next: 'TCP_NODELAY, or one write a message.',
    source: 'RFC 896; RFC 1122 section 4.2.3.2',
  },
  T6: {
    means: 'Lone segments are acknowledged late.',
    decided: 'Three acknowledgements without data, 35 ms to 0.5 s after a lone segment.',
    next: 'Nothing: it is why single round trips look long.',
    source: 'RFC 1122 section 4.2.3.2',
  },
  T7: {
    means: 'Something on the way forgot the connection while it was idle.',
    decided: 'Data after 60 s of silence never got through, or was answered by a reset.',
    next: 'Keep-alives shorter than the idle time that the finding names, or a longer one in the NAT or firewall.',
    source: 'RFC 5382 section 5',
  },
  T8: {
    means: 'Idle connections are kept open by probes.',
    decided:
      'Answered probes are a note; three without an answer a problem. A byte that nobody has acknowledged is data, no probe.',
    next: 'Unanswered: the other end is gone, or something on the way forgot the connection.',
    source: 'RFC 1122 section 4.2.3.6',
  },
  T9: {
    means: 'Data flows at one even rate.',
    decided: 'For 5 s and 200 kB even within 10 %, at a round number, with losses or a queue.',
    next: 'A shaper or the slowest link: is it the rate that was bought?',
    source: 'RFC 6349',
  },
  T10: {
    means: 'The capture’s clock went back, or stood still.',
    decided: 'Time stamps go back by over 1 ms, or by more than an hour nothing was captured.',
    next: 'Reorder by time (reordercap); distrust durations across the step.',
    source: 'docs/captures.md',
  },
  T11: {
    means:
      'The server had the request, acknowledged it, and never answered; or fell silent in the middle of its reply.',
    decided:
      'HTTP, or a request like others that were answered; until the client gave up, 1 s is a warning, 5 s a problem. Where the capture ends first, a note until it exceeds 5 s and five times this server’s usual. One-way streams, subscriptions and uploads never.',
    next: 'Look at the server’s application at that time. If the reason says that more was sent, capture on the way: large packets vanish (M1).',
    source: 'RFC 1122 section 4.2.3.2; RFC 9110 section 9.2',
  },
  T12: {
    means: 'Many small questions one after another: the round trips add up.',
    decided:
      '50 answers and 0.5 s of round trips are a note, 100 and 2 s a warning; half of the time, hardly a pause between, and messages that fit into a segment.',
    next: 'One larger request instead of many (N+1 queries), pipelining, several at once, or a server nearer by.',
    source: 'RFC 6349 section 3.2',
  },
  T13: {
    means: 'The client asked whether it may send its body, and nobody answered.',
    decided:
      '"Expect: 100-continue", and the body came without a "100 Continue" before: 0.2 s is a note, 0.5 s a warning.',
    next: 'Let the client send no Expect, or the server or proxy answer it.',
    source: 'RFC 9110 section 10.1.1',
  },
  T14: {
    means: 'Before the connection its name had to be looked up, which took long or failed.',
    decided:
      'Look-ups of the same client over UDP or TCP, answered or given up within 1 s before the SYN; with addresses, the server’s among them. 0.3 s is a note, 1 s a warning; the seconds are from the first query to the answer.',
    next: 'Look at the name server: several queries mean that it, or the way to it, loses them.',
    source: 'RFC 1035 section 7.2',
  },
  T15: {
    means: 'An application writes a few bytes at a time, so most of the traffic is headers.',
    decided: '300 segments of at most 100 bytes, ten a message; a warning from 2000 and 200 a second on.',
    next: 'A buffer in front of the socket, or one write a message.',
    source: 'RFC 896',
  },
  T16: {
    means: 'The round trip changed to another level.',
    decided:
      'The median of five round trips doubled and grew by 0.1 s (note) or 0.3 s (warning), without load on this connection.',
    next: 'A failover, another route, a radio link, or a queue that others fill: compare with other connections at that time.',
    source: 'RFC 6298; RFC 3522',
  },
};
