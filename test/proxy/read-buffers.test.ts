import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { bytesWereRead } from '../../source/proxy/read-buffers.ts';

interface Collection extends PerformanceEntry {
  detail: { kind: number; flags: number };
}

test('after every 8 MiB read, the young generation alone is collected', async () => {
  const asked: number[] = [];
  let heard = (): void => {};
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as Collection[]) {
      const { kind, flags } = detail;
      if ((flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0) asked.push(kind);
    }
    heard();
  });
  observer.observe({ entryTypes: ['gc'] });
  for (let read = 0; read < 3 * 128; read++) bytesWereRead(65_536);
  while (asked.length < 3) {
    await new Promise<void>((more) => {
      heard = more;
    });
  }
  observer.disconnect();
  expect(asked).toEqual(Array(3).fill(constants.NODE_PERFORMANCE_GC_MINOR));
});
