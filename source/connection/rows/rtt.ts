/**
 * The round-trip stage's part of a direction's row: samples of the data this side sent. Times in µs. 192 bytes, behind traffic's.
 */

/** Fields of 8 bytes. */
export const Rtt = {
  last: 43,
  min: 44,
  max: 45,
  sum: 46,
  sumOfSquares: 47,
  /** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
  ambiguousMin: 48,
  ambiguousMax: 49,
  ambiguousSum: 50,
  ambiguousSumOfSquares: 51,
  /** Samples of the largest segment seen (tcptrace takes a 1-byte segment for 2^32 bytes). */
  fullSize: 52,
  fullMin: 53,
  fullMax: 54,
  fullSum: 55,
  fullSumOfSquares: 56,
  /** From the handshake. */
  handshake: 57,
  /** Time between two transmissions of the same bytes. */
  retransmitMin: 58,
  retransmitMax: 59,
  retransmitSum: 60,
  retransmitSumOfSquares: 61,
} as const;

/** Fields of 4 bytes. */
export const RttWord = {
  count: 124,
  ambiguousCount: 125,
  fullCount: 126,
  cumulativeAcks: 127,
  /** Acknowledgements after a loss: no sample taken. */
  noSample: 128,
  duplicateAcks: 129,
  tripleDuplicateAcks: 130,
  mostRetransmits: 131,
  retransmitCount: 132,
} as const;
