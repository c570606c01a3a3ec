import { expect, test } from 'vitest';
import { RelayCounters, RelayState } from '../../source/proxy/counters.ts';

test('a connection that outlives its row leaves the row of the newer one alone', () => {
  const counters = new RelayCounters();
  const newer = 65_537;
  counters.open(1, 0, 1);
  counters.open(newer, 0, 2);
  counters.forwarded(1, 0, 100, true, 3, 3);
  counters.state(1, RelayState.closed);
  expect(counters.read(1)).toBeNull();
  expect(counters.read(newer)).toMatchObject({ bytesToServer: 0, messagesToServer: 0, state: RelayState.connecting });
  expect(counters).toMatchObject({ bytesToServer: 100, openNow: 1 });
});

test('of the waits of a connection the longest, the last and the median are known', () => {
  const counters = new RelayCounters();
  counters.open(1, 0, 0);
  const answered = (asked: number, wait: number): void => {
    counters.forwarded(1, 0, 1, true, asked, asked);
    counters.forwarded(1, 1, 1, true, asked + wait, asked + wait);
  };
  for (let turn = 1; turn <= 30; turn++) answered(turn * 1e7, turn === 3 ? 1_500_000 : 30 + turn);
  expect(counters.read(1)).toMatchObject({ worstWait: 1_500_000, wait: 60, medianWait: 53 });
});
