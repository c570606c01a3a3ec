import { describe, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { until } from '../../source/session/until.ts';
import { ask, listed, sessionOf } from './sessions.ts';

const TRAFFIC = `
a 10.0.0.1:1000
b 10.0.0.2:80
c 10.0.0.3:81
0      a > b S
0.020  b > a S. ack 1
0.021  a > b . ack 1
0.022  a > b P. "GET / HTTP/1.1\\r\\n\\r\\n" ack 1
0.052  b > a P. "HTTP/1.1 204 No Content\\r\\n\\r\\n" ack 19
0.053  a > b F. ack 28
0.073  b > a F. ack 20
0.074  a > b . ack 29
1      a > c S 0:0(0) retries 4
`;

const diagnosed = async (text: string, ...options: string[]) => {
  const session = await sessionOf(text, ...options);
  await until(session, () => session.diagnosed?.state === 'done');
  return session;
};

describe('the diagnosis', () => {
  test('names what is wrong, worst first, and what is not', async () => {
    const session = await diagnosed(TRAFFIC);
    expect(session.findings[0]).toMatchObject({ id: 'O1', severity: '!!', connections: [1] });
    expect(session.verdict(asRow(0))).toMatchObject({
      severity: '.',
      text: expect.stringMatching(/^Nothing wrong in TCP/),
    });
    expect(session.verdict(asRow(1))).toMatchObject({
      severity: '!!',
      text: expect.stringMatching(/^5 SYNs over 15 s/),
    });
    expect(session.diagnosed?.examined).toBe(2);
  });

  test('gives the list its column of time lost', async () => {
    const session = await diagnosed(TRAFFIC);
    const lost = session.columns.find(({ id }) => id === 'lost')!;
    expect([lost.text(asRow(0)), lost.text(asRow(1)), lost.tone(asRow(1))]).toEqual(['', '15s', 'bad']);
    expect(await ask(session, '', 'lost', true)).toEqual([2, 1]);
  });

  test('sorts by the time lost as it becomes known', async () => {
    const session = await sessionOf(TRAFFIC);
    session.list.ask({ filter: '', sort: { column: 'lost', descending: true } });
    await until(session, () => listed(session).join() === '2,1');
    expect(session.diagnosed?.state).toBe('done');
  });

  test('says where the time of a connection went, to the microsecond', async () => {
    const session = await diagnosed(TRAFFIC);
    const spent = Object.values(session.timeSpent(asRow(0))!);
    expect(spent.reduce((sum, micros) => sum + micros, 0)).toBe(74_000);
  });

  test('looks at the same packets as the analysis, where some were cut away', async () => {
    const session = await diagnosed(TRAFFIC, '--port', '81');
    expect(session.store.count).toBe(1);
    expect(session.findings.map(({ id }) => id)).toEqual(['O1']);
    expect(session.verdict(asRow(0))).toMatchObject({ severity: '!!' });
  });

  test('of a large capture looks at a part, and at any other connection when asked', async () => {
    const clients = Array.from({ length: 2001 }, (_, i) => `c${i} 10.0.${i >> 8}.${i & 255}:1000`);
    const openings = clients.map((_, i) => `${i / 1000} c${i} > b S`);
    const session = await diagnosed(['b 10.9.9.9:80', ...clients, ...openings, '20 c0 > b S 0:0(0)'].join('\n'));
    expect(session.diagnosed?.examined).toBe(2000);
    expect(session.verdict(asRow(2000))).toBe(null);
    await until(session, () => session.verdict(asRow(2000)) !== null);
    expect(session.verdict(asRow(2000))).toEqual({ severity: '.', text: 'Nothing wrong in TCP: no loss.' });
  });
});
