import { expect, test } from 'vitest';
import { figure, label, tickStep, ticks } from '../../source/graph/scales.ts';

test('ticks are multiples of 1, 2 or 5 in the range', () => {
  expect(ticks(0, 148_117, 4)).toEqual([0, 50_000, 100_000]);
  expect(ticks(0.115, 0.262, 5).map((tick) => tick.toFixed(2))).toEqual(['0.15', '0.20', '0.25']);
  expect(ticks(-3, 7, 5)).toEqual([-2, 0, 2, 4, 6]);
  expect(ticks(5, 5, 4)).toEqual([5]);
  expect(tickStep(0, 1000, 2)).toBe(500);
});

test.each([
  [148_117, 50_000, 'bytes', '148k'],
  [147_200, 200, 'bytes', '147.2k'],
  [1_200_000, 100_000, 'bytes', '1.2M'],
  [0, 100, 'bytes', '0'],
  [0.15, 0.05, 'seconds', '0.15'],
  [12_345, 5, 'seconds', '12345'],
  [36.25, 0.5, 'milliseconds', '36.3'],
] as const)('%d at steps of %d %s is %s', (value, step, unit, text) => {
  expect(label(value, step, unit)).toBe(text);
});

test.each([
  [863_217, 'bytes a second', '863kB/s'],
  [30.42, 'milliseconds', '30ms'],
  [3.42, 'milliseconds', '3.4ms'],
  [104, 'bytes', '104B'],
  [1, 'bytes', '1B'],
] as const)('%d %s as a figure is %s', (value, unit, text) => {
  expect(figure(value, unit)).toBe(text);
});
