import type { Explanation } from './explanation.ts';

export const LOSS: Readonly<Record<string, Explanation>> = {
  L1: {
    means: 'Data was lost on the way and had to be sent again.',
    decided:
      'Of 20 or more segments 0.1 % is a note, 1 % (2 or more) a warning, 5 % (5 or more) a problem; needless retransmissions do not count. The seconds are the timers’ waits and what the lower rate after the first loss took beside the rate before. With L2 it is one line, by the name of what cost most.',
    next: 'The reason says on which side of the capture point the segments vanished: capture farther that way. Look for errors and drops of interfaces, Wi-Fi, full queues.',
    source: 'RFC 6349 section 4.2; RFC 3155 section 1.2',
  },
  L2: {
    means: 'The sender stood still until its retransmission timer ran out.',
    decided:
      'A retransmission after 200 ms and 1.2 round trips without data or acknowledgement; also one whose first copy never came by, as the sender’s IP identifications tell. 1 s in all is a warning, 3 s or three in a row a problem.',
    next: 'An outage, heavy loss, or the loss of a message’s last segments: see where they vanished. Acknowledgements can be what is lost.',
    source: 'RFC 6298',
  },
  L3: {
    means: 'Single losses were mended within about a round trip.',
    decided: 'Resent after two duplicate acknowledgements, or with a SACK block above.',
    next: 'Nothing, unless L1 says that there are many.',
    source: 'RFC 5681 section 3.2; RFC 6675',
  },
  L4: {
    means: 'The other end, or the way to it, died in the middle of the connection.',
    decided: 'The same bytes were sent five times, at doubling intervals over at least 1 s, and never acknowledged.',
    next: 'Did the host crash, was a cable pulled, did a firewall forget the connection?',
    source: 'RFC 9293 section 3.8.3',
  },
  L5: {
    means: 'The last segments of messages were lost.',
    decided: 'Tail loss probes; in more than 3 % of the messages (and three of them) it is a warning.',
    next: 'As L1; short answers suffer most, as nothing follows that would tell of the loss.',
    source: 'RFC 8985 section 7',
  },
  L6: {
    means: 'Data was sent again although it had arrived.',
    decided:
      'By acknowledgement, SACK, DSACK or echoed timestamp; over 30 % of the retransmissions and five. A warning where timers ran out for 0.5 s.',
    next: 'The round trip jumps (radio, failover), acknowledgements are lost, or packets overtake each other: see T16, L7.',
    source: 'RFC 2883; RFC 3522',
  },
  L7: {
    means: 'Packets overtook each other.',
    decided:
      'A gap was filled by a packet with an older IP identification, or sooner than a round trip: 0.5 % is a note, 3 % a warning.',
    next: 'Several ways at once: ECMP or link aggregation by packet instead of by flow, Wi-Fi, a queue that reorders.',
    source: 'RFC 4737',
  },
  L8: {
    means: 'Many segments were lost at once, as a full queue or a policer does it.',
    decided:
      'Six or more in one round trip, most losses in such bursts, no outage; and the round trip had grown by more than 10 ms and twofold (queue), or the data that gets through keeps one rate (policer). Else it is not claimed.',
    next: 'Shape before the slow link instead of policing after it; a queue with active management (fq_codel).',
    source: 'RFC 7567; RFC 2697',
  },
  L9: {
    means: 'Losses come like clockwork.',
    decided: 'Six intervals between losses that differ by less than 15 %.',
    next: 'A shaper or policer with a token bucket, a radio that scans, something periodic on the way.',
    source: 'RFC 6349',
  },
  L10: {
    means: 'The capture missed packets; the network did not.',
    decided:
      'Bytes were acknowledged that never came by. Over 0.1 % it is a warning, and figures of loss are upper bounds.',
    next: 'Capture less (a filter, a smaller snaplen), with a larger buffer, or nearer.',
    source: 'docs/captures.md',
  },
  L11: {
    means: 'Packets are in the capture several times.',
    decided:
      '5 % of the packets are copies of others: a mirror port, the interface "any", merged files, or the network itself.',
    next: 'Copies are left out of everything else; capture on one interface to be rid of them.',
    source: 'docs/captures.md',
  },
  L12: {
    means: 'A router was busy and said so instead of dropping.',
    decided: 'Packets marked "congestion experienced", or echoes of these.',
    next: 'Nothing: it is what ECN is for.',
    source: 'RFC 3168',
  },
  L13: {
    means: 'Bytes were damaged on the way; the receiver drops such segments, so they count as lost.',
    decided:
      'Wrong TCP checksums among right ones, and at least half of these segments were sent again; 0.1 % is a warning, 5 % a problem. Checksums that a network card fills in are no damage (N2).',
    next: 'A cable, card, switch or memory before the capture point: look at error counters there.',
    source: 'RFC 9293 section 3.1',
  },
  L14: {
    means: 'A firewall shifts sequence numbers but not the SACK blocks, so the sender cannot use these.',
    decided: 'Three SACK blocks that lie beyond any window.',
    next: 'Switch off sequence number randomisation there, or SACK on one end.',
    source: 'RFC 2018; RFC 9293 section 3.4',
  },
  L15: {
    means: 'The same sequence numbers were sent again with other bytes.',
    decided: 'The payload’s sums differ, and both checksums are right.',
    next: 'Something on the way rewrites data, or somebody hides from whoever watches: compare captures of both ends.',
    source: 'RFC 9293 section 3.4; RFC 3128',
  },
};

