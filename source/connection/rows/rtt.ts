/**
 * The round-trip stage's part of a direction's row: samples of the data this side sent. Times in µs. What every sample touches
 * comes first.
 */

/** Fields of 8 bytes. */
export const Rtt = {
  /** From the handshake. */
  handshake: 12,
  last: 21,
  min: 22,
  max: 23,
  sum: 24,
  sumOfSquares: 25,
  /** Samples of the segments of the largest size so far, in sequence numbers: the right figures. */
  largestSize: 26,
  largestMin: 27,
  largestMax: 28,
  largestSum: 29,
  /** Samples of the largest segment seen (tcptrace takes a 1-byte segment for 2^32 bytes). */
  fullSize: 30,
  fullMin: 31,
  fullMax: 32,
  fullSum: 33,
  fullSumOfSquares: 34,
  /** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
  ambiguousMin: 73,
  ambiguousMax: 74,
  ambiguousSum: 75,
  ambiguousSumOfSquares: 76,
  /** Time between two transmissions of the same bytes. */
  retransmitMin: 78,
  retransmitMax: 79,
  retransmitSum: 80,
  retransmitSumOfSquares: 81,
} as const;

/** Fields of 4 bytes. */
export const RttWord = {
  ambiguousCount: 27,
  tripleDuplicateAcks: 28,
  mostRetransmits: 29,
  retransmitCount: 30,
  count: 70,
  cumulativeAcks: 71,
  duplicateAcks: 72,
  largestCount: 73,
  fullCount: 74,
  /** Acknowledgements after a loss: no sample taken. */
  noSample: 75,
} as const;
