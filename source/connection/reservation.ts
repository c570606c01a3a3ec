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

/** Longest buffer that a view of single bytes can span. */
const LONGEST = 2 ** 32 - 8;

/** Rows of `stride` bytes for `count` of something; room for fewer where one buffer or the address space has its limit. */
export function reserveRows(count: number, stride: number): SharedArrayBuffer {
  const size = Math.min(Math.ceil((count * stride) / 8) * 8, LONGEST);
  return reserve(size, Math.min(size, 2 ** 20));
}
