/** Takes the endpoints of a packet into an identity row: its sender becomes A. */
import type { SegmentBatch } from '../wire/segments.ts';
import type { IdentityRows } from './rows/identity.ts';

/** True if the addresses are IPv6 and took place `pair` of the table of IPv6 addresses. */
export function setAddresses(
  identity: IdentityRows,
  row: number,
  pair: number,
  segments: SegmentBatch,
  i: number,
): boolean {
  const { bytes } = segments;
  const ip = segments.ip[i];
  identity.setPorts(row, segments.sourcePort[i] * 65536 + segments.destinationPort[i]);
  if (segments.version[i] === 4) {
    identity.setAddresses4(row, address(bytes, ip + 12), address(bytes, ip + 16));
    return false;
  }
  identity.setAddresses6(row, pair, bytes, ip + 8);
  return true;
}

function address(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
