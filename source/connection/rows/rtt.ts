/**
 * The round-trip stage's row, one a direction: samples of the data this side sent. Times in µs. 200 bytes.
 */
import { reserveRows } from '../reservation.ts';

export const RTT_BYTES = 200;
export const RTT_WORDS = RTT_BYTES / 4;
export const RTT_DOUBLES = RTT_BYTES / 8;

/** Fields of 8 bytes. */
export const Rtt = {
  last: 0,
  min: 1,
  max: 2,
  sum: 3,
  sumOfSquares: 4,
  /** Ambiguous samples: the segment was sent more than once, the time counts from its last transmission. */
  ambiguousMin: 5,
  ambiguousMax: 6,
  ambiguousSum: 7,
  ambiguousSumOfSquares: 8,
  /** Samples of the largest segment seen (tcptrace takes a 1-byte segment for 2^32 bytes). */
  fullSize: 9,
  fullMin: 10,
  fullMax: 11,
  fullSum: 12,
  fullSumOfSquares: 13,
  /** From the handshake. */
  handshake: 14,
  /** Time between two transmissions of the same bytes. */
  retransmitMin: 15,
  retransmitMax: 16,
  retransmitSum: 17,
  retransmitSumOfSquares: 18,
} as const;

/** Fields of 4 bytes. */
export const RttWord = {
  count: 38,
  ambiguousCount: 39,
  fullCount: 40,
  cumulativeAcks: 41,
  /** Acknowledgements after a loss: no sample taken. */
  noSample: 42,
  duplicateAcks: 43,
  tripleDuplicateAcks: 44,
  mostRetransmits: 45,
  retransmitCount: 46,
} as const;

export class RttRows {
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly buffer: SharedArrayBuffer;

  /** `buffer`: an existing reservation; else one for so many directions. */
  constructor(buffer: SharedArrayBuffer | undefined, directions: number) {
    this.buffer = buffer ?? reserveRows(directions, RTT_BYTES);
    this.f64 = new Float64Array(this.buffer);
    this.u32 = new Uint32Array(this.buffer);
  }

  /** A field of Rtt. */
  double = (direction: number, field: number): number => this.f64[direction * RTT_DOUBLES + field];
  /** A field of RttWord. */
  word = (direction: number, field: number): number => this.u32[direction * RTT_WORDS + field];
}
