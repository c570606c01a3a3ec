/**
 * The traffic stage's part of a direction's row: segments, bytes, windows and times as the long report shows them.
 * 264 bytes, behind core's, what most
 * packets touch first. Filled by stages/traffic.ts; the retransmission figures by the segment store through it.
 */

/** Fields of 8 bytes (doubles; integers below 2^53 unless said otherwise). */
export const Traffic = {
  /** Time of this side's last packet, µs since 1970; 0 = none. */
  lastMicros: 9,
  /** Longest silence between two packets of this side, µs. */
  longestIdle: 10,
  /** Of the last packet that was no RST. */
  windowLast: 11,
  windowMax: 12,
  /** Smallest non-zero. */
  windowMin: 13,
  /** Effective windows, bytes. Sum = low + high × 2^32 (high moves only with absurd window scales). */
  windowTotalLow: 14,
  /** Time of the last packet with ACK, µs since 1970; 0 = none. */
  lastAckMicros: 15,
  /** Payload bytes by the headers. */
  dataBytes: 24,
  uniqueBytes: 25,
  /** Times of the first and last segment with payload, µs since 1970; 0 = none. */
  firstDataMicros: 26,
  lastDataMicros: 27,
  initialBytes: 32,
  /** SYN and FIN count one byte each. */
  retransmittedBytes: 33,
  probeBytes: 34,
  /** Sum of the urgent pointers. */
  urgentBytes: 35,
  truncatedBytes: 36,
  windowTotalHigh: 37,
} as const;

/** Fields of 4 bytes. */
export const TrafficWord = {
  /** Last ACK number sent; before the first, this side's peer's view: see docs/tcptrace.md "Last ACK". */
  ack: 32,
  /** Sequence number of the last SYN, as far as this stage has come (it runs behind the core stage). */
  syn: 33,
  minSequence: 34,
  maxSequence: 35,
  latestSequence: 36,
  ackPackets: 37,
  pureAcks: 38,
  /** The segment store's lists of this side: one for each quarter, and the current quarter plus one. */
  lists: 39,
  /** Packets counted since the window was known to be scaled. */
  scaledPackets: 45,
  dataPackets: 46,
  pushedPackets: 47,
  largestSegment: 56,
  smallestSegment: 57,
  initialPackets: 58,
  /** Packets that carried a SACK option, ACK or not. */
  sacksSent: 59,
  sackPackets: 60,
  mostSackBlocks: 61,
  dsackPackets: 62,
  mss: 63,
  /** Includes resent SYNs and FINs. */
  retransmittedPackets: 76,
  probePackets: 77,
  outOfOrderPackets: 78,
  urgentPackets: 79,
  zeroWindows: 80,
  truncatedPackets: 81,
  /** Times the sequence space was gone round. */
  wraps: 82,
  /** Sequence number of the FIN. */
  fin: 83,
} as const;

/** Fields of 1 byte, as far as this stage has come. */
export const TrafficByte = {
  syns: 176,
  fins: 177,
  /** The side has sent a packet. */
  seen: 178,
  /** Bits 0–3: quarters of the sequence space visited since the last wrap. */
  quarters: 179,
} as const;
