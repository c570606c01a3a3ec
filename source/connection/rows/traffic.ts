/**
 * The traffic stage's part of a direction's row: segments, bytes, windows and times as the long report shows them. What most
 * packets touch comes first, what few touch stands at the row's end. Filled by stages/traffic.ts; `lists` is the segment
 * store's.
 */

/** Fields of 8 bytes (doubles; integers below 2^53 unless said otherwise). */
export const Traffic = {
  /** Time of this side's last packet, µs since 1970; 0 = none. */
  lastMicros: 12,
  /** Longest silence between two packets of this side, µs. */
  longestIdle: 13,
  /** Of the last packet that was no RST. */
  windowLast: 14,
  windowMax: 15,
  /** Smallest non-zero. */
  windowMin: 16,
  /** Effective windows, bytes. Sum = low + high × 2^32 (high moves only with absurd window scales). */
  windowTotalLow: 17,
  /** Time of the last packet with ACK, µs since 1970; 0 = none. */
  lastAckMicros: 18,
  /** Payload bytes by the headers. */
  dataBytes: 27,
  uniqueBytes: 28,
  /** Times of the first and last segment with payload, µs since 1970; 0 = none. */
  firstDataMicros: 29,
  lastDataMicros: 30,
  initialBytes: 76,
  /** SYN and FIN count one byte each. */
  retransmittedBytes: 77,
  probeBytes: 78,
  /** Sum of the urgent pointers. */
  urgentBytes: 79,
  truncatedBytes: 80,
  windowTotalHigh: 81,
} as const;

/** Fields of 4 bytes. */
export const TrafficWord = {
  /** Last ACK number sent; before the first, this side's peer's view: see docs/tcptrace.md "Last ACK". */
  ack: 38,
  /** Sequence number of the last SYN, as far as this stage has come (it runs behind the core stage). */
  syn: 39,
  minSequence: 40,
  maxSequence: 41,
  latestSequence: 42,
  ackPackets: 43,
  pureAcks: 44,
  /** The segment store's lists of this side: one for each quarter, and the current quarter plus one. */
  lists: 45,
  /** Packets counted since the window was known to be scaled. */
  scaledPackets: 51,
  dataPackets: 52,
  pushedPackets: 53,
  largestSegment: 62,
  smallestSegment: 63,
  initialPackets: 64,
  /** Packets that carried a SACK option, ACK or not. */
  sacksSent: 65,
  sackPackets: 66,
  mostSackBlocks: 67,
  dsackPackets: 68,
  mss: 69,
  /** Includes resent SYNs and FINs. */
  retransmittedPackets: 164,
  probePackets: 165,
  outOfOrderPackets: 166,
  urgentPackets: 167,
  zeroWindows: 168,
  truncatedPackets: 169,
  /** Times the sequence space was gone round. */
  wraps: 170,
  /** Sequence number of the FIN. */
  fin: 171,
} as const;

/** Fields of 1 byte, as far as this stage has come. */
export const TrafficByte = {
  /** TrafficMark bits. */
  marks: 46,
  syns: 200,
  fins: 201,
  /** The side has sent a packet. */
  seen: 202,
  /** Bits 0–3: quarters of the sequence space visited since the last wrap. */
  quarters: 203,
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
