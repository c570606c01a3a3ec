/**
 * The round-trip stage's part of a direction's row: samples of the data this side sent. Times in µs. What every sample touches
 * comes first.
 */

/** Fields of 8 bytes. */
export const Rtt = {
  last: 47,
  min: 48,
  max: 49,
  sum: 50,
  sumOfSquares: 51,
  /** Samples of the segments of the largest size so far, in sequence numbers: the right figures. */
  largestSize: 52,
  largestMin: 53,
  largestMax: 54,
  largestSum: 55,
  /** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
  ambiguousMin: 59,
  ambiguousMax: 60,
  ambiguousSum: 61,
  ambiguousSumOfSquares: 62,
  /** Samples of the largest segment seen (tcptrace takes a 1-byte segment for 2^32 bytes). */
  fullSize: 63,
  fullMin: 64,
  fullMax: 65,
  fullSum: 66,
  fullSumOfSquares: 67,
  /** From the handshake. */
  handshake: 68,
  /** Time between two transmissions of the same bytes. */
  retransmitMin: 69,
  retransmitMax: 70,
  retransmitSum: 71,
  retransmitSumOfSquares: 72,
} as const;

/** Fields of 4 bytes. */
export const RttWord = {
  count: 112,
  cumulativeAcks: 113,
  duplicateAcks: 114,
  /** Acknowledgements after a loss: no sample taken. */
  noSample: 115,
  largestCount: 116,
  ambiguousCount: 146,
  fullCount: 147,
  tripleDuplicateAcks: 148,
  mostRetransmits: 149,
  retransmitCount: 150,
} as const;
