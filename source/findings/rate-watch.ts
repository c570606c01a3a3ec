/** How fast a side's data flows, half a second at a time: does it settle at one rate for long? */

/** Length of an interval, µs. */
export const RATE_INTERVAL = 500_000;
/** A stretch of intervals belongs together while each is as near as this to its mean. */
const NEAR = 0.2;

export class RateWatch {
  /** The longest stretch of even intervals: how many, their bytes, and the squares of these. */
  readonly longest = { intervals: 0, bytes: 0, squares: 0 };
  #current = { intervals: 0, bytes: 0, squares: 0 };
  #since = 0;
  #bytes = 0;

  /** New data of `length` bytes at `micros`. */
  add(micros: number, length: number): void {
    if (this.#since === 0) this.#since = micros;
    for (; micros - this.#since >= RATE_INTERVAL; this.#since += RATE_INTERVAL) {
      this.#settle();
      // After a long silence it begins anew.
      if (micros - this.#since > 10 * RATE_INTERVAL) this.#since = micros - RATE_INTERVAL;
    }
    this.#bytes += length;
  }

  /** Standard deviation of the longest stretch by its mean; NaN when there is none. */
  get spread(): number {
    const { intervals, bytes, squares } = this.longest;
    const mean = bytes / intervals;
    return Math.sqrt(Math.max(0, squares / intervals - mean * mean)) / mean;
  }

  #settle(): void {
    const bytes = this.#bytes;
    const mean = this.#current.bytes / this.#current.intervals;
    const fits = this.#current.intervals > 0 && Math.abs(bytes - mean) <= NEAR * mean;
    if (!fits) this.#current = { intervals: 0, bytes: 0, squares: 0 };
    this.#current.intervals++;
    this.#current.bytes += bytes;
    this.#current.squares += bytes * bytes;
    if (this.#current.intervals > this.longest.intervals && bytes > 0) Object.assign(this.longest, this.#current);
    this.#bytes = 0;
  }
}
