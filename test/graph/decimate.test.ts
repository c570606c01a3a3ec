import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Canvas } from '../../source/graph/canvas.ts';
import { toneIndex } from '../../source/graph/cells.ts';
import { BarColumns, Column } from '../../source/graph/column.ts';
import { extremes, range } from '../../source/graph/decimate.ts';
import { draw } from '../../source/graph/draw.ts';

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

test('bars drawn by runs cover what they cover one by one', () => {
  const lengths = fc.array(fc.record({ gap: fc.constantFrom(0, 0, 0, 5, -7), length: fc.nat(9), again: fc.boolean() }));
  const view = { x0: 0, x1: 60, y0: 0, y1: 100 };
  fc.assert(
    fc.property(lengths, (steps) => {
      const bars = new BarColumns();
      const single = new Canvas(10, 5);
      let to = 0;
      for (const [i, { gap, length, again }] of steps.entries()) {
        const from = to + gap;
        to = from + length;
        const tone = toneIndex(again ? 'retransmission' : 'data');
        bars.push(i, from, to, tone);
        if (i > view.x1 || from > view.y1 || to < view.y0) continue;
        const dot = (value: number): number => Math.round((view.y1 - value) * ((single.height - 1) / view.y1));
        single.vertical(Math.round((i * (single.width - 1)) / view.x1), dot(to), dot(from), tone);
      }
      const drawn = new Canvas(10, 5);
      draw(drawn, [{ shape: 'bars', name: 'segment', bars }], view);
      expect(drawn.lines('braille')).toEqual(single.lines('braille'));
    }),
  );
});
