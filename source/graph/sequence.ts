/** Sequence numbers that do not wrap: relative to the first one seen, which is 0 (the ISN where the SYN was captured). */

/** A number further away than this is a stray: it gets its place, but does not move the place of the next. */
const STRAY = 2 ** 30;

export class SequenceSpace {
  #origin = -1;
  #near = 0;

  /** Takes each number to be within 2^31 of the ones before it (RFC 9293 section 3.4). */
  unwrap(sequence: number): number {
    if (this.#origin < 0) this.#origin = sequence;
    const step = (sequence - this.#origin - this.#near) | 0;
    const unwrapped = this.#near + step;
    if (Math.abs(step) < STRAY) this.#near = unwrapped;
    return unwrapped;
  }
}
