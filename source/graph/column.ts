/** Numbers that grow at the end, in one typed array each. `values` may move as the column grows: do not keep it. */

const FIRST_CAPACITY = 256;
/** Values whose least and greatest are remembered together, so that a long stretch is searched by blocks. */
const BLOCK = 256;

export class Column {
  values: Float64Array<ArrayBuffer>;
  count = 0;
  #least = new Float64Array(0);
  #greatest = new Float64Array(0);
  /** Whole blocks searched so far. */
  #blocks = 0;

  /** `expected`: how many values will probably come, so that a long column need not be copied while it grows. */
  constructor(expected = 0) {
    this.values = new Float64Array(Math.max(FIRST_CAPACITY, expected));
  }

  push(value: number): void {
    if (this.count === this.values.length) {
      this.values = grown(this.values, 2 * this.count);
    }
    this.values[this.count++] = value;
  }

  last(): number {
    return this.values[this.count - 1];
  }

  /** Least value of [from, to); Infinity if there is none. */
  least(from: number, to: number): number {
    this.#search();
    let least = Number.POSITIVE_INFINITY;
    for (let i = from; i < to; ) {
      const block = i / BLOCK;
      if (i % BLOCK === 0 && i + BLOCK <= to && block < this.#blocks) {
        if (this.#least[block] < least) least = this.#least[block];
        i += BLOCK;
      } else {
        if (this.values[i] < least) least = this.values[i];
        i++;
      }
    }
    return least;
  }

  /** Greatest value of [from, to); -Infinity if there is none. */
  greatest(from: number, to: number): number {
    this.#search();
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; ) {
      const block = i / BLOCK;
      if (i % BLOCK === 0 && i + BLOCK <= to && block < this.#blocks) {
        if (this.#greatest[block] > greatest) greatest = this.#greatest[block];
        i += BLOCK;
      } else {
        if (this.values[i] > greatest) greatest = this.values[i];
        i++;
      }
    }
    return greatest;
  }

  /** Searches the blocks that have become whole. */
  #search(): void {
    const whole = Math.floor(this.count / BLOCK);
    if (whole === this.#blocks) return;
    if (whole > this.#least.length) {
      this.#least = grown(this.#least, 2 * whole);
      this.#greatest = grown(this.#greatest, 2 * whole);
    }
    for (; this.#blocks < whole; this.#blocks++) {
      const start = this.#blocks * BLOCK;
      let least = this.values[start];
      let greatest = least;
      for (let i = start + 1; i < start + BLOCK; i++) {
        const value = this.values[i];
        if (value < least) least = value;
        else if (value > greatest) greatest = value;
      }
      this.#least[this.#blocks] = least;
      this.#greatest[this.#blocks] = greatest;
    }
  }
}

function grown(values: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}

export class ByteColumn {
  values: Uint8Array<ArrayBuffer>;
  count = 0;

  constructor(expected = 0) {
    this.values = new Uint8Array(Math.max(FIRST_CAPACITY, expected));
  }

  push(value: number): void {
    if (this.count === this.values.length) {
      const longer = new Uint8Array(2 * this.count);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.count++] = value;
  }
}

/**
 * Upright bars, from one value to another at a time. Bars that go on where the one before them ended, in the same tone, are
 * a run: any stretch of a run covers exactly what lies between its first and its last bar.
 */
export class BarColumns {
  readonly x: Column;
  readonly from: Column;
  readonly to: Column;
  /** Indexes into TONES. */
  readonly tones: ByteColumn;
  /** Index of the first bar of each run. */
  readonly runs = new Column();

  constructor(expected = 0) {
    this.x = new Column(expected);
    this.from = new Column(expected);
    this.to = new Column(expected);
    this.tones = new ByteColumn(expected);
  }

  push(x: number, from: number, to: number, tone: number): void {
    const { count } = this.x;
    const goesOn = count > 0 && from === this.to.values[count - 1] && tone === this.tones.values[count - 1];
    if (!goesOn) this.runs.push(count);
    this.x.push(x);
    this.from.push(from);
    this.to.push(to);
    this.tones.push(tone);
  }
}

/** Index of the first of `count` ascending values, from `start` on, that is not below `wanted`. */
export function firstAtOrAfter(values: Float64Array, count: number, wanted: number, start = 0): number {
  let low = start;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
