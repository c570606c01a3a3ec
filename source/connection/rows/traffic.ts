/**
 * The traffic stage's part of a direction's row: segments, bytes, windows and times as the long report shows them.
 * 272 bytes, behind core's. Filled by stages/traffic.ts; the retransmission figures by the segment store through it.
 */

/** Fields of 8 bytes (doubles; integers below 2^53 unless said otherwise). */
export const Traffic = {
  /** Time of this side's last packet, µs since 1970; 0 = none. */
  lastMicros: 9,
  /** Longest silence between two packets of this side, µs. */
  longestIdle: 10,
  /** Payload bytes by the headers. */
  dataBytes: 11,
  uniqueBytes: 12,
  /** SYN and FIN count one byte each. */
  retransmittedBytes: 13,
  probeBytes: 14,
  /** Sum of the urgent pointers. */
  urgentBytes: 15,
  truncatedBytes: 16,
  /** Times of the first and last segment with payload, µs since 1970; 0 = none. */
  firstDataMicros: 17,
  lastDataMicros: 18,
  /** Effective windows, bytes. Sum = low + high × 2^32 (high moves only with absurd window scales). */
  windowTotalLow: 19,
  windowTotalHigh: 20,
  windowMax: 21,
  /** Smallest non-zero. */
  windowMin: 22,
  /** Of the last packet that was no RST. */
  windowLast: 23,
  /** Time of the last packet with ACK, µs since 1970; 0 = none. */
  lastAckMicros: 24,
  initialBytes: 25,
} as const;

/** Fields of 4 bytes. */
export const TrafficWord = {
  /** Last ACK number sent; before the first, this side's peer's view: see docs/tcptrace.md "Last ACK". */
  ack: 52,
  /** Sequence number of the FIN. */
  fin: 53,
  minSequence: 54,
  maxSequence: 55,
  latestSequence: 56,
  mss: 57,
  dataPackets: 58,
  pushedPackets: 59,
  ackPackets: 60,
  pureAcks: 61,
  sackPackets: 62,
  dsackPackets: 63,
  mostSackBlocks: 64,
  /** Packets that carried a SACK option, ACK or not. */
  sacksSent: 65,
  /** Includes resent SYNs and FINs. */
  retransmittedPackets: 66,
  probePackets: 67,
  outOfOrderPackets: 68,
  urgentPackets: 69,
  largestSegment: 70,
  smallestSegment: 71,
  zeroWindows: 72,
  /** Packets counted since the window was known to be scaled. */
  scaledPackets: 73,
  initialPackets: 74,
  truncatedPackets: 75,
  /** Times the sequence space was gone round. */
  wraps: 76,
  /** Bits 0–3: quarters of the sequence space visited since the last wrap. */
  quarters: 77,
  /** The segment store's lists of this side: one for each quarter, and the current quarter plus one. */
  lists: 78,
  /** Sequence number of the last SYN, as far as this stage has come (it runs behind the core stage). */
  syn: 83,
} as const;

/** Fields of 1 byte, as far as this stage has come. */
export const TrafficByte = {
  syns: 336,
  fins: 337,
  /** The side has sent a packet. */
  seen: 338,
} as const;
