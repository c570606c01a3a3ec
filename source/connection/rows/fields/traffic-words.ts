/** Fields of the traffic stage, 4 bytes each. */

/** Sequence number of the FIN. */
export const fin = 26;
export const zeroWindows = 29;
/** Times the sequence space was gone round. */
export const wraps = 31;
/** The segment store's lists of this side: one for each quarter. */
export const lists = 34;
export const outOfOrderPackets = 38;
/** Sequence number of the last SYN, as far as this stage has come (it runs behind the core stage). */
export const syn = 39;
/** Includes resent SYNs and FINs. */
export const retransmittedPackets = 53;
export const probePackets = 61;
/** Last ACK number sent; before the first, this side's peer's view: see docs/tcptrace.md "Last ACK". */
export const ack = 100;
export const minSequence = 101;
export const maxSequence = 102;
export const latestSequence = 103;
export const ackPackets = 104;
export const pureAcks = 105;
/** Packets counted since the window was known to be scaled. */
export const scaledPackets = 106;
export const dataPackets = 107;
export const pushedPackets = 108;
/** Bytes of payload; more than 65,535 in a jumbogram (RFC 2675). */
export const largestSegment = 109;
export const smallestSegment = 110;
export const truncatedPackets = 111;
/** Packets that carried a SACK option, ACK or not. */
export const sacksSent = 117;
export const sackPackets = 125;
export const dsackPackets = 129;
export const initialPackets = 134;
export const urgentPackets = 135;
/** The high half of the sum of the windows, × 2^32: moves only with absurd window scales. */
export const windowTotalHigh = 142;
