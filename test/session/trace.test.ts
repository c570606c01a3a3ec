import { expect, test } from 'vitest';
import { TRACE_MEASURES } from '../../source/analysis/trace-intervals.ts';
import { until } from '../../source/session/until.ts';
import { fixture } from '../support/program.ts';
import { openSession } from './sessions.ts';

test('the whole trace is counted while the capture is read', async () => {
  const session = await openSession(fixture('lossy-transfer.pcapng'));
  await until(session, () => session.progress.state === 'done');
  const { trace } = session;
  const totals = TRACE_MEASURES.map((measure) =>
    Array.from({ length: trace.length }, (_, i) => trace.count(measure, i)).reduce((sum, count) => sum + count, 0),
  );
  // As capinfos and tcptrace count them: TCP packets, their payload, segments sent again, connections.
  expect(Object.fromEntries(TRACE_MEASURES.map((measure, i) => [measure, totals[i]]))).toEqual({
    packets: 484,
    bytes: 328_282,
    retransmissions: 15,
    'new connections': 5,
  });
});
