/**
 * The round-trip stage's part of a direction's row: samples of the data this side sent. Times in µs. 192 bytes, behind those of the outstanding window.
 */

/** Fields of 8 bytes. */
export const Rtt = {
  last: 53,
  min: 54,
  max: 55,
  sum: 56,
  sumOfSquares: 57,
  /** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
  ambiguousMin: 58,
  ambiguousMax: 59,
  ambiguousSum: 60,
  ambiguousSumOfSquares: 61,
  /** Samples of the largest segment seen (tcptrace takes a 1-byte segment for 2^32 bytes). */
  fullSize: 62,
  fullMin: 63,
  fullMax: 64,
  fullSum: 65,
  fullSumOfSquares: 66,
  /** From the handshake. */
  handshake: 67,
  /** Time between two transmissions of the same bytes. */
  retransmitMin: 68,
  retransmitMax: 69,
  retransmitSum: 70,
  retransmitSumOfSquares: 71,
} as const;

/** Fields of 4 bytes. */
export const RttWord = {
  count: 144,
  ambiguousCount: 145,
  fullCount: 146,
  cumulativeAcks: 147,
  /** Acknowledgements after a loss: no sample taken. */
  noSample: 148,
  duplicateAcks: 149,
  tripleDuplicateAcks: 150,
  mostRetransmits: 151,
  retransmitCount: 152,
} as const;
