/** Bounded collections: what is seen of many, without keeping all. */

/** Shared by all that have nothing yet: most of them for ever. */
const NONE: number[] = [];

/** Values kept of a distribution at most. */
const MOST_VALUES = 512;

/** Percentiles of a stream of numbers: exact up to 512 values, then of every 2nd, 4th … value. */
export class Sample {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #values = NONE;
  #stride = 1;
  #sorted: number[] | null = null;

  add(value: number): void {
    if (this.count++ % this.#stride === 0) {
      if (this.#values === NONE) this.#values = [];
      this.#values.push(value);
      this.#sorted = null;
      if (this.#values.length > MOST_VALUES) {
        this.#values = this.#values.filter((_, index) => index % 2 === 0);
        this.#stride *= 2;
      }
    }
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /** NaN when empty. `share`: 0.5 for the median. */
  percentile(share: number): number {
    this.#sorted ??= [...this.#values].sort((one, other) => one - other);
    return this.#sorted[Math.min(this.#sorted.length - 1, Math.floor(share * this.#sorted.length))] ?? Number.NaN;
  }

  get median(): number {
    return this.percentile(0.5);
  }

  get mean(): number {
    return this.sum / this.count;
  }

  /** Standard deviation of the kept values; 0 when there are fewer than two. */
  get deviation(): number {
    if (this.#values.length < 2) return 0;
    const mean = this.#values.reduce((sum, value) => sum + value, 0) / this.#values.length;
    return Math.sqrt(this.#values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / this.#values.length);
  }
}

/** Packet numbers kept of one kind of event at most. */
const MOST_PACKETS = 20;

/** How often something happened, when, how much of it, and the first packets that show it. */
export class Tally {
  count = 0;
  /** Seconds × 10^6 or bytes, as the user of the tally says. */
  total = 0;
  firstMicros = 0;
  lastMicros = 0;
  packets = NONE;

  add(packet: number, micros: number, amount = 0): void {
    if (this.count++ === 0) this.firstMicros = micros;
    this.lastMicros = micros;
    this.total += amount;
    if (this.packets === NONE) this.packets = [];
    if (this.packets.length < MOST_PACKETS) this.packets.push(packet);
  }
}
