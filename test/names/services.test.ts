import { expect, test } from 'vitest';
import { serviceName } from '../../source/names/services.ts';

test('the real port is looked up, not the one with its bytes swapped', () => {
  expect([22, 80, 443, 20480].map(serviceName)).toEqual(['ssh', 'http', 'https', null]);
});
