/** Does something when asked to: at once, or as soon as the rest since the last time is over, then once for all who asked. */
export class Throttle {
  readonly #act: () => void;
  #restUntil = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(act: () => void) {
    this.#act = act;
  }

  ask(): void {
    if (this.#timer !== null) return;
    const wait = this.#restUntil - performance.now();
    if (wait <= 0) this.#act();
    else
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#act();
      }, wait);
  }

  /** From now on for so many ms; what was asked for is forgotten. */
  rest(ms: number): void {
    this.stop();
    this.#restUntil = performance.now() + ms;
  }

  /** What was asked for is forgotten. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** While a list grows, it is made again at most this often (ms), and making it never takes more than a fifth of the time. */
const SHORTEST_PAUSE = 250;
const PAUSE_FACTOR = 4;

/** How long a list rests that took so long to make; ms. */
export const restAfter = (took: number): number => Math.max(SHORTEST_PAUSE, PAUSE_FACTOR * took);
