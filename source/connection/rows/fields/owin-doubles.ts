/** Fields of the outstanding window, 8 bytes each. */

export const total = 20;
/** Largest as an unsigned number: any negative value is above any other. */
export const max = 56;
/** Smallest that is not zero, as an unsigned number. */
export const min = 57;
export const count = 58;
export const previous = 59;
export const previousMicros = 60;
/** Sum of byte × seconds, each term cut to a whole number: low + high × 2^32 (high moves only with wrapped values). */
export const weightedLow = 61;
// The right figures: bytes beyond the acknowledgement modulo 2^32, old segments left out
export const outstandingMax = 62;
export const outstandingTotal = 63;
export const outstandingCount = 64;
/** Byte × µs. */
export const outstandingWeighted = 65;
/** The high half of the weighted sum. */
export const weightedHigh = 72;
