/**
 * The round-trip stage's part of a direction's row: samples of the data this side sent. Times in µs. 192 bytes, behind those of the outstanding window.
 */

/** Fields of 8 bytes. */
export const Rtt = {
  last: 50,
  min: 51,
  max: 52,
  sum: 53,
  sumOfSquares: 54,
  /** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
  ambiguousMin: 55,
  ambiguousMax: 56,
  ambiguousSum: 57,
  ambiguousSumOfSquares: 58,
  /** Samples of the largest segment seen (tcptrace takes a 1-byte segment for 2^32 bytes). */
  fullSize: 59,
  fullMin: 60,
  fullMax: 61,
  fullSum: 62,
  fullSumOfSquares: 63,
  /** From the handshake. */
  handshake: 64,
  /** Time between two transmissions of the same bytes. */
  retransmitMin: 65,
  retransmitMax: 66,
  retransmitSum: 67,
  retransmitSumOfSquares: 68,
} as const;

/** Fields of 4 bytes. */
export const RttWord = {
  count: 138,
  ambiguousCount: 139,
  fullCount: 140,
  cumulativeAcks: 141,
  /** Acknowledgements after a loss: no sample taken. */
  noSample: 142,
  duplicateAcks: 143,
  tripleDuplicateAcks: 144,
  mostRetransmits: 145,
  retransmitCount: 146,
} as const;
