import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  createWriteStream,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Capture } from '../../source/capture/capture.ts';
import { openCapture } from '../../source/capture/open.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import { Spool, spoolFrom } from '../../source/capture/spool.ts';
import { packetsOf, pcapHeader, pcapRecords, recall, testFolder } from './build.ts';

const folder = testFolder();
const forever = new AbortController().signal;

/** Waits until the capture has packets or ends; returns what `fill` said. */
async function next(capture: Capture, batch: PacketBatch): Promise<'packets' | 'end'> {
  for (;;) {
    const filled = capture.fill(batch);
    if (filled !== 'starved') return filled;
    await capture.more(forever);
  }
}

test('a followed file is read as it grows, and a record written in part is waited for', async () => {
  const path = folder.file('growing.pcap');
  const capture = await openCapture([{ kind: 'follow', path }], 'everything');
  const batch = new PacketBatch();
  expect(capture.fill(batch)).toBe('starved');

  const [first, second, third] = pcapRecords(3);
  appendFileSync(path, Buffer.concat([pcapHeader(), first, second.subarray(0, 30)]));
  expect(await next(capture, batch)).toBe('packets');
  expect(batch.count).toBe(1);
  expect(capture.fill(batch)).toBe('starved');

  appendFileSync(path, Buffer.concat([second.subarray(30), third]));
  expect(await next(capture, batch)).toBe('packets');
  expect(batch.count).toBe(2);
  expect(capture.fill(batch)).toBe('starved');
  expect(capture.damage).toEqual([]);
  expect(recall(capture, [24, 176])).toHaveLength(2);
  capture.close();
});

test('waiting for a followed file ends when aborted', async () => {
  const capture = await openCapture([{ kind: 'follow', path: folder.file('idle.pcap', pcapHeader()) }], 'everything');
  expect(capture.fill(new PacketBatch())).toBe('starved');
  const abort = new AbortController();
  const waiting = capture.more(abort.signal);
  abort.abort();
  await waiting;
  capture.close();
});

test('a directory cannot be followed, and a named pipe is read as it comes', async () => {
  const opened = openCapture([{ kind: 'follow', path: folder.path }], 'everything');
  await expect(opened).rejects.toThrow(`${folder.path}: Is a directory`);
  const path = join(folder.path, 'followed pipe');
  execFileSync('mkfifo', [path]);
  const capture = await openCapture([{ kind: 'follow', path }], 'everything');
  createWriteStream(path).end(Buffer.concat([pcapHeader(), ...pcapRecords(2)]));
  const batch = new PacketBatch();
  expect(await next(capture, batch)).toBe('packets');
  expect(batch.count).toBe(2);
  expect(await next(capture, batch)).toBe('end');
  capture.close();
});

test('a followed file that shrinks ends there, and says so', async () => {
  const path = folder.file('shrinking.pcap', pcapHeader(), ...pcapRecords(3));
  const capture = await openCapture([{ kind: 'follow', path }], 'everything');
  const batch = new PacketBatch();
  expect(await next(capture, batch)).toBe('packets');
  truncateSync(path, 30);
  expect(await next(capture, batch)).toBe('end');
  expect(capture.damage).toMatchObject([{ packet: 3, what: 'the file shrank to 30 bytes while it was read' }]);
  expect(recall(capture, [24, 100])).toEqual([]);
  capture.close();
});

test('a followed file that is rotated away is read to its end', async () => {
  const path = folder.file('rotating.pcap', pcapHeader(), ...pcapRecords(3));
  const capture = await openCapture([{ kind: 'follow', path }], 'everything');
  const batch = new PacketBatch();
  expect(await next(capture, batch)).toBe('packets');
  renameSync(path, `${path}.1`);
  expect(await next(capture, batch)).toBe('end');
  expect(capture.damage).toMatchObject([{ what: expect.stringContaining('replaced by another or removed') }]);
  capture.close();
});

test('a writer may say how many bytes of a followed file are whole', async () => {
  const path = folder.file('whole.pcap', pcapHeader(), ...pcapRecords(3));
  let whole = 24 + 76;
  const capture = await openCapture([{ kind: 'follow', path }], 'everything', { wholeBytes: () => whole });
  const batch = new PacketBatch();
  expect(await next(capture, batch)).toBe('packets');
  expect(batch.count).toBe(1);
  expect(capture.fill(batch)).toBe('starved');
  whole += 76;
  expect(await next(capture, batch)).toBe('packets');
  expect(batch.count).toBe(1);
  capture.close();
});

