import { expect, test } from 'vitest';
import { openCapture } from '../../source/capture/open.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import { Fields, type Order, pcapHeader, pcapRecord, pcapRecords, readWhole, recall, testFolder } from './build.ts';

const folder = testFolder();

async function read(name: string, ...parts: Uint8Array[]) {
  return readWhole([{ kind: 'file', path: folder.file(name, ...parts) }]);
}

async function readAsTcptrace(name: string, ...parts: Uint8Array[]) {
  return readWhole([{ kind: 'file', path: folder.file(name, ...parts) }], 'tcptrace');
}

test.each<[Order, number, string, number]>([
  ['little', 0xa1b2c3d4, 'pcap (microseconds)', 999_999],
  ['big', 0xa1b2c3d4, 'pcap (microseconds, big-endian)', 999_999],
  ['little', 0xa1b23c4d, 'pcap (nanoseconds)', 999_999_123],
  ['big', 0xa1b23c4d, 'pcap (nanoseconds, big-endian)', 999_999_123],
])('reads %s-endian files with magic %i', async (order, magic, format, fraction) => {
  const record = pcapRecord(4_000_000_000, fraction, Buffer.from('abc'), 60, order);
  const { packets, recalled, capture } = await read('orders.pcap', pcapHeader({ order, magic }), record);

  const nanos = magic === 0xa1b23c4d ? 123 : 0;
  expect(packets).toEqual([
    { data: '616263', wire: 60, micros: 4_000_000_000_999_999, nanos, interface: 0, position: 24 },
  ]);
  expect(recalled).toEqual(packets);
  expect(capture.files[0]).toMatchObject({ format, bytesRead: 43, bytesTotal: 43 });
  expect(capture.interfaces[0]).toMatchObject({ linkType: 1, snaplen: 65_535, digits: nanos ? 9 : 6 });
  expect(capture.damage).toEqual([]);
});

test('version 2.2 has the wire length before the captured length', async () => {
  const record = new Fields('little').u32(1_700_000_000, 0, 60, 3).bytes(Buffer.from('abc')).done();
  const { packets } = await read('2.2.pcap', pcapHeader({ version: [2, 2] }), record);
  expect(packets).toMatchObject([{ data: '616263', wire: 60 }]);
});

test('the modified format has longer record headers', async () => {
  const record = new Fields('little').u32(1_700_000_000, 0, 3, 60, 2).u16(8).u8(0, 0).bytes(Buffer.from('abc')).done();
  const { packets, recalled } = await read('modified.pcap', pcapHeader({ magic: 0xa1b2cd34 }), record, record);
  expect(packets.map(({ data }) => data)).toEqual(['616263', '616263']);
  expect(recalled).toEqual(packets);
});

test('longer record headers are found under the ordinary magic number too', async () => {
  const record = new Fields('little').u32(1_700_000_000, 0, 3, 60, 2).u16(8).u8(0, 0).bytes(Buffer.from('abc')).done();
  const { packets, capture } = await read('patched.pcap', pcapHeader(), record, record, record);
  expect(packets).toHaveLength(3);
  expect(capture.files[0].format).toBe('pcap (microseconds, record headers of 24 bytes)');
});

test('nanoseconds under the magic number of microseconds are taken for what they are', async () => {
  const records = [123_456_789, 5, 999_999_999].map((fraction) =>
    pcapRecord(1_700_000_000, fraction, Buffer.alloc(60)),
  );
  const { packets, capture } = await read('fine.pcap', pcapHeader(), ...records);
  expect(packets.map(({ micros, nanos }) => [micros, nanos])).toEqual([
    [1_700_000_000_123_456, 789],
    [1_700_000_000_000_000, 5],
    [1_700_000_000_999_999, 999],
  ]);
  expect(capture.files[0].format).toBe('pcap (nanoseconds, under the magic number of microseconds)');
});

