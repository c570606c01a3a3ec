/**
 * What the analyser decided about the segment it has just accounted for. One reused record: observers (graphs, packet
 * lists, extraction, slices) read it inside their call and copy what they keep. The values are tcptrace's (docs/tcptrace.md).
 */
import { asNumber, asRow } from './numbering.ts';

/** What an acknowledgement did to the segments it covers, by the number of their AckKind. */
export const ACK_KINDS = ['none', 'cumulative', 'sample', 'no-sample', 'ambiguous', 'triple'] as const;
export type AckKind = (typeof ACK_KINDS)[number];

/** What a segment is as one of its sender's, by the number of their SentKind (layout/constants.ts). */
export const SENT_KINDS = ['other', 'resent', 'overtaken', 'late', 'keep-alive', 'window probe', 'copy'] as const;
export type SentKind = (typeof SENT_KINDS)[number];

export class SegmentOutcome {
  /** Row of its connection. */
  connection = asRow(0);
  /** Number of its connection. */
  number = asNumber(1);
  /** Who sent it: 0 = A (first sender seen of the connection), 1 = B. */
  side: 0 | 1 = 0;
  /** This segment opened the connection. */
  opened = false;
  /** Microseconds since 1970 of this segment. */
  micros = 0;
  /** Effective (scaled) window as tcptrace scales it; 0 without ACK and SYN. */
  window = 0;
  /** Where the pass looks at round trips: what people call it. The figures after it are tcptrace's. */
  sent: SentKind = 'other';
  /** Bytes (SYN and FIN count one each) that had been seen before. > 0 = a retransmission to tcptrace. */
  retransmittedBytes = 0;
  outOfOrder = false;
  /** A segment with data, SYN or FIN sent while the peer's last window was 0; not in the segment store. */
  windowProbe = false;
  /** Same sequence number and IP identification as one of the side's last eight packets. */
  hardwareDuplicate = false;
  ack: AckKind = 'none';
  /** Round-trip time in microseconds where `ack` is sample or ambiguous (0 for no-sample); sequence number it belongs to. */
  rtt = 0;
  rttSequence = 0;
  /** How often the acknowledged segment had been sent again (also for no-sample). */
  rttRetransmits = 0;
  /** SACK blocks carried, and whether the first is a DSACK by tcptrace's test. */
  sackBlocks = 0;
  dsack = false;
  /** Before this segment: this side's last ACK number, window end (wrapped), and when that ACK came (NaN = no earlier ACK). */
  previousAck = 0;
  previousWindowEnd = 0;
  previousAckMicros = Number.NaN;
  /** An outstanding-window sample was taken; its value in bytes (signed; tcptrace prints negatives plus 2^64). */
  owinSampled = false;
  owin = 0;
}
