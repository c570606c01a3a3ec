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
  result.before = firstAtOrAfter(x.values, x.count, x0) - 1;
  const end = forEachColumn(columns, x, { x0, x1 }, (column, from, to) => {
    filled[column] = 1;
    first[column] = y.values[from];
    last[column] = y.values[to - 1];
    least[column] = y.least(from, to);
    greatest[column] = y.greatest(from, to);
  });
  if (end < x.count) result.after = end;
  return result;
}

/** Calls back with the indexes [from, to) of each column that has values; returns the index after the last visible one. */
export function forEachColumn(
  columns: number,
  x: Column,
  { x0, x1 }: { x0: number; x1: number },
  visit: (column: number, from: number, to: number) => void,
): number {
  const width = (x1 - x0) / (columns - 1);
  let from = firstAtOrAfter(x.values, x.count, x0);
  for (let column = 0; column < columns; column++) {
    const edge = column === columns - 1 ? nextAfter(x1) : x0 + (column + 0.5) * width;
    const to = firstAtOrAfter(x.values, x.count, edge, from);
    if (to > from) visit(column, from, to);
    from = to;
  }
  return from;
}

/** Least and greatest of the values whose x lies in [x0, x1], the neighbours outside included; null without any. */
export function range(x: Column, y: Column, x0: number, x1: number): [number, number] | null {
  const from = Math.max(0, firstAtOrAfter(x.values, x.count, x0) - 1);
  const to = Math.min(x.count, firstAtOrAfter(x.values, x.count, nextAfter(x1)) + 1);
  return from < to ? [y.least(from, to), y.greatest(from, to)] : null;
}

/** Just above a time in µs, whatever its fraction. */
const nextAfter = (micros: number): number => micros + 1e-3;
