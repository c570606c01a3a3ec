/** The TCP header, RFC 9293 section 3.1. */
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

/** Fills the columns of segment `i`, but `hash`, from the header at `at`, which with its data is `length` bytes long. */
export function readTcp(segments: SegmentBatch, i: number, view: DataView, at: number, length: number): void {
  const ports = view.getInt32(at + Tcp.sourcePort);
  const offsetFlagsWindow = view.getInt32(at + Tcp.dataOffset);
  const headerLength = (offsetFlagsWindow >>> 28) << 2;
  segments.sourcePort[i] = ports >>> 16;
  segments.destinationPort[i] = ports & 0xffff;
  segments.sequence[i] = view.getInt32(at + Tcp.sequence);
  segments.acknowledgement[i] = view.getInt32(at + Tcp.acknowledgement);
  segments.headerLength[i] = headerLength;
  segments.dataLength[i] = length - headerLength;
  segments.flags[i] = (offsetFlagsWindow >>> 16) & 0x1ff;
  segments.window[i] = offsetFlagsWindow & 0xffff;
}
