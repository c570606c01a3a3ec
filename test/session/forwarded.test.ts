/** What a proxy recorded, opened later: bytes, times and endings are there, what only the network could tell is not. */

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { until } from '../../source/session/until.ts';
import { connect, startServer, temporaryFolder, unusedPort } from '../proxy/harness.ts';
import { startProxy } from '../proxy/program.ts';
import { ask, openSession, sessionOf } from './sessions.ts';

const recordingFolder = mkdtempSync(path.join(tmpdir(), 'forwarded-'));
afterAll(() => rmSync(recordingFolder, { recursive: true, force: true }));

async function record(): Promise<string> {
  const file = `${recordingFolder}/recorded.pcapng`;
  const server = await startServer((socket) =>
    socket.on('data', () => socket.end('HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n')),
  );
  const nobody = await unusedPort();
  const proxy = await startProxy(`0 127.0.0.1:${server} 0 127.0.0.1:${nobody} --save ${file}`);
  const client = connect(proxy.port(0));
  client.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(client.socket, 'end');
  client.socket.end();
  await client.closed;
  await connect(proxy.port(1)).closed;
  await proxy.end();
  return file;
}

let recording: Promise<string> | null = null;
/** Recorded once for all tests, before sessions have taken memory that a child process would be charged for. */
const recorded = (): Promise<string> => (recording ??= record());

async function opened() {
  const session = await openSession(await recorded());
  await until(session, () => session.progress.state === 'done' && session.diagnosed?.state === 'done');
  return session;
}

test('columns and statistics are those of bytes, times and endings', async () => {
  const session = await opened();
  const shown = session.columns.filter(({ shownAtFirst }) => shownAtFirst).map(({ id }) => id);
  expect(shown).toEqual(['number', 'label', 'a', 'b', 'unique_bytes_a2b', 'unique_bytes_b2a', 'end', 'lost']);
  const known = session.statistics(asRow(0)).map(({ id }) => id);
  expect(known).toEqual(expect.arrayContaining(['unique_bytes', 'duration', 'resets', 'throughput']));
  expect(known.filter((id) => /rtt|window|sack|mss|retransmit|outstanding|dup/.test(id))).toEqual([]);
  expect(session.graphKinds(asRow(0))).toEqual(['time-sequence', 'throughput', 'ladder']);
  expect([0, 1].map((connection) => session.ending(asRow(connection)))).toEqual(['ok', 'ref<']);
});

test('a filter of what nobody knows matches nothing, one of bytes does', async () => {
  const session = await opened();
  expect(await ask(session, 'rtt:>=0us')).toEqual([]);
  expect(await ask(session, 'rtx:0')).toEqual([]);
  expect(await ask(session, 'bytes:>20')).toEqual([1]);
});

test('packets have no windows and no marks', async () => {
  const session = await opened();
  const packets = session.packets(asRow(0));
  await until(session, () => packets.complete);
  expect(Array.from({ length: packets.count }, (_, row) => packets.at(row).window)).not.toContain(expect.any(Number));
  expect(Array.from({ length: packets.count }, (_, row) => packets.at(row).marks)).toEqual(
    Array(packets.count).fill([]),
  );
});

test('findings are of refusals, waits and replies, never of TCP', async () => {
  const session = await opened();
  expect(session.findings.map(({ id }) => id)).toEqual(['O2', 'A1']);
  expect(session.verdict(asRow(0))?.text).toMatch(
    /^Nothing wrong: connected in [\d.]+ [mµ]?s, server wait [\d.]+ [mµ]?s; most/,
  );
});

test('of a capture everything is known', async () => {
  const session = await sessionOf(`
    a 10.0.0.1:1000
    b 10.0.0.2:80
    0 a > b S 0:0(0) win 100
    0.1 b > a S. 0:0(0) ack 1 win 100
    0.2 a > b . ack 1 win 100
  `);
  expect(session.columns.filter(({ shownAtFirst }) => shownAtFirst).map(({ id }) => id)).toContain('rtt');
  expect(session.graphKinds(asRow(0))).toHaveLength(6);
  expect(session.statistics(asRow(0)).map(({ id }) => id)).toContain('rtt_average');
});

test('what is written of it has nothing made up either', async () => {
  const session = await opened();
  const folder = temporaryFolder();
  const save = async (what: 'json' | 'columns'): Promise<string> => {
    const path = `${folder}/${what}`;
    await session.save({ connections: [asRow(0)], direction: 'both', what, path }, new AbortController().signal);
    return readFileSync(path, 'utf8');
  };
  const saved = JSON.parse(await save('json'));
  expect(saved.a2b).toMatchObject({ rtt_average: null, largest_window: null, sack_packets: null, unique_bytes: 27 });
  const [names, values] = (await save('columns')).split('\n').map((line) => line.split(','));
  expect(values[names.indexOf('rtt_average_a2b')]).toBe('');
  expect(values[names.indexOf('unique_bytes_a2b')]).toBe('27');
});
