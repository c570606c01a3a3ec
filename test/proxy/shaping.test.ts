import { expect, onTestFinished, test, vi } from 'vitest';
import { UNTREATED } from '../../source/proxy/impairments.ts';
import { Shaper, type ShaperObserver } from '../../source/proxy/shaping.ts';

const DEAF: ShaperObserver = { eased: () => {}, resetNow: () => {} };

test('hundreds of thousands of delayed slices are handed on as fast as a few', async () => {
  const bytes = 400_000;
  let passed = 0;
  await new Promise<void>((ended) => {
    const next = { push: () => passed++, end: () => ended() };
    const shaper = new Shaper(next, DEAF);
    shaper.treat({ ...UNTREATED, latency: 1, slice: 1 });
    shaper.push({ bytes: Buffer.alloc(bytes), received: 0, change: null });
    shaper.end();
  });
  expect(passed).toBe(bytes);
});

test('what is due in years does not keep a timer busy until then', () => {
  const wait = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => wait.mockRestore());
  const shaper = new Shaper({ push: () => {}, end: () => {} }, DEAF);
  shaper.treat({ ...UNTREATED, bytesPerSecond: 1e-8 });
  shaper.push({ bytes: Buffer.alloc(3), received: 0, change: null });
  shaper.abandon();
  expect(wait.mock.calls.map(([, milliseconds]) => milliseconds)).toEqual([2 ** 31 - 1]);
});
