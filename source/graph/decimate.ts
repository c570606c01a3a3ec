/**
 * Many values, few columns: of what falls into a column its first, least, greatest and last value are kept, so no spike is
 * ever averaged away.
 */
import { type Column, firstAtOrAfter } from './column.ts';

export interface ColumnExtremes {
  /** 1 where a column has values. */
  readonly filled: Uint8Array;
  readonly first: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  readonly last: Float64Array;
  /** The neighbours outside the view, as indexes into the values; -1 = none. */
  before: number;
  after: number;
}

/** `x` ascending; [x0, x1] spread over `columns`, the ends at the middle of the first and last. */
export function extremes(x: Column, y: Column, x0: number, x1: number, columns: number): ColumnExtremes {
  const result: ColumnExtremes = {
    filled: new Uint8Array(columns),
    first: new Float64Array(columns),
    least: new Float64Array(columns),
    greatest: new Float64Array(columns),
    last: new Float64Array(columns),
    before: -1,
    after: -1,
  };
  const { filled, first, least, greatest, last } = result;
  const xs = x.values;
  const ys = y.values;
  const scale = (columns - 1) / (x1 - x0);
  let i = firstAtOrAfter(xs, x.count, x0);
  result.before = i - 1;
  for (; i < x.count && xs[i] <= x1; i++) {
    const column = Math.round((xs[i] - x0) * scale);
    const value = ys[i];
    if (filled[column] === 0) {
      filled[column] = 1;
      first[column] = value;
      least[column] = value;
      greatest[column] = value;
    } else if (value < least[column]) least[column] = value;
    else if (value > greatest[column]) greatest[column] = value;
    last[column] = value;
  }
  if (i < x.count) result.after = i;
  return result;
}

/** Least and greatest of the values whose x lies in [x0, x1], the neighbours outside included; null without any. */
export function range(x: Column, y: Column, x0: number, x1: number): [number, number] | null {
  const from = Math.max(0, firstAtOrAfter(x.values, x.count, x0) - 1);
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = from; i < x.count; i++) {
    const value = y.values[i];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    if (x.values[i] > x1) break;
  }
  return least <= greatest ? [least, greatest] : null;
}
