/** Which packets came in several records: pairs of packet numbers in memory that threads share. */
import { reserve } from './reservation.ts';

/** Pairs at most: of later packets only the last fragment is found again. */
const MOST_PAIRS = 2 ** 21;
const PAIR = 8;

/** Words that the threads share: how many pairs there are; the pairs behind. */
const FIRST_PAIR = 2;

export const reserveFragments = (): SharedArrayBuffer => reserve((MOST_PAIRS + 1) * PAIR, PAIR * 2 ** 10);

export class FragmentTable {
  /** Pairs: the number of a packet whose last fragment came in that record, which rises, and of a record with another. */
  readonly #words: Uint32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Uint32Array(buffer);
  }

  /** Pairs so far. */
  get count(): number {
    return this.#words[0];
  }

  /** Packet `number` was put together with what came in the record numbered `other`. */
  add(number: number, other: number): void {
    const at = FIRST_PAIR + this.count * 2;
    if (at + 2 > this.#words.length) return;
    this.#words[at] = number;
    this.#words[at + 1] = other;
    this.#words[0]++;
  }

  /** The numbers of the other records of packet `number`. */
  *othersOf(number: number): Generator<number> {
    const wanted = number >>> 0;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#words[FIRST_PAIR + middle * 2] < wanted) low = middle + 1;
      else high = middle;
    }
    for (; low < this.count && this.#words[FIRST_PAIR + low * 2] === wanted; low++)
      yield this.#words[FIRST_PAIR + low * 2 + 1];
  }
}
