/** Fields of the traffic stage, 2 bytes each, counted in shorts from the beginning of the row. */

export const mss = 155;
/** Bytes of payload: no IP packet has more than 65,535. */
export const largestSegment = 218;
export const smallestSegment = 219;
