/** The length that tcptrace's modules count a packet with. */
import type { SegmentBatch } from '../wire/segments.ts';

const TOTAL_LENGTH = 2;

/** The total length field of IPv4; of IPv6 the two bytes that stand in its place (the low half of the flow label). */
export function ipLength({ bytes, ip }: SegmentBatch, i: number): number {
  return (bytes[ip[i] + TOTAL_LENGTH] << 8) | bytes[ip[i] + TOTAL_LENGTH + 1];
}
