/**
 * A connection's packets as far as they are news: the first few, which say who is A and where both streams begin, and of many
 * that came at once the last.
 */
import type { ConnectionPackets } from '../analysis/packet-index.ts';

/** Packets of its beginning, more than a handshake takes. */
const FIRST = 8;
/** Packets read at a time. */
const NEWEST = 256;

/** Packets passed over at a time, some milliseconds. */
const MOST_PASSED_OVER = 2 ** 20;

export class NewestPackets implements ConnectionPackets {
  private readonly all: ConnectionPackets;
  private readonly passedOver: (packets: number) => void;
  private read = 0;

  /** `passedOver` hears how many packets are left out before those that are collected next. */
  constructor(all: ConnectionPackets, passedOver: (packets: number) => void) {
    this.all = all;
    this.passedOver = passedOver;
  }

  after(number: number): number {
    return this.all.after(number);
  }

  collect(from: number, numbers: Float64Array, positions: Float64Array): number {
    const isBeginning = this.read < FIRST;
    const most = isBeginning ? FIRST - this.read : NEWEST;
    const first = isBeginning ? from : this.skipped(from);
    const count = this.all.collect(first, numbers.subarray(0, most), positions);
    this.read += count;
    return count;
  }

  /** The packet from which at most `NEWEST` are left, or where to go on from. */
  private skipped(from: number): number {
    let first = from;
    let last = from;
    let passed = 0;
    for (let ahead = 1; ahead < MOST_PASSED_OVER; ahead++) {
      last = this.all.after(last);
      if (last === 0) break;
      if (ahead < NEWEST) continue;
      first = this.all.after(first);
      passed++;
    }
    if (passed > 0) this.passedOver(passed);
    return first;
  }
}
