/**
 * Memory for rows that grow: one SharedArrayBuffer as large as the rows may ever become, of which the kernel gives real
 * pages only as rows are touched (Linux and macOS map zero pages on first write). So rows never move, an index is an
 * offset, and every thread that holds the buffer reads the rows of the others.
 */
import { limitOfAddressSpace } from '../connection/address-space.ts';

/** Of the address space, where it is limited. */
const SHARE = 1 / 32;

/** Reserves `wanted` bytes, or a half, a quarter … where address space is limited, down to `least`; throws RangeError below. */
export function reserve(wanted: number, least: number): SharedArrayBuffer {
  let size = wanted;
  while (size > limitOfAddressSpace() * SHARE && size / 2 >= least) size /= 2;
  for (; ; size /= 2) {
    try {
      return new SharedArrayBuffer(size);
    } catch (refusal) {
      if (size / 2 < least) throw refusal;
    }
  }
}
