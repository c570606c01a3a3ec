/**
 * The round-trip stage's part of a direction's row: samples of the data this side sent. Times in µs. What every sample touches
 * comes first.
 */

/** Fields of 8 bytes. */
export const Rtt = {
  last: 17,
  min: 18,
  max: 19,
  sum: 20,
  sumOfSquares: 21,
  /** Samples of the segments of the largest size so far, in sequence numbers: the right figures. */
  largestSize: 22,
  largestMin: 23,
  largestMax: 24,
  largestSum: 25,
  /** Samples of the largest segment seen (tcptrace takes a 1-byte segment for 2^32 bytes). */
  fullSize: 26,
  fullMin: 27,
  fullMax: 28,
  fullSum: 29,
  fullSumOfSquares: 30,
  /** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
  ambiguousMin: 68,
  ambiguousMax: 69,
  ambiguousSum: 70,
  ambiguousSumOfSquares: 71,
  /** From the handshake. */
  handshake: 72,
  /** Time between two transmissions of the same bytes. */
  retransmitMin: 73,
  retransmitMax: 74,
  retransmitSum: 75,
  retransmitSumOfSquares: 76,
} as const;

/** Fields of 4 bytes. */
export const RttWord = {
  count: 62,
  cumulativeAcks: 63,
  duplicateAcks: 64,
  largestCount: 65,
  fullCount: 66,
  /** Acknowledgements after a loss: no sample taken. */
  noSample: 67,
  ambiguousCount: 166,
  tripleDuplicateAcks: 167,
  mostRetransmits: 168,
  retransmitCount: 169,
} as const;