export const WINDOWS: Readonly<Record<string, Explanation>> = {
  W1: {
    means: 'The receiver’s buffer was full: its application does not read.',
    decided: 'A window of 0 while data waited: 0.1 s is a warning, 1 s or never opened again a problem.',
    next: 'Look at the receiving application (CPU, disk, a lock); it is not the network.',
    source: 'RFC 9293 section 3.8.6.1',
  },
  W2: {
    means: 'The receiver’s window sets the pace: no more than it is under way at a time.',
    decided:
      'Near the sender, the window was full for over 20 % (note) or 50 % (warning, above 5 ms) of the time with data in flight; elsewhere, the throughput is 75 to 130 % of window / round trip.',
    next: 'A larger receive buffer (SO_RCVBUF, net.ipv4.tcp_rmem), or window scaling if it is missing (O8).',
    source: 'RFC 7323; RFC 6349 section 3.3',
  },
  W3: {
    means: 'The receiver filled up and never answered again.',
    decided: 'The window (at most 64 kB) was full, and the same bytes were sent three times without an answer.',
    next: 'The device hangs, or its buffer is never emptied.',
    source: 'RFC 9293 section 3.8.6.1',
  },
  W4: {
    means: 'A receiver opens its window by crumbs, so the sender sends crumbs.',
    decided: 'Ten openings by less than a segment while data flows.',
    next: 'A broken or very small TCP stack.',
    source: 'RFC 9293 section 3.8.6.2',
  },
  W5: {
    means: 'The window never grew, and the sender waited for it.',
    decided: 'Over 10 MB the window stayed at its first size, and was full for over 20 % of the time.',
    next: 'Autotuning is off, or the application set a fixed buffer.',
    source: 'RFC 7323',
  },
  W6: {
    means: 'The sender had nothing to send for most of the time.',
    decided:
      'Near it, nothing was in flight for over 50 % of the time, without losses and with half of the window free.',
    next: 'Its application is slow to produce data; it is not the network.',
    source: 'RFC 6349',
  },
  W7: {
    means: 'The congestion window set the pace.',
    decided: 'Near the sender: over 1 MB and 30 ms, never half of the window in flight, hardly a pause.',
    next: 'Normal at the start, and on long or lossy ways.',
    source: 'RFC 5681',
  },
  W8: {
    means: 'The receiver said that its window is open again, and the sender did not hear it.',
    decided: 'After the window had opened the sender still asked, and went on only after the answer.',
    next: 'Loss of acknowledgements towards the sender.',
    source: 'RFC 9293 section 3.8.6.1',
  },
  W9: {
    means: 'The sender’s own buffer sets the pace.',
    decided: 'Near it, its flight came back to the same height 15 times, below half of the window, without losses.',
    next: 'SO_SNDBUF, net.ipv4.tcp_wmem, or an application that waits for each write.',
    source: 'RFC 6349 section 3.3',
  },
};
