/** Fields of the outstanding window, 4 bytes each. */

export const count = 116;
/** Most bytes beyond the acknowledgement modulo 2^32, old segments left out, and how often there were any: the right figures. */
export const outstandingMax = 124;
export const outstandingCount = 128;
/** The high half of the weighted sum, × 2^32: moves only with wrapped values. */
export const weightedHigh = 143;
