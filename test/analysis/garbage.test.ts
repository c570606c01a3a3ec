import { expect, test, vi } from 'vitest';

/** As if another thread turned the flag off just after this one had turned it on. */
vi.mock('node:v8', () => ({ default: { setFlagsFromString: () => {} }, setFlagsFromString: () => {} }));

const { collectGarbage } = await import('../../source/analysis/garbage.ts');
const { bytesWereRead } = await import('../../source/proxy/read-buffers.ts');

test('where another thread has just turned off the flag that gives access to the collector, nothing is collected', () => {
  expect(() => collectGarbage()).not.toThrow();
  expect(() => bytesWereRead(2 ** 30)).not.toThrow();
});
