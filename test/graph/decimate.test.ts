import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Column } from '../../source/graph/column.ts';
import { extremes, range } from '../../source/graph/decimate.ts';

function columns(points: readonly (readonly [number, number])[]): { x: Column; y: Column } {
  const x = new Column();
  const y = new Column();
  for (const [at, value] of points) {
    x.push(at);
    y.push(value);
  }
  return { x, y };
}

test('a column keeps its first, least, greatest and last value', () => {
  const { x, y } = columns([
    [-1, 99],
    [0, 5],
    [1, 1],
    [2, 9],
    [3, 4],
    [100, 7],
    [101, 99],
  ]);
  const { filled, first, least, greatest, last, before, after } = extremes(x, y, 0, 100, 11);
  expect([...filled]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect([first[0], least[0], greatest[0], last[0]]).toEqual([5, 1, 9, 4]);
  expect([first[10], last[10]]).toEqual([7, 7]);
  expect([before, after]).toEqual([0, 6]);
});

test('no spike is lost, whatever the values and the number of columns', () => {
  const values = fc.array(fc.tuple(fc.nat(10_000), fc.integer({ min: -1e9, max: 1e9 })), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 200 }), (points, count) => {
      const sorted = points.toSorted(([a], [b]) => a - b);
      const { x, y } = columns(sorted);
      const { filled, least, greatest } = extremes(x, y, 0, 10_000, count);
      const full = [...filled.keys()].filter((i) => filled[i] === 1);
      const all = sorted.map(([, value]) => value);
      expect(Math.min(...full.map((i) => least[i]))).toBe(Math.min(...all));
      expect(Math.max(...full.map((i) => greatest[i]))).toBe(Math.max(...all));
      expect(range(x, y, 0, 10_000)).toEqual([Math.min(...all), Math.max(...all)]);
    }),
  );
});
