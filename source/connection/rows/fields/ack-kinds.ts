/** What an acknowledgement did to the segments it covers: indexes of ACK_KINDS. */

export const none = 0;
export const cumulative = 1;
export const sample = 2;
export const noSample = 3;
export const ambiguous = 4;
export const triple = 5;
