/** What the kernel decided about the last segment; SegmentOutcome (../outcome.ts) says what the fields mean. */
import { type FieldRow, indexesOf, record } from './structure.ts';

export const OUTCOME = record([
  ['retransmittedBytes', 'f64', 'numbers seen before'],
  ['sent', 'f64', 'a SentKind'],
  ['outOfOrder', 'f64', '0 or 1'],
  ['windowProbe', 'f64', '0 or 1'],
  ['ack', 'f64', 'an AckKind'],
  ['rtt', 'f64', 'µs'],
  ['rttSequence', 'f64', 'sequence number'],
  ['rttRetransmits', 'f64', 'times'],
  ['previousAck', 'f64', 'acknowledgement number'],
  ['previousAckMicros', 'f64', 'µs since 1970; NaN = none'],
  ['owinSampled', 'f64', '0 or 1'],
  ['owin', 'f64', 'bytes, signed'],
] as const satisfies readonly FieldRow[]);

/** Indexes into an outcome's doubles. */
export const Outcome = indexesOf(OUTCOME);
