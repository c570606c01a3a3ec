/** What was decided about the last segment: doubles; SegmentOutcome says what they mean. */

export const retransmittedBytes = 0;
export const outOfOrder = 1;
export const windowProbe = 2;
/** An index of ACK_KINDS. */
export const ack = 3;
export const rtt = 4;
export const rttSequence = 5;
export const rttRetransmits = 6;
export const previousAck = 7;
export const previousAckMicros = 8;
export const owinSampled = 9;
export const owin = 10;
