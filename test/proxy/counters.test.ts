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
