/** Fields of the traffic stage, 8 bytes each: doubles, integers below 2^53 unless said otherwise. */

/** Of the last packet that was no RST. */
export const windowLast = 16;
/** Time of this side's last packet, µs since 1970; 0 = none. */
export const lastMicros = 39;
/** Longest silence between two packets of this side, µs. */
export const longestIdle = 40;
export const windowMax = 41;
/** Smallest non-zero. */
export const windowMin = 42;
/** Sum of the effective windows, bytes: the low half, to which TrafficWord has the high one. */
export const windowTotalLow = 43;
/** Time of the last packet with ACK, µs since 1970; means something where TrafficMark.acknowledged is set. */
export const lastAckMicros = 44;
/** Payload bytes by the headers. */
export const dataBytes = 45;
export const uniqueBytes = 46;
/** Times of the first and last segment with payload, µs since 1970; 0 = none. */
export const firstDataMicros = 47;
export const lastDataMicros = 48;
export const truncatedBytes = 49;
export const initialBytes = 66;
/** SYN and FIN count one byte each. */
export const retransmittedBytes = 68;
export const probeBytes = 69;
/** Sum of the urgent pointers. */
export const urgentBytes = 70;
