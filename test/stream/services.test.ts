import { expect, it } from 'vitest';
import { patternOf } from '../../source/stream/patterns.ts';
import { Waits } from '../../source/stream/services.ts';

it.each([
  ['http', 'GET /users/123/posts?page=2', 'GET /users/:n/posts?…'],
  ['http', 'GET /o/123e4567-e89b-12d3-a456-426614174000', 'GET /o/:uuid'],
  ['http', 'GET /blob/deadbeef01 ', 'GET /blob/:hex '],
  ['http', 'GET /t/aGVsbG8gd29ybGQx', 'GET /t/:id'],
  ['http', 'GET /deadline/internationalization', 'GET /deadline/internationalization'],
  ['postgresql', "SELECT * FROM t WHERE a = 'it''s' AND b IN (1, 2, 3)", 'SELECT * FROM t WHERE a = ? AND b IN (?)'],
  ['redis', 'GET user:42:name', 'GET user::n:name'],
])('folds %s requests: %s', (protocol, words, pattern) => {
  expect(patternOf(protocol, words)).toBe(pattern);
});

it('tells quantiles of waits within 2.2 %', () => {
  const waits = new Waits();
  for (let micros = 1; micros <= 10_000; micros++) waits.add(micros);
  expect(waits.quantile(0.5)! / 5000).toBeCloseTo(1, 1);
  expect(Math.abs(waits.quantile(0.99)! / 9900 - 1)).toBeLessThan(0.03);
  expect([waits.count, waits.worst]).toEqual([10_000, 10_000]);
  expect(new Waits().quantile(0.5)).toBeNull();
});
