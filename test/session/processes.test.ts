/** Captures that tell of processes: the connection's is that of most of its packets. */
import { expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { until } from '../../source/session/until.ts';
import { pcap } from '../support/captures.ts';
import { run } from '../support/program.ts';
import { scenarioPackets, writeTemporary } from '../support/scenario.ts';
import { ask, openSession } from './sessions.ts';

const TEXT = `
a 10.0.0.1:1000 isn 1000
b 10.0.0.2:80
c 10.0.0.3:1000 isn 1000
0      a > b S
0.010  b > a S. ack 1
0.020  a > b . ack 1
0.020  a > b P. "GET / HTTP/1.0\\r\\n\\r\\n" ack 1
1      c > b S
`;

/** Behind a PKTAP header, https://github.com/apple-oss-distributions/xnu, bsd/net/pktap.h */
function behindPktap(frame: Uint8Array, pid: number, name: string): Uint8Array {
  const header = Buffer.alloc(108);
  header.writeUInt32LE(108, 0);
  header.writeUInt32LE(1, 4);
  header.writeUInt32LE(1, 8);
  header.writeInt32LE(pid, 52);
  header.write(name, 56);
  header.writeInt32LE(-1, 84);
  return Buffer.concat([header, frame]);
}

const path = (): string => {
  const named: [number, string][] = [
    [7, 'curl'],
    [-1, ''],
    [8, 'kernel_task'],
    [7, 'curl'],
    [-1, ''],
  ];
  const packets = scenarioPackets(TEXT).map(({ micros, bytes }, i) => {
    const framed = behindPktap(bytes, ...named[i]);
    return { micros, bytes: framed, length: framed.length };
  });
  return writeTemporary(pcap(packets, 258));
};

test('column, filter and words', async () => {
  const session = await openSession(path());
  await until(session, () => session.progress.state === 'done');
  const column = session.columns.find(({ id }) => id === 'process')!;
  expect(column.shownAtFirst).toBe(true);
  expect([column.text(asRow(0)), column.whole?.(asRow(0)), column.text(asRow(1))]).toEqual(['curl', 'curl (7)', '']);
  expect(await ask(session, 'process:curl')).toEqual([1]);
});

test('JSON', async () => {
  const { stdout } = await run(['--json', path()]);
  const [first, second] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([first.process, first.pid, first.container, first.pod]).toEqual(['curl', 7, null, null]);
  expect([second.process, second.pid]).toEqual([null, null]);
});
