import { Throttle } from './throttle.ts';

/** Shortest time between two notifications, ms: thirty a second, as often as a screen draws. */
const INTERVAL = 33;

/** Tells whoever subscribed that something has changed: at once, but unasked never more often than a screen can draw. */
export class Pulse {
  revision = 0;
  /** How often something came that somebody had asked for and waits to see. */
  answers = 0;
  readonly #listeners = new Set<() => void>();
  readonly #throttle = new Throttle(() => this.#beat());

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  touch = (): void => this.#throttle.ask();

  answer = (): void => {
    this.answers++;
    this.#beat();
  };

  /** What tells of a reading: the first time somebody waits for it, later it is news like other. */
  reader(): () => void {
    let tell = this.answer;
    return () => {
      tell();
      tell = this.touch;
    };
  }

  close(): void {
    this.#throttle.stop();
    this.#listeners.clear();
  }

  #beat(): void {
    this.#throttle.rest(INTERVAL);
    this.revision++;
    for (const changed of this.#listeners) changed();
  }
}
