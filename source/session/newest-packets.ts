/** A connection's packets as far as they are news: the very first, which says who is A, and of many that came at once the last. */
import type { ConnectionPackets } from '../analysis/packet-index.ts';

/** Packets read at a time. */
const NEWEST = 256;

/** Packets passed over at a time, some milliseconds. */
const PASSED_OVER = 2 ** 20;

export class NewestPackets implements ConnectionPackets {
  private readonly all: ConnectionPackets;
  private begun = false;

  constructor(all: ConnectionPackets) {
    this.all = all;
  }

  after(number: number): number {
    return this.all.after(number);
  }

  collect(from: number, numbers: Float64Array, positions: Float64Array): number {
    if (this.begun) return this.all.collect(this.skipped(from), numbers.subarray(0, NEWEST), positions);
    this.begun = true;
    return this.all.collect(from, numbers.subarray(0, 1), positions);
  }

  /** The packet from which at most `NEWEST` are left, or where to go on from. */
  private skipped(from: number): number {
    let first = from;
    let last = from;
    for (let ahead = 1; ahead < PASSED_OVER; ahead++) {
      last = this.all.after(last);
      if (last === 0) break;
      if (ahead >= NEWEST) first = this.all.after(first);
    }
    return first;
  }
}
