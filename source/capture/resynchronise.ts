/** Finding the next record after damage: the first place from which plausible records follow each other. */
import type { Window } from './window.ts';

/** Bytes searched after damage before giving up. */
const SEARCH_BYTES = 1 << 20;
/** Bytes that the records which confirm a find may reach beyond it. */
export const CONFIRMING_BYTES = 3 * (262_144 + 64);
/** Times one file is searched; after that it is not worth reading. */
const MOST_SEARCHES = 64;

/** The length of the record that plausibly begins at an index in the window, its header being there whole; 0 = none does. */
export type Measure = (at: number) => number;

export type Chain = 'holds' | 'breaks' | 'open';

/**
 * Whether records follow each other from an index on: three plausible headers in a row, or fewer up to the exact end.
 * `open`: the bytes that would tell are not there yet.
 */
export function chain(window: Window, from: number, headerLength: number, measure: Measure): Chain {
  let at = from;
  for (let records = 0; records < 3; records++) {
    if (records > 0 && at === window.end && window.exhausted) return 'holds';
    if (at + headerLength > window.end) return window.exhausted ? 'breaks' : 'open';
    const length = measure(at);
    if (length === 0) return 'breaks';
    at += length;
  }
  return 'holds';
}

export class Resynchroniser {
  readonly #window: Window;
  readonly #step: number;
  readonly #headerLength: number;
  #searches = 0;

  /** `step`: records begin at multiples of so many bytes after each other. */
  constructor(window: Window, step: number, headerLength: number) {
    this.#window = window;
    this.#step = step;
    this.#headerLength = headerLength;
  }

  /** Bytes from the window's cursor to the next record; `none` when there is none near, `open` when more bytes would tell. */
  search(measure: Measure): number | 'none' | 'open' {
    if (this.#searches >= MOST_SEARCHES) return 'none';
    const window = this.#window;
    window.ensure(SEARCH_BYTES + CONFIRMING_BYTES);
    const last = Math.min(window.at + SEARCH_BYTES, window.end);
    for (let at = window.at + this.#step; at < last; at += this.#step) {
      const verdict = chain(window, at, this.#headerLength, measure);
      if (verdict === 'open') return 'open';
      if (verdict === 'breaks') continue;
      this.#searches++;
      return at - window.at;
    }
    if (!window.exhausted && window.available < SEARCH_BYTES) return 'open';
    this.#searches++;
    return 'none';
  }
}
