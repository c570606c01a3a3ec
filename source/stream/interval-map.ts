/**
 * Which bytes of a stream lie in which packet: sorted, never overlapping stretches of stream offsets, each with the place of
 * its first byte in the capture. 28 bytes a stretch; appending is O(1), filling a hole O(log n) plus one short copy, however
 * the holes come (a list of small sorted chunks, as in a B-tree of two levels). The first copy of a byte wins.
 */
const CHUNK = 256;

class Chunk {
  count = 0;
  readonly start = new Float64Array(CHUNK);
  readonly end = new Float64Array(CHUNK);
  readonly position = new Float64Array(CHUNK);
  readonly at = new Uint32Array(CHUNK);
  readonly packet = new Uint32Array(CHUNK);

  get last(): number {
    return this.end[this.count - 1];
  }

  insert(index: number, stretch: Stretch): void {
    for (const column of [this.start, this.end, this.position, this.at, this.packet]) {
      column.copyWithin(index + 1, index, this.count);
    }
    this.start[index] = stretch.start;
    this.end[index] = stretch.end;
    this.position[index] = stretch.position;
    this.at[index] = stretch.at;
    this.packet[index] = stretch.packet;
    this.count++;
  }

  /** Moves the upper half into a new chunk. */
  split(): Chunk {
    const upper = new Chunk();
    const half = this.count >> 1;
    upper.start.set(this.start.subarray(half, this.count));
    upper.end.set(this.end.subarray(half, this.count));
    upper.position.set(this.position.subarray(half, this.count));
    upper.at.set(this.at.subarray(half, this.count));
    upper.packet.set(this.packet.subarray(half, this.count));
    upper.count = this.count - half;
    this.count = half;
    return upper;
  }
}

/** Bytes [start, end) of a stream and where they are. */
export interface Stretch {
  start: number;
  end: number;
  /** Position of the packet in the capture (PacketBatch.position). */
  position: number;
  /** Offset of the byte `start` in the packet. */
  at: number;
  /** The packet's number, 1-based. */
  packet: number;
}

/** Stream offsets from the first up to, not including, the second. */
export type Range = readonly [from: number, to: number];

export class IntervalMap {
  private readonly chunks: Chunk[] = [];

  /** Adds the parts of `stretch` that no earlier stretch has; returns these, in order. */
  add(stretch: Stretch): Range[] {
    const holes = this.holes(stretch.start, stretch.end);
    for (const [start, end] of holes) {
      this.place({ ...stretch, start, end, at: stretch.at + (start - stretch.start) });
    }
    return holes;
  }

  /** Stretches that end at or before `offset` may be forgotten; most are. */
  forgetBefore(offset: number): void {
    this.chunks.splice(0, this.find(offset).chunk);
  }

  /** The stretches that touch [from, to), cut to it, in order. */
  *within(from: number, to: number): Generator<Stretch> {
    let { chunk, index } = this.find(from);
    for (; chunk < this.chunks.length; chunk++, index = 0) {
      const here = this.chunks[chunk];
      for (; index < here.count; index++) {
        if (here.start[index] >= to) return;
        const start = Math.max(from, here.start[index]);
        const at = here.at[index] + (start - here.start[index]);
        const end = Math.min(to, here.end[index]);
        yield { start, end, position: here.position[index], at, packet: here.packet[index] };
      }
    }
  }

  /** The parts of [from, to) that no stretch covers, in order. */
  private holes(from: number, to: number): Range[] {
    const holes: Range[] = [];
    let reached = from;
    for (const { start, end } of this.within(from, to)) {
      if (start > reached) holes.push([reached, start]);
      reached = end;
    }
    if (reached < to) holes.push([reached, to]);
    return holes;
  }

  /** Where the first stretch that ends after `offset` is, or would be. */
  private find(offset: number): { chunk: number; index: number } {
    const chunk = firstAbove(this.chunks.length, offset, (i) => this.chunks[i].last);
    if (chunk === this.chunks.length) return { chunk, index: 0 };
    const { count, end } = this.chunks[chunk];
    return { chunk, index: firstAbove(count, offset, (i) => end[i]) };
  }

  private place(stretch: Stretch): void {
    let { chunk, index } = this.find(stretch.start);
    if (chunk === this.chunks.length) {
      if (chunk === 0 || this.chunks[chunk - 1].count === CHUNK) this.chunks.push(new Chunk());
      else chunk--;
      index = this.chunks[chunk].count;
    } else if (this.chunks[chunk].count === CHUNK) {
      this.chunks.splice(chunk + 1, 0, this.chunks[chunk].split());
      const half = this.chunks[chunk].count;
      if (index > half) {
        chunk++;
        index -= half;
      }
    }
    this.chunks[chunk].insert(index, stretch);
  }
}

/** First index in 0 … count whose value is above `bound`; values ascend. */
export function firstAbove(count: number, bound: number, valueAt: (index: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
