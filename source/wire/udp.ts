/** The UDP header, RFC 768. */
import { u16 } from './bytes.ts';
import type { SegmentBatch } from './segments.ts';

export const Udp = { sourcePort: 0, destinationPort: 2, length: 4, checksum: 6 } as const;

export const UDP_HEADER = 8;

/** Fills the columns of segment `i` that the header at `at` knows by itself: all but `hash`. */
export function readUdp(segments: SegmentBatch, i: number, bytes: Uint8Array, at: number): void {
  segments.transport[i] = at;
  segments.sourcePort[i] = u16(bytes, at + Udp.sourcePort);
  segments.destinationPort[i] = u16(bytes, at + Udp.destinationPort);
  segments.dataLength[i] = u16(bytes, at + Udp.length);
}
