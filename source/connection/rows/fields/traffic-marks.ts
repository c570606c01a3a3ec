/** Bits of TrafficByte.marks. */

/** A window of this side was scaled for sure (tcptrace's "scaled"). */
export const scaled = 1;
/** Data of this side has been acknowledged beyond its SYN (ends the other side's initial window). */
export const dataAcked = 2;
/** A SYN or FIN came again with another sequence number. */
export const movedEnds = 4;
/** This side has acknowledged something, resets aside. */
export const acknowledged = 8;
/** The side has sent a packet. */
export const seen = 16;
