import { expect, test } from 'vitest';
import { openCapture } from '../../source/capture/open.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import { Fields, pcapHeader, pcapRecords, readWhole, testFolder } from './build.ts';

const folder = testFolder();

async function read(...parts: Uint8Array[]) {
  return readWhole([{ kind: 'file', path: folder.file('test', ...parts) }]);
}

function big(): Fields {
  return new Fields('big');
}

const snoopHeader = (code: number, version = 2) => big().bytes(Buffer.from('snoop\0\0\0')).u32(version, code).done();

test('snoop (RFC 1761)', async () => {
  const record = big().u32(60, 5, 32, 0, 1_700_000_000, 250_000).bytes(Buffer.from('abcde\0\0\0')).done();
  const { packets, recalled, capture } = await read(snoopHeader(8), record, record);
  expect(packets).toEqual([
    { data: '6162636465', wire: 60, micros: 1_700_000_000_250_000, nanos: 0, interface: 0, position: 16 },
    { data: '6162636465', wire: 60, micros: 1_700_000_000_250_000, nanos: 0, interface: 0, position: 48 },
  ]);
  expect(recalled).toEqual(packets);
  expect(capture.files[0].format).toBe('snoop');
  expect(capture.interfaces[0].linkType).toBe(10);
});

function erfRecord(type: number, payload: Uint8Array, wire: number): Buffer {
  return new Fields('little')
    .u32(0x80000000, 1_000_000_000)
    .u8(type, 4)
    .bytes(
      big()
        .u16(16 + payload.length, 0, wire)
        .done(),
      payload,
    )
    .done();
}

test('ERF: Ethernet, HDLC, PPP, extension headers, and records without packets', async () => {
  const ethernet = erfRecord(2, Buffer.from('\0\0abcdefgh'), 6);
  const extended = erfRecord(0x82, Buffer.from([0x05, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x62]), 60);
  const { packets, recalled, capture } = await read(
    ethernet,
    erfRecord(27, Buffer.alloc(8), 0),
    extended,
    erfRecord(1, Buffer.from([0x0f, 0, 8, 0]), 4),
    erfRecord(1, Buffer.from([0xff, 3, 0, 0x21]), 4),
  );
  expect(packets.map((packet) => [packet.data, packet.wire, capture.interfaces[packet.interface].linkType])).toEqual([
    ['616263646566', 6, 1],
    ['6162', 60, 1],
    ['0f000800', 4, 104],
    ['ff030021', 4, 50],
  ]);
  expect(packets[0]).toMatchObject({ micros: 1_000_000_000_500_000, nanos: 0 });
  expect(recalled).toEqual(packets);
  expect(capture.files[0].format).toBe('ERF');
});

function etherPeekHeader(version: number): Buffer {
  return big()
    .u8(version, 0)
    .u32(0, 0, 2_082_844_800 + 1000, 0, 0, 0)
    .bytes(Buffer.alloc(24))
    .done();
}

test('EtherPeek 6: milliseconds since the reference time', async () => {
  const record = big().u16(60, 4).u8(0, 0x20).u32(5007).bytes(Buffer.alloc(16), Buffer.from('abcd')).done();
  const { packets, recalled, capture } = await read(etherPeekHeader(6), record, record);
  expect(packets).toMatchObject([
    { data: '61626364', wire: 60, micros: 1_005_007_000 },
    { data: '61626364', wire: 60, micros: 1_005_007_000 },
  ]);
  expect(recalled).toEqual(packets);
  expect(capture.files[0].format).toBe('EtherPeek 6');
});

test('EtherPeek 7: microseconds since 1904, records of even length', async () => {
  const record = (length: number) =>
    big()
      .u16(0, length, 0)
      .u8(0, 0)
      .u64(2_082_844_800_000_000n + 77n)
      .bytes(Buffer.alloc(length + (length % 2), 0x61))
      .done();
  const { packets } = await read(etherPeekHeader(7), record(3), record(4));
  expect(packets).toMatchObject([
    { data: '616161', wire: 3, micros: 77 },
    { data: '61616161', wire: 4, micros: 77 },
  ]);
});

test.each<[string, Uint8Array, string]>([
  ['an empty file', Buffer.alloc(0), 'it is empty'],
  ['17 bytes', pcapHeader().subarray(0, 17), '17 bytes are too short for a capture'],
  ['text', Buffer.from('This is a text file and no capture at all.\n'), 'not a capture in a format that can be read'],
  ['zeros', Buffer.alloc(5000), 'not a capture in a format that can be read'],
  ['pcap 1.4', pcapHeader({ version: [1, 4] }), 'pcap of version 1.4; versions 2.0 to 2.4 can be read'],
  ['snoop 4', Buffer.concat([snoopHeader(4, 4), Buffer.alloc(8)]), 'snoop of version 4; only version 2 can be read'],
  ['snoop of InfiniBand', Buffer.concat([snoopHeader(26), Buffer.alloc(8)]), 'snoop with datalink type 26'],
  ['pcapng after an FTP text transfer', Buffer.from(`0d0a0d0a${'00'.repeat(40)}`, 'hex'), 'a transfer in text mode'],
  ['a filter program', Buffer.from(`a1b2c3cb${'00'.repeat(40)}`, 'hex'), 'a compiled filter of libpcap, not a capture'],
  ['Peek tagged', Buffer.from(`\x7fver${'\0'.repeat(40)}`), 'a Peek tagged file'],
  ['zip', Buffer.from(`504b0304${'00'.repeat(40)}`, 'hex'), 'a zip archive: unpack it first'],
  ['lz4', Buffer.from(`04224d18${'00'.repeat(40)}`, 'hex'), 'lz4-compressed: unpack it with lz4 -dc'],
])('refuses %s in one line', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toMatchObject({ name: 'CaptureError', message: expect.stringContaining(message) });
});

test('refuses what cannot be opened', async () => {
  const missing = readWhole([{ kind: 'file', path: '/nonexistent/file.pcap' }]);
  await expect(missing).rejects.toThrow('/nonexistent/file.pcap: No such file or directory');
  await expect(readWhole([{ kind: 'file', path: folder.path }])).rejects.toThrow(`${folder.path}: Is a directory`);
});

test('packets before a file that cannot be opened are handed out', async () => {
  const good = folder.file('good', pcapHeader(), ...pcapRecords(2));
  const capture = await openCapture(
    [
      { kind: 'file', path: good },
      { kind: 'file', path: '/nonexistent' },
    ],
    'everything',
  );
  const batch = new PacketBatch();
  expect(capture.fill(batch)).toBe('packets');
  expect(batch.count).toBe(2);
  expect(() => capture.fill(batch)).toThrow('/nonexistent: No such file or directory');
  capture.close();
});

test('tcptrace: an empty file and a directory are captures without packets', async () => {
  const empty = folder.file('empty');
  for (const [path, what] of [
    [empty, 'it is empty'],
    [folder.path, 'Is a directory'],
  ]) {
    const { packets, capture } = await readWhole([{ kind: 'file', path }], 'tcptrace');
    expect(packets).toEqual([]);
    expect(capture.damage).toMatchObject([{ file: path, what, outcome: 'stopped' }]);
  }
});
