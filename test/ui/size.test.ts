import { expect, test } from 'vitest';
import { withCommas } from '../../source/ui/format/size.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_204_331, '1,204,331'],
  [-1000, '-1,000'],
  [1234.5, '1,234.5'],
  [0.12345, '0.123'],
])('%d is written %s', (count, text) => {
  expect(withCommas(count)).toBe(text);
});