test.skipIf(process.platform === 'win32')('a named pipe is read as it comes, and can be read back', async () => {
  const path = join(folder.path, 'pipe');
  execFileSync('mkfifo', [path]);
  const capture = await openCapture([{ kind: 'file', path }], 'everything');
  const batch = new PacketBatch();
  expect(capture.fill(batch)).toBe('starved');
  const writer = createWriteStream(path);
  writer.write(Buffer.concat([pcapHeader(), ...pcapRecords(2)]));
  expect(await next(capture, batch)).toBe('packets');
  expect(batch.count).toBe(2);
  writer.end(pcapRecords(1, 2)[0]);
  expect(await next(capture, batch)).toBe('packets');
  expect(await next(capture, batch)).toBe('end');
  expect(recall(capture, [24, 100, 176])).toHaveLength(3);
  capture.close();
});

test('a ring of files is one capture; a removed file reads as no longer kept', async () => {
  const directory = join(folder.path, 'ring');
  mkdirSync(directory);
  writeFileSync(join(directory, 'part_00001'), Buffer.concat([pcapHeader(), ...pcapRecords(2)]));
  const capture = await openCapture([{ kind: 'ring', directory }], 'everything');
  const batch = new PacketBatch();
  expect(await next(capture, batch)).toBe('packets');
  const positions = packetsOf(batch).map(({ position }) => position);
  expect(capture.fill(batch)).toBe('starved');

  writeFileSync(join(directory, 'part_00002'), Buffer.concat([pcapHeader(), ...pcapRecords(1, 2)]));
  expect(await next(capture, batch)).toBe('packets');
  positions.push(...packetsOf(batch).map(({ position }) => position));
  expect(positions).toEqual([24, 100, 200]);
  expect(recall(capture, positions)).toHaveLength(3);
  expect(capture.interfaces).toHaveLength(1);

  rmSync(join(directory, 'part_00001'));
  writeFileSync(join(directory, 'part_00003'), Buffer.concat([pcapHeader(), ...pcapRecords(1, 3)]));
  expect(await next(capture, batch)).toBe('packets');
  expect(recall(capture, positions).map(({ position }) => position)).toEqual([200]);
  expect(capture.damage).toEqual([]);
  capture.close();
});

test('beside a ring whose names are known other files are left alone, and its 10,000th segment follows the 9,999th', async () => {
  const directory = join(folder.path, 'named-ring');
  mkdirSync(directory);
  const write = (name: string, second: number) =>
    writeFileSync(join(directory, name), Buffer.concat([pcapHeader(), ...pcapRecords(1, second)]));
  for (const name of ['part-old.pcap', 'part-0001.txt', 'part-2024-01.pcap', 'other-0001.pcap']) write(name, 50);
  write('part-9999.pcap', 0);
  const segments = { before: 'part-', after: '.pcap' };
  const capture = await openCapture([{ kind: 'ring', directory, segments }], 'everything');
  const batch = new PacketBatch();
  expect(await next(capture, batch)).toBe('packets');
  const seconds = packetsOf(batch).map(({ micros }) => micros);
  write('part-10000.pcap', 1);
  expect(await next(capture, batch)).toBe('packets');
  seconds.push(...packetsOf(batch).map(({ micros }) => micros));
  expect(seconds).toEqual([1_700_000_000_000_005, 1_700_000_001_000_005]);
  expect(capture.fill(batch)).toBe('starved');
  capture.close();
});

test('a bounded spool drops its oldest piece only after it was read, and the writer waits for that', async () => {
  const spool = new Spool('stream', { limit: 8 << 20 });
  const chunk = new Uint8Array(1 << 20);
  let produced = 0;
  const spooling = spoolFrom(
    (async function* () {
      for (; produced < 20; produced++) yield chunk.fill(produced);
    })(),
    spool,
  );
  while (spool.written < 8 << 20) await spool.more(forever);
  await new Promise(setImmediate);
  expect(produced).toBe(7);

  const into = new Uint8Array(1 << 20);
  for (let piece = 0; piece < 20; piece++) {
    while (spool.read(into, 0, into.length, piece << 20) === 0) await spool.more(forever);
    expect(into[0]).toBe(piece);
    await new Promise(setImmediate);
  }
  await spooling;
  expect(spool.read(into, 0, into.length, 0)).toBe(0);
  expect(spool.read(into, 0, into.length, 19 << 20)).toBe(1 << 20);
  spool.close();
});

test('a spool leaves nothing in the temporary directory', () => {
  const temporary = join(folder.path, 'temporary');
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
  const spool = new Spool('stream', { limit: null });
  spool.write(new Uint8Array(10));
  expect(readdirSync(temporary)).toEqual([]);
  expect(spool.read(new Uint8Array(20), 0, 20, 0)).toBe(10);
  spool.close();
  vi.unstubAllEnvs();
});
