/** What every reader does where a record is not whole or is none: it goes on at the next one, or says where reading ended. */
import type { Filled, Reading } from './reading.ts';
import type { Measure, Resynchroniser } from './resynchronise.ts';
import type { Window } from './window.ts';

export class Recovery {
  readonly #window: Window;
  readonly #reading: Reading;
  readonly #resynchroniser: Resynchroniser;
  readonly #measure: Measure;
  /** What the format calls its records. */
  readonly #record: string;

  constructor(window: Window, reading: Reading, resynchroniser: Resynchroniser, measure: Measure, record = 'record') {
    this.#window = window;
    this.#reading = reading;
    this.#resynchroniser = resynchroniser;
    this.#measure = measure;
    this.#record = record;
  }

  /** No record is at the cursor; `what` is there instead. libpcap, and so tcptrace, stops at the first of these. */
  damaged(what: string): 'again' | Filled {
    if (this.#reading.policy === 'tcptrace') return this.stop(what);
    const distance = this.#resynchroniser.search(this.#measure);
    if (distance === 'open') return 'starved';
    if (distance === 'none') return this.stop(`${what}; no further ${this.#record} was found`);
    return this.#skip(distance, what);
  }

  /**
   * `what` begins at the cursor and its end is not there, now or at all. One that claims more than the rest of the file may
   * hide others. `cut`: how that is said when none are found.
   */
  incomplete(what: string, cut = `the file ends inside ${what}`): 'again' | Filled {
    const window = this.#window;
    if (!window.exhausted) return 'starved';
    if (window.available === 0) return 'end';
    const compatible = this.#reading.policy === 'tcptrace';
    const distance = compatible ? 'none' : this.#resynchroniser.search(this.#measure);
    if (typeof distance === 'number') return this.#skip(distance, `${what} that does not end`);
    this.#reading.note('cut', window.offset, cut);
    return this.#consumeRest();
  }

  /** Gives up the rest of the file. */
  stop(what: string): Filled {
    this.#reading.note('stopped', this.#window.offset, what);
    return this.#consumeRest();
  }

  #skip(distance: number, what: string): 'again' {
    this.#reading.note('skipped', this.#window.offset, `${what}; ${distance} bytes skipped`);
    this.#window.at += distance;
    return 'again';
  }

  #consumeRest(): Filled {
    this.#window.at = this.#window.end;
    this.#window.exhausted = true;
    return 'end';
  }
}
