/**
 * A hash of a segment's two ends that is the same for both directions: each end is mixed by itself, the sum does not
 * care for their order. 32 bits, every bit of the input reaching every bit of the result.
 */
const ADDRESS_FACTOR = 0x7feb352d;
const MIX_FACTOR = 0x846ca68b;

const mix = (h: number): number => Math.imul(h ^ (h >>> 15), MIX_FACTOR);

/** `ip`, `transport`: offsets of the IPv4 header and of the TCP or UDP header. */
export function hashOfEnds4(view: DataView, ip: number, transport: number): number {
  const ports = view.getInt32(transport);
  const source = mix((Math.imul(view.getInt32(ip + 12), ADDRESS_FACTOR) + (ports >>> 16)) | 0);
  const destination = mix((Math.imul(view.getInt32(ip + 16), ADDRESS_FACTOR) + (ports & 0xffff)) | 0);
  const sum = mix((source + destination) | 0);
  return sum ^ (sum >>> 16);
}

/** The same for IPv6: all 16 bytes of both addresses count. */
export function hashOfEnds6(view: DataView, ip: number, transport: number): number {
  const ports = view.getInt32(transport);
  const source = mix((hashOfAddress6(view, ip + 8) + (ports >>> 16)) | 0);
  const destination = mix((hashOfAddress6(view, ip + 24) + (ports & 0xffff)) | 0);
  const sum = mix((source + destination) | 0);
  return sum ^ (sum >>> 16);
}

function hashOfAddress6(view: DataView, at: number): number {
  let h = mix(view.getInt32(at));
  h = mix((h + view.getInt32(at + 4)) | 0);
  h = mix((h + view.getInt32(at + 8)) | 0);
  return Math.imul((h + view.getInt32(at + 12)) | 0, ADDRESS_FACTOR);
}
