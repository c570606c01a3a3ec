/** The UDP header, RFC 768. */
import type { SegmentBatch } from './segments.ts';

export const Udp = { sourcePort: 0, destinationPort: 2, length: 4, checksum: 6 } as const;

export const UDP_HEADER = 8;

/** Fills the columns of segment `i`, but `hash`, from the header at `at`. */
export function readUdp(segments: SegmentBatch, i: number, view: DataView, at: number): void {
  segments.sourcePort[i] = view.getUint16(at + Udp.sourcePort);
  segments.destinationPort[i] = view.getUint16(at + Udp.destinationPort);
  segments.dataLength[i] = view.getUint16(at + Udp.length);
}
