import { expect, test } from 'vitest';
import { duration } from '../../source/findings/wording.ts';

test.each([
  [100, '100 µs'],
  [1.3e6, '1.3 s'],
  [45 * 60e6, '45 min'],
  [2.5 * 3600e6, '2.5 h'],
  [12 * 86_400e6, '12 d'],
])('%d µs are told as %s', (micros, text) => {
  expect(duration(micros)).toBe(text);
});
