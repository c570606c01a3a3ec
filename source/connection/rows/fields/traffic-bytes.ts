/** Fields of the traffic stage, 1 byte each, as far as this stage has come. */

/** TrafficMark bits. */
export const marks = 304;
/** Most SACK blocks in an acknowledgement. */
export const mostSackBlocks = 305;
export const syns = 306;
export const fins = 307;
/** Bits 0–3: quarters of the sequence space visited since the last wrap. */
export const quarters = 308;
/** The segment store's current quarter plus one. */
export const currentQuarter = 309;
