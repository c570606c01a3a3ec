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

test('what waits for a treatment is handed on in order when that is changed or removed', () => {
  const passed: string[] = [];
  const next = { push: ({ bytes }: { bytes: Buffer }) => passed.push(bytes.toString()), end: () => passed.push('end') };
  const shaper = new Shaper(next, DEAF);
  shaper.treat({ ...UNTREATED, bytesPerSecond: 100 });
  shaper.push({ bytes: Buffer.from('abcd'), received: 0, change: null });
  shaper.end();
  expect([passed, shaper.backlog]).toEqual([['ab'], 2]);
  shaper.treat({ ...UNTREATED, bytesPerSecond: 100 });
  expect(passed).toEqual(['ab']);
  shaper.treat(UNTREATED);
  expect([passed, shaper.backlog]).toEqual([['ab', 'cd', 'end'], 0]);
});

test('a new treatment does not wait for what the old one had planned', async () => {
  let passed = 0;
  const shaper = new Shaper({ push: ({ bytes }) => (passed += bytes.length), end: () => {} }, DEAF);
  shaper.treat({ ...UNTREATED, latency: 3_600_000 });
  shaper.push({ bytes: Buffer.from('ab'), received: 0, change: null });
  shaper.treat({ ...UNTREATED, latency: 1 });
  expect(passed).toBe(2);
  shaper.push({ bytes: Buffer.from('c'), received: 0, change: null });
  await expect.poll(() => passed).toBe(3);
});
