/** The level of one side's round trips: does it jump, and stay there for a while? */

/** Samples that tell a level. */
const LEVEL = 5;
/** A level this many times the usual one, and this much longer, is another one, µs. */
const TIMES = 2;
const LONGER = 30_000;

/** The greatest jump. */
export interface Jump {
  /** Medians, µs. */
  before: number;
  after: number;
  /** How long it lasted, and the sum of what its round trips took longer, µs. */
  micros: number;
  excess: number;
  samples: number;
  packet: number;
}

export class LevelWatch {
  jump: Jump | null = null;
  readonly #last: number[] = [];
  #usual = 0;
  #current: (Jump & { since: number }) | null = null;

  /** A round trip, µs. */
  add(rtt: number, micros: number, packet: number): void {
    const last = this.#last;
    last.push(rtt);
    if (last.length < LEVEL) return;
    const level = [...last].sort((one, other) => one - other)[LEVEL >> 1];
    last.shift();
    if (this.#usual === 0 || level < this.#usual) this.#usual = level;
    if (level < TIMES * this.#usual || level < this.#usual + LONGER) {
      this.#current = null;
      return;
    }
    this.#current ??= { before: this.#usual, after: level, micros: 0, excess: 0, samples: 0, packet, since: micros };
    const current = this.#current;
    current.after = Math.max(current.after, level);
    current.samples++;
    current.micros = micros - current.since;
    current.excess += Math.max(0, rtt - current.before);
    if (this.jump === null || current.excess > this.jump.excess) this.jump = current;
  }
}
