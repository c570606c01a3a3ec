/**
 * The traffic stage's row, one a direction: segments, bytes, windows and times as the long report shows them.
 * 248 bytes. Filled by stages/traffic.ts; the retransmission figures by the segment store through it.
 */
import { reserveRows } from '../reservation.ts';

export const TRAFFIC_BYTES = 248;
export const TRAFFIC_WORDS = TRAFFIC_BYTES / 4;
export const TRAFFIC_DOUBLES = TRAFFIC_BYTES / 8;

/** Fields of 8 bytes (doubles; integers below 2^53 unless said otherwise). */
export const Traffic = {
  /** Time of this side's last packet, µs since 1970; 0 = none. */
  lastMicros: 0,
  /** Longest silence between two packets of this side, µs. */
  longestIdle: 1,
  /** Payload bytes by the headers. */
  dataBytes: 2,
  uniqueBytes: 3,
  /** SYN and FIN count one byte each. */
  retransmittedBytes: 4,
  probeBytes: 5,
  /** Sum of the urgent pointers. */
  urgentBytes: 6,
  truncatedBytes: 7,
  /** Times of the first and last segment with payload, µs since 1970; 0 = none. */
  firstDataMicros: 8,
  lastDataMicros: 9,
  /** Effective windows, bytes. Sum = low + high × 2^32 (high moves only with absurd window scales). */
  windowTotalLow: 10,
  windowTotalHigh: 11,
  windowMax: 12,
  /** Smallest non-zero. */
  windowMin: 13,
  /** Of the last packet that was no RST. */
  windowLast: 14,
  /** Time of the last packet with ACK, µs since 1970; 0 = none. */
  lastAckMicros: 15,
  initialBytes: 16,
} as const;

/** Fields of 4 bytes. */
export const TrafficWord = {
  /** Last ACK number sent; before the first, this side's peer's view: see docs/tcptrace.md "Last ACK". */
  ack: 34,
  /** Sequence number of the FIN. */
  fin: 35,
  minSequence: 36,
  maxSequence: 37,
  latestSequence: 38,
  mss: 39,
  dataPackets: 40,
  pushedPackets: 41,
  ackPackets: 42,
  pureAcks: 43,
  sackPackets: 44,
  dsackPackets: 45,
  mostSackBlocks: 46,
  /** Packets that carried a SACK option, ACK or not. */
  sacksSent: 47,
  /** Includes resent SYNs and FINs. */
  retransmittedPackets: 48,
  probePackets: 49,
  outOfOrderPackets: 50,
  urgentPackets: 51,
  largestSegment: 52,
  smallestSegment: 53,
  zeroWindows: 54,
  /** Packets counted since the window was known to be scaled. */
  scaledPackets: 55,
  initialPackets: 56,
  truncatedPackets: 57,
  /** Times the sequence space was gone round. */
  wraps: 58,
  /** Bits 0–3: quarters of the sequence space visited since the last wrap. */
  quarters: 59,
} as const;

export class TrafficRows {
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly buffer: SharedArrayBuffer;

  /** `buffer`: an existing reservation; else one for so many directions. */
  constructor(buffer: SharedArrayBuffer | undefined, directions: number) {
    this.buffer = buffer ?? reserveRows(directions, TRAFFIC_BYTES);
    this.f64 = new Float64Array(this.buffer);
    this.u32 = new Uint32Array(this.buffer);
  }

  /** A field of Traffic. */
  double = (direction: number, field: number): number => this.f64[direction * TRAFFIC_DOUBLES + field];
  /** A field of TrafficWord. */
  word = (direction: number, field: number): number => this.u32[direction * TRAFFIC_WORDS + field];
}
