import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCapture } from '../../source/capture/open.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import {
  DESCRIPTION_ROOM,
  PACKET_DATA,
  packetRoom,
  writeInterface,
  writePacket,
  writePacketAround,
  writeSectionHeader,
  writeStatistics,
} from '../../source/capture/pcapng-writer.ts';

/** epb_flags, draft section 4.3.1. */
const OUTBOUND = 0b10;

const folder = mkdtempSync(join(tmpdir(), 'pcapng-writer-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A recording of two packets with every kind of block. */
function recording(): Uint8Array {
  const bytes = new Uint8Array(4 * DESCRIPTION_ROOM + 2 * packetRoom(100)).fill(0xee);
  let at = writeSectionHeader(bytes, 0, { comment: 'headers are synthetic', application: 'test 1.0', system: 'Linux' });
  at = writeInterface(bytes, at, { linkType: 1, name: 'listener', description: 'küche' });
  bytes.set([1, 2, 3, 4, 5], at + PACKET_DATA);
  at = writePacketAround(bytes, at, 0, 1_700_000_000, 123_456_789, 5, 60, OUTBOUND, 'held for 2 s');
  at = writePacket(bytes, at, 0, 4_294_967_295, 999_999_999, Uint8Array.of(9, 8, 7, 6), 1, 2, 2);
  at = writeStatistics(bytes, at, 0, { start: 1_700_000_000, end: 1_700_000_009, received: 5_000_000_000, dropped: 3 });
  return bytes.subarray(0, at);
}

test('what the writer writes, the reader reads', async () => {
  const path = join(folder, 'written.pcapng');
  writeFileSync(path, recording());
  const capture = await openCapture([{ kind: 'file', path }], 'everything');
  const batch = new PacketBatch();

  expect(capture.fill(batch)).toBe('packets');
  expect(batch.count).toBe(2);
  expect([...batch.bytes.subarray(batch.start[0], batch.start[0] + 5)]).toEqual([1, 2, 3, 4, 5]);
  expect([batch.captured[0], batch.wire[0], batch.micros[0], batch.nanos[0]]).toEqual([
    5, 60, 1_700_000_000_123_456, 789,
  ]);
  expect([...batch.bytes.subarray(batch.start[1], batch.start[1] + 2)]).toEqual([8, 7]);
  expect([batch.captured[1], batch.wire[1], batch.micros[1], batch.nanos[1]]).toEqual([
    2, 2, 4_294_967_295_999_999, 999,
  ]);

  expect(capture.fill(batch)).toBe('end');
  expect(capture.files[0]).toMatchObject({
    comments: ['headers are synthetic', 'packet 1: held for 2 s'],
    application: 'test 1.0',
    system: 'Linux',
  });
  expect(capture.interfaces).toEqual([
    {
      linkType: 1,
      name: 'listener',
      description: 'küche',
      filter: null,
      snaplen: 262_144,
      fcsLength: 0,
      digits: 9,
      received: 5_000_000_000,
      dropped: 3,
    },
  ]);
  expect(capture.damage).toEqual([]);
  capture.close();
});

test('comments are cut at 4096 bytes, at a whole character', async () => {
  const path = join(folder, 'long-comment.pcapng');
  const bytes = new Uint8Array(DESCRIPTION_ROOM);
  writeFileSync(path, bytes.subarray(0, writeSectionHeader(bytes, 0, { comment: `x${'é'.repeat(3000)}` })));
  const capture = await openCapture([{ kind: 'file', path }], 'everything');
  expect(capture.fill(new PacketBatch())).toBe('end');
  expect(capture.files[0].comments).toEqual([`x${'é'.repeat(2047)}`]);
  capture.close();
});

const tshark = hasTshark();

test.skipIf(!tshark)('tshark reads the same', () => {
  const path = join(folder, 'for-tshark.pcapng');
  writeFileSync(path, recording());
  const fields = ['frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.comment', 'frame.packet_flags_direction'];
  const options = fields.flatMap((field) => ['-e', field]);
  const lines = execFileSync('tshark', ['-r', path, '-T', 'fields', ...options], { encoding: 'utf8', stdio: 'pipe' });
  expect(lines.trimEnd().split('\n')).toEqual([
    '1700000000.123456789\t60\t5\theld for 2 s\t0x00000002',
    '4294967295.999999999\t2\t2',
  ]);
});

function hasTshark(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
