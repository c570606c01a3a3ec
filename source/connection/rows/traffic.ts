/**
 * The traffic stage's part of a direction's row: segments, bytes, windows and times as the long report shows them. Where a
 * field stands says who touches it (rows/directions.ts). Filled by stages/traffic.ts; `lists` is the segment
 * store's.
 */

/** Fields of 8 bytes (doubles; integers below 2^53 unless said otherwise). */
export const Traffic = {
  /** Of the last packet that was no RST. */
  windowLast: 16,
  /** Time of this side's last packet, µs since 1970; 0 = none. */
  lastMicros: 39,
  /** Longest silence between two packets of this side, µs. */
  longestIdle: 40,
  windowMax: 41,
  /** Smallest non-zero. */
  windowMin: 42,
  /** Effective windows, bytes. Sum = low + high × 2^32 (high moves only with absurd window scales). */
  windowTotalLow: 43,
  /** Time of the last packet with ACK, µs since 1970; 0 = none. */
  lastAckMicros: 44,
  /** Payload bytes by the headers. */
  dataBytes: 45,
  uniqueBytes: 46,
  /** Times of the first and last segment with payload, µs since 1970; 0 = none. */
  firstDataMicros: 47,
  lastDataMicros: 48,
  truncatedBytes: 49,
  initialBytes: 66,
  /** SYN and FIN count one byte each. */
  retransmittedBytes: 68,
  probeBytes: 69,
  /** Sum of the urgent pointers. */
  urgentBytes: 70,
  windowTotalHigh: 71,
} as const;

/** Fields of 4 bytes. */
export const TrafficWord = {
  /** Sequence number of the FIN. */
  fin: 26,
  /** The segment store's lists of this side: one for each quarter, and the current quarter plus one. */
  lists: 34,
  /** Sequence number of the last SYN, as far as this stage has come (it runs behind the core stage). */
  syn: 39,
  /** Last ACK number sent; before the first, this side's peer's view: see docs/tcptrace.md "Last ACK". */
  ack: 100,
  minSequence: 101,
  maxSequence: 102,
  latestSequence: 103,
  ackPackets: 104,
  pureAcks: 105,
  /** Packets counted since the window was known to be scaled. */
  scaledPackets: 106,
  dataPackets: 107,
  pushedPackets: 108,
  largestSegment: 109,
  smallestSegment: 110,
  truncatedPackets: 111,
  initialPackets: 134,
  /** Packets that carried a SACK option, ACK or not. */
  sacksSent: 164,
  sackPackets: 165,
  mostSackBlocks: 166,
  dsackPackets: 167,
  mss: 168,
  /** Includes resent SYNs and FINs. */
  retransmittedPackets: 169,
  probePackets: 170,
  outOfOrderPackets: 171,
  urgentPackets: 172,
  zeroWindows: 173,
  /** Times the sequence space was gone round. */
  wraps: 174,
} as const;

/** Fields of 1 byte, as far as this stage has come. */
export const TrafficByte = {
  /** TrafficMark bits. */
  marks: 304,
  /** The side has sent a packet. */
  seen: 305,
  syns: 306,
  fins: 307,
  /** Bits 0–3: quarters of the sequence space visited since the last wrap. */
  quarters: 308,
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
