/** The TCP header, RFC 9293 section 3.1. */
import { i32, u16 } from './bytes.ts';
import type { SegmentBatch } from './segments.ts';

export const Tcp = {
  sourcePort: 0,
  destinationPort: 2,
  sequence: 4,
  acknowledgement: 8,
  dataOffset: 12,
  flags: 13,
  window: 14,
  checksum: 16,
  urgent: 18,
  options: 20,
} as const;

/** Bytes of the header without options. */
export const TCP_HEADER = 20;

/** Fills the columns of segment `i` that the header at `at` knows by itself: all but `hash` and `dataLength`. */
export function readTcp(segments: SegmentBatch, i: number, bytes: Uint8Array, at: number): void {
  const offsetAndFlags = u16(bytes, at + Tcp.dataOffset);
  segments.transport[i] = at;
  segments.sourcePort[i] = u16(bytes, at + Tcp.sourcePort);
  segments.destinationPort[i] = u16(bytes, at + Tcp.destinationPort);
  segments.sequence[i] = i32(bytes, at + Tcp.sequence);
  segments.acknowledgement[i] = i32(bytes, at + Tcp.acknowledgement);
  segments.flags[i] = offsetAndFlags & 0x1ff;
  segments.headerLength[i] = (offsetAndFlags >>> 12) << 2;
  segments.window[i] = u16(bytes, at + Tcp.window);
}
