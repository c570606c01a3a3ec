/**
 * The round-trip stage's part of a direction's row: samples of the data this side sent. Times in µs. What every sample touches
 * comes first.
 */

/** Fields of 8 bytes. */
export const Rtt = {
  last: 43,
  min: 44,
  max: 45,
  sum: 46,
  sumOfSquares: 47,
  /** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
  ambiguousMin: 50,
  ambiguousMax: 51,
  ambiguousSum: 52,
  ambiguousSumOfSquares: 53,
  /** Samples of the largest segment seen (tcptrace takes a 1-byte segment for 2^32 bytes). */
  fullSize: 54,
  fullMin: 55,
  fullMax: 56,
  fullSum: 57,
  fullSumOfSquares: 58,
  /** From the handshake. */
  handshake: 59,
  /** Time between two transmissions of the same bytes. */
  retransmitMin: 60,
  retransmitMax: 61,
  retransmitSum: 62,
  retransmitSumOfSquares: 63,
} as const;

/** Fields of 4 bytes. */
export const RttWord = {
  count: 96,
  cumulativeAcks: 97,
  duplicateAcks: 98,
  /** Acknowledgements after a loss: no sample taken. */
  noSample: 99,
  ambiguousCount: 128,
  fullCount: 129,
  tripleDuplicateAcks: 130,
  mostRetransmits: 131,
  retransmitCount: 132,
} as const;
