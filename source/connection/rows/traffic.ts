/**
 * The traffic stage's part of a direction's row: segments, bytes, windows and times as the long report shows them. Where a
 * field stands says who touches it (rows/directions.ts). Filled by kernel/traffic.ts; `lists` is the segment
 * store's.
 */

/** Fields of 1 byte, as far as this stage has come. */
export * as TrafficByte from './fields/traffic-bytes.ts';
/** Fields of 8 bytes (doubles; integers below 2^53 unless said otherwise). */
export * as Traffic from './fields/traffic-doubles.ts';
/** Bits of TrafficByte.marks. */
export * as TrafficMark from './fields/traffic-marks.ts';
/** Fields of 2 bytes. */
export * as TrafficShort from './fields/traffic-shorts.ts';
/** Fields of 4 bytes. */
export * as TrafficWord from './fields/traffic-words.ts';
