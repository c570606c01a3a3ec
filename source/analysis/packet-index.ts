/**
 * Where each packet lies in the capture, and which packet of its connection comes next: eight bytes a packet, readable from
 * any thread while it grows. Packets are numbered from 1 as the pass counts them.
 */
import { reserve } from '../connection/reservation.ts';

const MOST_PACKETS = 2 ** 30;
/** Positions beyond 4 GiB: each further 4 GiB starts at a packet that is written down. */
const MOST_STRETCHES = 2 ** 16;
const FOUR_GIB = 2 ** 32;

export interface IndexBuffers {
  positions: SharedArrayBuffer;
  next: SharedArrayBuffer;
  stretches: SharedArrayBuffer;
}

export class PacketIndex {
  readonly buffers: IndexBuffers;
  private readonly low: Uint32Array;
  private readonly next: Uint32Array;
  /** [0] = 4-GiB stretches begun; [k] = number of the first packet whose position has k as its high word. */
  private readonly stretches: Float64Array;

  constructor(buffers?: IndexBuffers) {
    this.buffers = buffers ?? {
      positions: reserve(MOST_PACKETS * 4, 2 ** 22),
      next: reserve(MOST_PACKETS * 4, 2 ** 22),
      stretches: new SharedArrayBuffer(MOST_STRETCHES * 8),
    };
    this.low = new Uint32Array(this.buffers.positions);
    this.next = new Uint32Array(this.buffers.next);
    this.stretches = new Float64Array(this.buffers.stretches);
  }

  /** Packets that can be indexed; later ones are counted but cannot be read back. */
  get capacity(): number {
    return Math.min(this.low.length, this.next.length) - 1;
  }

  /** Packet `number` begins at `position` (PacketBatch.position). Numbers and positions rise. */
  add(number: number, position: number): void {
    if (number > this.capacity) return;
    this.low[number] = position;
    const stretch = Math.floor(position / FOUR_GIB);
    while (this.stretches[0] < stretch) this.stretches[++this.stretches[0]] = number;
  }

  /** Packet `number` follows packet `before` on its connection. */
  link(before: number, number: number): void {
    if (number <= this.capacity) this.next[before] = number;
  }

  /** The next packet of the same connection, 0 if it was the last so far. */
  after(number: number): number {
    return number <= this.capacity ? this.next[number] : 0;
  }

  position(number: number): number {
    let stretch = this.stretches[0];
    while (stretch > 0 && number < this.stretches[stretch]) stretch--;
    return stretch * FOUR_GIB + this.low[number];
  }

  /**
   * Collects the numbers and positions of up to `numbers.length` packets of one connection, `from` being the first; returns
   * how many. Go on with `after` of the last one.
   */
  collect(from: number, numbers: Float64Array, positions: Float64Array): number {
    let count = 0;
    for (let number = from; number !== 0 && count < numbers.length; number = this.after(number)) {
      if (number > this.capacity) break;
      numbers[count] = number;
      positions[count] = this.position(number);
      count++;
    }
    return count;
  }
}
