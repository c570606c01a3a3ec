/** Fields of the traffic stage, 1 byte each, as far as this stage has come. */

/** TrafficMark bits. */
export const marks = 304;
/** Most SACK blocks in an acknowledgement. */
export const mostSackBlocks = 305;
export const syns = 306;
export const fins = 307;
/** See quarter-bits.ts. */
export const quarters = 308;
