/** Bits of `SegmentColumns.facts`. */

/** Opened its connection. */
export const opened = 1;
export const hardwareDuplicate = 2;
/** The first SACK block is a DSACK by tcptrace's test. */
export const dsack = 4;
/** Both sides have sent the window scale option, this segment's included. */
export const bothScale = 8;
/** Some of its bytes had been seen before; known once the traffic stage has accounted for it. */
export const again = 16;
/** A UDP datagram whose pair is not ignored; no fact of any other packet that is not a TCP segment means something. */
export const datagram = 32;
