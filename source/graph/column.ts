/** Numbers that grow at the end, in one typed array each. `values` may move as the column grows: do not keep it. */

const FIRST_CAPACITY = 256;

export class Column {
  values = new Float64Array(FIRST_CAPACITY);
  count = 0;

  push(value: number): void {
    if (this.count === this.values.length) {
      const longer = new Float64Array(2 * this.count);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.count++] = value;
  }

  last(): number {
    return this.values[this.count - 1];
  }
}

export class ByteColumn {
  values = new Uint8Array(FIRST_CAPACITY);
  count = 0;

  push(value: number): void {
    if (this.count === this.values.length) {
      const longer = new Uint8Array(2 * this.count);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.count++] = value;
  }
}

/** Index of the first of `count` ascending values that is not below `wanted`. */
export function firstAtOrAfter(values: Float64Array, count: number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
