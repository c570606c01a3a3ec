/**
 * A hash of a segment's two ends that is the same for both directions: each end is mixed by itself, the sum does not
 * care for their order. 32 bits, every bit of the input reaching every bit of the result.
 */
import { i32 } from './bytes.ts';

const FIRST_MIX = 0x7feb352d;
const SECOND_MIX = 0x846ca68b;

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), FIRST_MIX);
  h = Math.imul(h ^ (h >>> 15), SECOND_MIX);
  return h ^ (h >>> 16);
}

/** `ip`: offset of the IPv4 header. */
export function hashOfEnds4(bytes: Uint8Array, ip: number, sourcePort: number, destinationPort: number): number {
  const source = mix(Math.imul(i32(bytes, ip + 12), FIRST_MIX) + sourcePort);
  const destination = mix(Math.imul(i32(bytes, ip + 16), FIRST_MIX) + destinationPort);
  return mix(source + destination);
}

/** `ip`: offset of the IPv6 header. */
export function hashOfEnds6(bytes: Uint8Array, ip: number, sourcePort: number, destinationPort: number): number {
  const source = mix(hashOfAddress6(bytes, ip + 8) + sourcePort);
  const destination = mix(hashOfAddress6(bytes, ip + 24) + destinationPort);
  return mix(source + destination);
}

function hashOfAddress6(bytes: Uint8Array, at: number): number {
  let h = i32(bytes, at);
  h = Math.imul(h ^ (h >>> 15), FIRST_MIX) + i32(bytes, at + 4);
  h = Math.imul(h ^ (h >>> 15), FIRST_MIX) + i32(bytes, at + 8);
  h = Math.imul(h ^ (h >>> 15), FIRST_MIX) + i32(bytes, at + 12);
  return Math.imul(h ^ (h >>> 15), FIRST_MIX);
}
