/**
 * Initial sequence numbers for recorded connections. When the same two ends meet again on the same listener, each side
 * starts above where it stopped, so that nothing of the new connection can be taken for a piece of the old (RFC 9293
 * section 3.4.1 asks the same of hosts).
 */

/** Pairs of ends remembered; of older ones a reuse starts anywhere. */
const REMEMBERED = 32_768;
/** Distance kept from where the last connection stopped. */
const STEP = 64_000;

export class SequenceNumbers {
  readonly #next = new Map<string, readonly [client: number, server: number]>();

  /** Unsigned 32-bit numbers of both sides. */
  initial(ends: string, micros: number): readonly [client: number, server: number] {
    const known = this.#next.get(ends);
    // The clock of RFC 9293: one step every 4 µs.
    const clock = Math.floor(micros / 4) % 2 ** 32;
    return known ?? [clock, (clock + 2 ** 31) % 2 ** 32];
  }

  /** The connection between these ends has stopped at these sequence numbers. */
  stopped(ends: string, client: number, server: number): void {
    this.#next.delete(ends);
    this.#next.set(ends, [(client + STEP) % 2 ** 32, (server + STEP) % 2 ** 32]);
    if (this.#next.size > REMEMBERED) this.#next.delete(this.#next.keys().next().value as string);
  }
}