test('a damaged record that does not end says nothing about the unit of time', async () => {
  const damaged = pcapRecord(1_700_000_001, 1_048_581, Buffer.alloc(15_360)).subarray(0, 76);
  const { packets, capture } = await read('damaged-fraction.pcap', pcapHeader(), ...pcapRecords(1), damaged);
  expect(packets.map(({ micros }) => micros)).toEqual([1_700_000_000_000_005]);
  expect(capture.files[0].format).toBe('pcap (microseconds)');
});

test('the link type field may announce a frame check sequence', async () => {
  const { capture } = await read('fcs.pcap', pcapHeader({ linkType: 0x24000001 }), ...pcapRecords(1));
  expect(capture.interfaces[0]).toMatchObject({ linkType: 1, fcsLength: 4 });
});

test('files are one trace: positions go on, interfaces are kept apart', async () => {
  const first = folder.file('first.pcap', pcapHeader(), ...pcapRecords(2));
  const second = folder.file('second.pcap', pcapHeader({ linkType: 101 }), ...pcapRecords(1, 2));
  const { packets, recalled, capture } = await readWhole([
    { kind: 'file', path: first },
    { kind: 'file', path: second },
  ]);
  expect(packets.map(({ position, interface: number }) => [position, number])).toEqual([
    [24, 0],
    [100, 0],
    [200, 1],
  ]);
  expect(recalled).toEqual(packets);
  expect(capture.interfaces.map(({ linkType }) => linkType)).toEqual([1, 101]);
});

test('two files joined with cat are read through', async () => {
  const header = pcapHeader({ magic: 0xa1b23c4d, linkType: 101 });
  const { packets, recalled, capture } = await read(
    'joined.pcap',
    pcapHeader(),
    ...pcapRecords(2),
    header,
    ...pcapRecords(1, 2),
  );
  expect(packets).toHaveLength(3);
  expect(packets[2]).toMatchObject({ micros: 1_700_000_002_000_000, nanos: 5, interface: 1 });
  expect(recalled).toEqual(packets);
  expect(capture.damage).toMatchObject([{ offset: 176, packet: 2, outcome: 'skipped' }]);
});

test('more bytes captured than were on the wire: the wire length is raised', async () => {
  const { packets } = await read(
    'excess.pcap',
    pcapHeader(),
    pcapRecord(1_700_000_000, 0, Buffer.alloc(60), 40),
    ...pcapRecords(2),
  );
  expect(packets.map(({ wire }) => wire)).toEqual([60, 60, 60]);
});

test('an impossible fraction in one record is clamped and said', async () => {
  const records = [...pcapRecords(3), pcapRecord(1_700_000_003, 1_000_000, Buffer.alloc(60)), ...pcapRecords(2, 4)];
  const { packets, recalled, capture } = await read('odd-time.pcap', pcapHeader(), ...records);
  expect(packets).toHaveLength(6);
  expect(packets[3].micros).toBe(1_700_000_003_999_999);
  expect(recalled).toEqual(packets);
  expect(capture.damage).toEqual([
    {
      file: capture.files[0].name,
      offset: 252,
      packet: 3,
      what: 'a fraction of a second of 1000000; taken as 999999',
      outcome: 'skipped',
    },
  ]);
});

test('a packet longer than the window on the file is read whole', async () => {
  const long = pcapRecord(1_700_000_000, 0, Buffer.alloc(262_144, 7));
  const { packets, recalled } = await read('long.pcap', pcapHeader({ snaplen: 0 }), long, long, long, long, long);
  expect(packets.map(({ data }) => data.length / 2)).toEqual(Array(5).fill(262_144));
  expect(recalled).toEqual(packets);
});

