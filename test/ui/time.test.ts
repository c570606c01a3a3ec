import { expect, test } from 'vitest';
import { duration } from '../../source/ui/format/time.ts';

test.each([
  [26, '26 us'],
  [37_600, '37.6 ms'],
  [3.2 * 3600e6, '3.2 h'],
  [-500e6, '-500 s'],
])('a duration of %d µs is shown as %s', (micros, text) => {
  expect(duration(micros)).toBe(text);
});
