/** All requests of a capture, as the screen asks for them. */
import { expect, it } from 'vitest';
import { until } from '../../source/session/until.ts';
import { openSession } from './sessions.ts';

it('reads every exchange of a capture, sorts, filters and sums them', async () => {
  const session = await openSession('test/fixtures/lossy-transfer.pcapng');
  const { exchanges } = session;
  await until(session, () => exchanges.count === 8);
  const words = (): string[] => Array.from({ length: exchanges.count }, (_, place) => exchanges.at(place).words);
  expect(words()).toEqual([
    'GET /',
    'GET /jobs',
    'GET /download?300000',
    'GET /jobs',
    'GET /slow?1.2',
    'GET /jobs',
    'GET /missing',
    'POST /jobs',
  ]);
  expect(exchanges.ask({ filter: 'wait:>30ms', order: 'wait', isDescending: true })).toBeNull();
  expect(words()).toEqual(['GET /slow?1.2', 'GET /jobs', 'GET /download?300000']);
  expect(exchanges.ask({ filter: 'wait:>soon', order: 'time', isDescending: false })).toBe(
    "wait:>soon: 'soon' is no duration; write it as in wait:>200ms",
  );
  exchanges.ask({ filter: 'status:>=400', order: 'time', isDescending: false });
  expect(words()).toEqual(['GET /missing']);
  exchanges.ask({ filter: '/jobs', order: 'time', isDescending: false });
  expect(exchanges.services('pattern').map(({ name, exchanges: count }) => [name, count])).toEqual([
    ['GET /jobs', 3],
    ['POST /jobs', 1],
  ]);
});
