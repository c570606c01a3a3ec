import { expect, test } from 'vitest';
import { UNTREATED } from '../../source/proxy/impairments.ts';
import { Shaper } from '../../source/proxy/shaping.ts';

test('hundreds of thousands of delayed slices are handed on as fast as a few', async () => {
  const bytes = 400_000;
  let passed = 0;
  await new Promise<void>((ended) => {
    const next = { push: () => passed++, end: () => ended() };
    const shaper = new Shaper(next, { eased: () => {}, resetNow: () => {} });
    shaper.treat({ ...UNTREATED, latency: 1, slice: 1 });
    shaper.push({ bytes: Buffer.alloc(bytes), received: 0, change: null });
    shaper.end();
  });
  expect(passed).toBe(bytes);
});
