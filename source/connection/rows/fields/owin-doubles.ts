/** Fields of the outstanding window, 8 bytes each. */

export const total = 20;
/** Largest as an unsigned number: any negative value is above any other. */
export const max = 56;
/** Smallest that is not zero, as an unsigned number. */
export const min = 57;
export const previous = 59;
export const previousMicros = 60;
/** Sum of byte × seconds, each term cut to a whole number: the low half, to which OwinWord has the high one. */
export const weightedLow = 61;
/** Bytes beyond the acknowledgement modulo 2^32, old segments left out: the right figure. */
export const outstandingTotal = 63;
/** Byte × µs. */
export const outstandingWeighted = 65;
