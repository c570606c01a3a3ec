/**
 * Memory for rows that grow: one SharedArrayBuffer as large as the rows may ever become, of which the kernel gives real
 * pages only as rows are touched (Linux and macOS map zero pages on first write). So rows never move, an index is an
 * offset, and every thread that holds the buffer reads the rows of the others.
 */

/** Reserves up to `wanted` bytes, halving on refusal (a limited address space) down to `least`; throws RangeError below. */
export function reserve(wanted: number, least: number): SharedArrayBuffer {
  for (let size = wanted; ; size = Math.ceil(size / 16) * 8) {
    try {
      return new SharedArrayBuffer(size);
    } catch (refusal) {
      if (size / 2 < least) throw refusal;
    }
  }
}
