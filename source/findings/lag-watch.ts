/**
 * How much longer than at best one side's data takes to come here: by its own clock, which it writes into its timestamps
 * (RFC 7323). Unlike round trips this shows a queue also near the receiver, and whatever its sender waits for.
 */
import { Sample } from './samples.ts';

/** Common systems count milliseconds. */
const TICK = 1000;
/** A clock that runs this much faster or slower counts something else. */
const SAME_CLOCK = 0.3;

export class LagWatch {
  readonly lags = new Sample();
  #firstStamp = 0;
  #firstMicros = 0;
  #least = 0;
  #stamped = 0;
  #micros = 0;

  /** A segment with data. `timestamp`: its own; 0 = none. */
  add(timestamp: number, micros: number): void {
    if (timestamp === 0) return;
    if (this.#firstMicros === 0) {
      this.#firstStamp = timestamp;
      this.#firstMicros = micros;
    }
    this.#stamped = ((timestamp - this.#firstStamp) | 0) * TICK;
    this.#micros = micros - this.#firstMicros;
    const late = this.#micros - this.#stamped;
    if (late < this.#least) this.#least = late;
    this.lags.add(late - this.#least);
  }

  /** Whether the side's clock counts milliseconds. */
  get isTrusted(): boolean {
    return this.#micros > 0 && Math.abs(this.#stamped / this.#micros - 1) < SAME_CLOCK;
  }
}
