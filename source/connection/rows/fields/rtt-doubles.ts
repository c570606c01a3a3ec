/** Fields of the round-trip stage, 8 bytes each: times in µs. */

/** From the handshake. */
export const handshake = 12;
export const last = 21;
export const min = 22;
export const max = 23;
export const sum = 24;
export const sumOfSquares = 25;
/** Samples of the segments of RttWord.largestReach: the right figures. */
export const largestMin = 27;
export const largestMax = 28;
export const largestSum = 29;
/** Samples of the segments of RttWord.fullReach: tcptrace's. */
export const fullMin = 31;
export const fullMax = 32;
export const fullSum = 33;
export const fullSumOfSquares = 34;
/** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
export const ambiguousMin = 72;
export const ambiguousMax = 73;
export const ambiguousSum = 74;
export const ambiguousSumOfSquares = 75;
/** Time between two transmissions of the same bytes. */
export const retransmitMin = 76;
export const retransmitMax = 77;
export const retransmitSum = 78;
export const retransmitSumOfSquares = 79;