test('packets are read back alone, in part, and over several batches', async () => {
  const path = folder.file(
    'many.pcap',
    pcapHeader(),
    ...pcapRecords(250),
    ...Array(20).fill(Buffer.concat(pcapRecords(250))),
  );
  const { packets, recalled } = await readWhole([{ kind: 'file', path }]);
  expect(packets).toHaveLength(5250);
  expect(recalled).toEqual(packets);

  const capture = await openCapture([{ kind: 'file', path }], 'everything');
  while (capture.fill(new PacketBatch()) !== 'end');
  const some = packets.filter((_, index) => index % 700 === 3);
  expect(
    recall(
      capture,
      some.map(({ position }) => position),
    ),
  ).toEqual(some);
  expect(recall(capture, [packets[5249].position])).toEqual([packets[5249]]);
  capture.close();
});

test('tcptrace: records are cut to the snaplen', async () => {
  const { packets } = await readAsTcptrace('snaplen.pcap', pcapHeader({ snaplen: 20 }), ...pcapRecords(2));
  expect(packets.map(({ data, wire }) => [data.length / 2, wire])).toEqual([
    [20, 60],
    [20, 60],
  ]);
});

test('tcptrace: seconds are signed, and from the first impossible fraction on all are divided by 1000', async () => {
  const records = [
    pcapRecord(0x80000001, 7, Buffer.alloc(60)),
    pcapRecord(1, 1_000_000, Buffer.alloc(60)),
    pcapRecord(2, 5_000, Buffer.alloc(60)),
  ];
  const { packets, recalled } = await readAsTcptrace('bogus.pcap', pcapHeader(), ...records);
  expect(packets.map(({ micros }) => micros)).toEqual([-2_147_483_646_999_993, 1_001_000, 2_000_005]);
  expect(recalled).toEqual(packets);
});

test('tcptrace: a fraction below zero is a time of its own, and changes no other', async () => {
  const records = [
    pcapRecord(5000, 7, Buffer.alloc(60)),
    pcapRecord(5000, 0xffff_fff0, Buffer.alloc(60)),
    pcapRecord(5001, 5, Buffer.alloc(60)),
  ];
  const { packets, recalled } = await readAsTcptrace('below.pcap', pcapHeader(), ...records);
  expect(packets.map(({ micros }) => micros)).toEqual([5_000_000_007, 4_999_999_984, 5_001_000_005]);
  expect(recalled).toEqual(packets);
});

test('tcptrace: times of a file in the other byte order are unsigned, as libpcap turns them round', async () => {
  const records = [
    pcapRecord(0x80000001, 7, Buffer.alloc(60), 60, 'big'),
    pcapRecord(1, 0xffff_fff0, Buffer.alloc(60), 60, 'big'),
  ];
  const { packets } = await readAsTcptrace('big.pcap', pcapHeader({ order: 'big' }), ...records);
  expect(packets.map(({ micros }) => micros)).toEqual([2_147_483_649_000_007, 5_294_967]);
});

test("tcptrace: a cut record is said in libpcap's words", async () => {
  const { packets, capture } = await readAsTcptrace(
    'cut.pcap',
    pcapHeader(),
    ...pcapRecords(1),
    pcapRecords(1)[0].subarray(0, 42),
  );
  expect(packets).toHaveLength(1);
  expect(capture.damage).toMatchObject([
    {
      offset: 100,
      packet: 1,
      what: 'truncated dump file; tried to read 60 captured bytes, only got 26',
      outcome: 'cut',
    },
  ]);
});

test('tcptrace: a record that is too long ends the reading', async () => {
  const long = new Fields('little').u32(1_700_000_000, 0, 0x7fffffff, 60).done();
  const { packets, capture } = await readAsTcptrace(
    'too-long.pcap',
    pcapHeader(),
    ...pcapRecords(1),
    long,
    ...pcapRecords(3),
  );
  expect(packets).toHaveLength(1);
  expect(capture.damage).toMatchObject([
    { packet: 1, what: 'invalid packet capture length 2147483647, bigger than snaplen of 65535', outcome: 'stopped' },
  ]);
});
