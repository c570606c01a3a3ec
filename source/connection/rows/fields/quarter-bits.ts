/** What TrafficByte.quarters holds. A sequence number's quarter is its two highest bits. */

/** A bit for each quarter of the sequence space visited since the last wrap. */
export const visited = 0xf;
/** Above them the segment store's current quarter plus one. */
export const currentShift = 4;
