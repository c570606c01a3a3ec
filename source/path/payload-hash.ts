/** A hash of payload: a polynomial over its bytes, modulo 2^32. Equal bytes have equal hashes, different ones nearly always others. */

const BASE = 0x01000193;
const BASE_2 = Math.imul(BASE, BASE);
const BASE_3 = Math.imul(BASE_2, BASE);
const BASE_4 = Math.imul(BASE_3, BASE);

/** Of bytes [from, to); 0 of none. */
export function payloadHash(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  let at = from;
  // Four bytes a step, because each step waits for the multiplication of the one before it.
  for (; at + 4 <= to; at += 4) {
    const four =
      Math.imul(bytes[at], BASE_3) + Math.imul(bytes[at + 1], BASE_2) + Math.imul(bytes[at + 2], BASE) + bytes[at + 3];
    hash = (Math.imul(hash, BASE_4) + four) | 0;
  }
  for (; at < to; at++) hash = (Math.imul(hash, BASE) + bytes[at]) | 0;
  return hash >>> 0;
}
