/** Compressed captures where there is little room for temporary files, or none. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { CaptureFacts } from '../../source/analysis/protocol.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { summaryOf } from '../../source/session/summary.ts';
import { temporaryFolder, writeTemporary } from '../support/captures.ts';
import { fixture, PROGRAM } from '../support/program.ts';

const plain = readFileSync(fixture('lossy-transfer.pcapng'));

function run(env: Record<string, string>, ...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { stdout, stderr, status };
}

const connections = (report: string): string[] => report.split('\n').filter((line) => /^ +\d+: /.test(line));

test('a report that reads once needs no temporary file', () => {
  const compressed = writeTemporary(gzipSync(plain), 'capture.pcapng.gz');
  const nowhere = `${temporaryFolder()}/nowhere`;
  const { stdout, stderr } = run({ TMPDIR: nowhere }, '-n', compressed);
  expect(stderr).toBe('');
  expect(connections(stdout)).toEqual(connections(run({}, '-n', fixture('lossy-transfer.pcapng')).stdout));
});

test('one that reads again says which folder it cannot use', () => {
  const compressed = writeTemporary(gzipSync(plain), 'capture.pcapng.gz');
  const nowhere = `${temporaryFolder()}/nowhere`;
  const { stderr, status } = run({ TMPDIR: nowhere }, '--findings', compressed);
  expect(stderr).toContain(`no temporary file can be made in ${nowhere} (TMPDIR): No such file or directory`);
  expect(status).toBe(1);
});

test('what is dropped for want of room is told', () => {
  const facts: CaptureFacts = { state: 'done', files: [], interfaces: [], damage: [], notOpened: [], forgotten: true };
  expect(summaryOf('a', facts, new ConnectionStore(undefined, 10), null).problems).toEqual([
    'the oldest packets count, but cannot be shown any more: there was no room to keep all bytes (TMPDIR, --spool-limit)',
  ]);
});

test('a zstd window that would take gigabytes of memory is refused', () => {
  // RFC 8878, section 3.1.1: magic number, frame header descriptor, a window of 2 GiB, then blocks.
  const frame = Buffer.from('28b52ffd04a8010000', 'hex');
  const { stdout, stderr } = run({}, '-n', writeTemporary(frame, 'capture.pcap.zst'));
  expect(stderr).toContain('its window of 2048 MiB is more than 128: unpack it with zstd -dc --long=31');
  expect(connections(stdout)).toEqual([]);
});
