/** Fields of the traffic stage, 4 bytes each. */

/** Sequence number of the FIN. */
export const fin = 26;
/** The segment store's lists of this side: one for each quarter, and the current quarter plus one. */
export const lists = 34;
/** Sequence number of the last SYN, as far as this stage has come (it runs behind the core stage). */
export const syn = 39;
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
export const largestSegment = 109;
export const smallestSegment = 110;
export const truncatedPackets = 111;
export const initialPackets = 134;
/** Packets that carried a SACK option, ACK or not. */
export const sacksSent = 164;
export const sackPackets = 165;
export const mostSackBlocks = 166;
export const dsackPackets = 167;
export const mss = 168;
/** Includes resent SYNs and FINs. */
export const retransmittedPackets = 169;
export const probePackets = 170;
export const outOfOrderPackets = 171;
export const urgentPackets = 172;
export const zeroWindows = 173;
/** Times the sequence space was gone round. */
export const wraps = 174;
