/** What losses cost one side beside its timers: the time that its lower rate after them took, beside the rate before. */

/** Rates are told round trip by round trip, but not for shorter ones than this, µs. */
const SHORTEST_ROUND = 20_000;
/** A round that lasts so many round trips had a pause in it: it tells of no rate. */
const PAUSED_ROUNDS = 3;

export class RecoveryWatch {
  /** The best rate without a loss, bytes a µs. */
  #best = 0;
  /** Time and bytes since the first loss. */
  #micros = 0;
  #bytes = 0;
  #lossy = false;
  readonly #round = { since: 0, bytes: 0, clean: true };

  /** µs that the bytes since the first loss took longer than they would have at the best rate. */
  get cost(): number {
    return this.#best === 0 ? 0 : Math.max(0, this.#micros - this.#bytes / this.#best);
  }

  lost(): void {
    this.#lossy = true;
    this.#round.clean = false;
  }

  /** Bytes of this side were acknowledged; `rtt`: the path's, µs. */
  acknowledged(micros: number, bytes: number, rtt: number): void {
    const round = this.#round;
    const length = Math.max(SHORTEST_ROUND, rtt);
    const span = micros - round.since;
    round.bytes += bytes;
    if (span < length) return;
    if (span < PAUSED_ROUNDS * length) this.#settle(span);
    round.since = micros;
    round.bytes = 0;
    round.clean = true;
  }

  #settle(span: number): void {
    const { bytes, clean } = this.#round;
    if (clean) this.#best = Math.max(this.#best, bytes / span);
    if (!this.#lossy) return;
    this.#micros += span;
    this.#bytes += bytes;
  }
}
