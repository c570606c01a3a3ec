import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortCount, shortDuration } from '../../source/session/figures.ts';

describe('figures of a column', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1.0k'],
    [8300, '8.3k'],
    [9949, '9.9k'],
    [9950, '10k'],
    [148_117, '148k'],
    [999_499, '999k'],
    [999_500, '1.0M'],
    [4.3e9, '4.3G'],
  ])('%d as %s', (count, text) => expect(shortCount(count)).toBe(text));

  test.each([
    [0, '0us'],
    [99, '99us'],
    [100, '.1ms'],
    [949, '.9ms'],
    [1000, '1ms'],
    [36_000, '36ms'],
    [120_000, '.12s'],
    [1_340_000, '1.3s'],
    [67_000_000, '67s'],
    [999_000_000, '999s'],
    [3600e6, '60mi'],
    [5.2 * 3600e6, '5.2h'],
    [30 * 3600e6, '30h'],
    [31 * 24 * 3600e6, '31d'],
  ])('%d µs as %s', (micros, text) => expect(shortDuration(micros)).toBe(text));

  test('never take more than four cells', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), (value) => {
        expect(shortCount(value).length).toBeLessThanOrEqual(4);
        expect(shortDuration(Math.min(value, 2 ** 32 * 1e6)).length).toBeLessThanOrEqual(6);
      }),
    );
  });
});
