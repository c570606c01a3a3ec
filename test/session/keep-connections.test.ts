/** What the screens see of a stream of which only so many connections are kept. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { asNumber } from '../../source/connection/numbering.ts';
import { PacketRows } from '../../source/session/packet-rows.ts';
import type { Session } from '../../source/session/session.ts';
import { until } from '../../source/session/until.ts';
import { temporaryFolder } from '../support/captures.ts';
import { scenario, writeTemporary } from '../support/scenario.ts';
import { openSession } from './sessions.ts';

/** A stretch of a stream: so many clients from `first` on, each with a request, half of them closed by a RST. */
const stretch = (first: number, count: number): string =>
  Array.from({ length: count }, (_, i) => {
    const [client, at] = [`c${first + i}`, first + i];
    return `
${client} 10.0.${(first + i) >> 8}.${(first + i) & 255}:1000
${at}.0 ${client} > w S win 8192
${at}.1 w > ${client} S. ack 1 win 8192
${at}.2 ${client} > w P. "hello ${first + i}" ack 1 win 8192
${(first + i) % 2 === 0 ? '' : `${at}.3 w > ${client} R. ack 8 win 0`}`;
  }).join('');

const files = (...texts: string[]): string[] =>
  texts.map((text) => writeTemporary(scenario(`w 192.0.2.80:80\n${text}`)));

const numbers = ({ list, store }: Session): number[] =>
  Array.from({ length: list.count }, (_, row) => store.number(list.at(row)));

const allKept = ({ list, store }: Session): boolean =>
  Array.from({ length: list.count }, (_, row) => store.holds(list.at(row))).every(Boolean);

async function read(session: Session): Promise<Session> {
  await until(session, () => session.progress.state === 'done' && session.list.state === 'ready');
  await until(session, () => numbers(session).length === session.summary.connections && allKept(session));
  return session;
}

test('the list has those kept under their numbers, in order; the summary counts the others', async () => {
  const session = await read(await openSession('--keep-connections', '4', ...files(stretch(0, 6), stretch(6, 6))));
  // The odd ones had closed: 2, 4 go after the first stretch; 6, 8, 10, 12, then the idlest after the second.
  expect(numbers(session)).toEqual([5, 7, 9, 11]);
  expect(session.summary).toMatchObject({ connections: 4, retired: 8, packets: 42 });
  expect(session.columns.find(({ id }) => id === 'number')!.text(session.list.at(0))).toBe('5');
});

test('the packets of a kept connection can be read, those of another one in its row before are not among them', async () => {
  const session = await read(await openSession('--keep-connections', '4', ...files(stretch(0, 6), stretch(6, 6))));
  const row = session.store.rowOf(asNumber(11))!;
  const list = session.packets(row);
  await until(session, () => list.complete);
  expect(Array.from({ length: list.count }, (_, i) => list.at(i).flags)).toEqual([0x02, 0x12, 0x18]);
  expect(session.endpoint(row, 0)).toBe('10.0.0.10:1000');
});

test('sorts by any column, equal ones by number', async () => {
  const session = await read(await openSession('--keep-connections', '4', ...files(stretch(0, 6), stretch(6, 6))));
  session.list.ask({ filter: '', sort: { column: 'end', descending: false } });
  await until(session, () => session.list.state === 'ready');
  expect(numbers(session)).toEqual([5, 7, 9, 11]);
});

test('a list of packets says how many of the connection are gone', () => {
  const packets = new PacketRows(async () => null, false);
  packets.finish(1203);
  expect([packets.complete, packets.notes]).toEqual([true, ['1,203 more are no longer kept']]);
});

test('the Markdown report names them by their numbers, and says how problems are looked for', async () => {
  const session = await read(await openSession('--keep-connections', '4', ...files(stretch(0, 6), stretch(6, 6))));
  const row = session.store.rowOf(asNumber(11))!;
  await until(session, () => session.verdict(row) !== null);
  const file = path.join(temporaryFolder(), 'report.md');
  const asked = { connections: [row], direction: 'both', what: 'markdown', path: file } as const;
  expect(await session.save(asked, new AbortController().signal)).toBe(`1 connection to ${file}`);
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.filter((line) => line.startsWith('#')).slice(1)).toEqual([
    '## Findings',
    '## Connections',
    '### Connection 11',
  ]);
  expect(lines.slice(4, 7)).toEqual([
    '## Findings',
    '',
    'Where only so many connections are kept (--keep-connections), problems are looked for in one connection at a time, when it is shown.',
  ]);
  expect(lines[7]).toMatch(/^- \*\*(!!|!|\.)\*\* connection 11: /);
  expect(lines.find((line) => line.startsWith('| 11 |'))).toContain('10.0.0.10:1000');
});
