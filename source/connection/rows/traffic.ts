/**
 * The traffic stage's part of a direction's row: segments, bytes, windows and times as the long report shows them. Where a
 * field stands says who touches it (rows/directions.ts). Filled by stages/traffic.ts; `lists` is the segment
 * store's.
 */

/** Fields of 8 bytes (doubles; integers below 2^53 unless said otherwise). */
export const Traffic = {
  /** Of the last packet that was no RST. */
  windowLast: 12,
  /** Time of this side's last packet, µs since 1970; 0 = none. */
  lastMicros: 34,
  /** Longest silence between two packets of this side, µs. */
  longestIdle: 35,
  windowMax: 36,
  /** Smallest non-zero. */
  windowMin: 37,
  /** Effective windows, bytes. Sum = low + high × 2^32 (high moves only with absurd window scales). */
  windowTotalLow: 38,
  /** Time of the last packet with ACK, µs since 1970; 0 = none. */
  lastAckMicros: 39,
  /** Payload bytes by the headers. */
  dataBytes: 40,
  uniqueBytes: 41,
  /** Times of the first and last segment with payload, µs since 1970; 0 = none. */
  firstDataMicros: 42,
  lastDataMicros: 43,
  truncatedBytes: 44,
  initialBytes: 62,
  /** SYN and FIN count one byte each. */
  retransmittedBytes: 63,
  probeBytes: 64,
  /** Sum of the urgent pointers. */
  urgentBytes: 65,
  windowTotalHigh: 66,
} as const;

/** Fields of 4 bytes. */
export const TrafficWord = {
  /** The segment store's lists of this side: one for each quarter, and the current quarter plus one. */
  lists: 26,
  /** Sequence number of the last SYN, as far as this stage has come (it runs behind the core stage). */
  syn: 31,
  /** Last ACK number sent; before the first, this side's peer's view: see docs/tcptrace.md "Last ACK". */
  ack: 90,
  minSequence: 91,
  maxSequence: 92,
  latestSequence: 93,
  ackPackets: 94,
  pureAcks: 95,
  /** Packets counted since the window was known to be scaled. */
  scaledPackets: 96,
  dataPackets: 97,
  pushedPackets: 98,
  largestSegment: 99,
  smallestSegment: 100,
  truncatedPackets: 101,
  initialPackets: 103,
  /** Packets that carried a SACK option, ACK or not. */
  sacksSent: 154,
  sackPackets: 155,
  mostSackBlocks: 156,
  dsackPackets: 157,
  mss: 158,
  /** Includes resent SYNs and FINs. */
  retransmittedPackets: 159,
  probePackets: 160,
  outOfOrderPackets: 161,
  urgentPackets: 162,
  zeroWindows: 163,
  /** Times the sequence space was gone round. */
  wraps: 164,
  /** Sequence number of the FIN. */
  fin: 165,
} as const;

/** Fields of 1 byte, as far as this stage has come. */
export const TrafficByte = {
  /** TrafficMark bits. */
  marks: 30,
  /** The side has sent a packet. */
  seen: 31,
  syns: 408,
  fins: 409,
  /** Bits 0–3: quarters of the sequence space visited since the last wrap. */
  quarters: 410,
} as const;

/** Bits of TrafficByte.marks. */
export const TrafficMark = {
  /** A window of this side was scaled for sure (tcptrace's "scaled"). */
  scaled: 1,
  /** Data of this side has been acknowledged beyond its SYN (ends the other side's initial window). */
  dataAcked: 2,
  /** A SYN or FIN came again with another sequence number. */
  movedEnds: 4,
} as const;
