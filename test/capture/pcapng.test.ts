import { describe, expect, test } from 'vitest';
import {
  block,
  Fields,
  interfaceBlock,
  type Order,
  option,
  packetBlock,
  readWhole,
  sectionBlock,
  testFolder,
} from './build.ts';

const folder = testFolder();
const data = Buffer.from('abcde');

async function read(...blocks: Uint8Array[]) {
  return readWhole([{ kind: 'file', path: folder.file('test.pcapng', ...blocks) }]);
}

async function readAsTcptrace(...blocks: Uint8Array[]) {
  return readWhole([{ kind: 'file', path: folder.file('test.pcapng', ...blocks) }], 'tcptrace');
}

test.each<Order>(['little', 'big'])('reads sections in %s-endian order', async (order) => {
  const { packets, recalled, capture } = await read(
    sectionBlock(order, [
      option(1, Buffer.from('a comment'), order),
      option(2, Buffer.from('a machine\0rest'), order),
      option(3, Buffer.from('Linux'), order),
      option(4, Buffer.from('dumpcap'), order),
    ]),
    interfaceBlock(1, 96, [option(2, Buffer.from('eth0'), order), option(3, Buffer.from('uplink'), order)], order),
    packetBlock(0, 1_700_000_000_000_001n, data, order),
  );
  expect(packets).toMatchObject([
    { data: '6162636465', wire: 5, micros: 1_700_000_000_000_001, nanos: 0, interface: 0 },
  ]);
  expect(recalled).toEqual(packets);
  expect(capture.files[0]).toMatchObject({
    format: 'pcapng',
    comments: ['a comment'],
    hardware: 'a machine',
    system: 'Linux',
    application: 'dumpcap',
  });
  expect(capture.interfaces[0]).toMatchObject({
    linkType: 1,
    snaplen: 96,
    name: 'eth0',
    description: 'uplink',
    digits: 6,
  });
});

test('comments on packets and names of hosts are kept for the summary', async () => {
  const flags = option(2, new Fields('little').u32(1).done());
  const commented = new Fields('little')
    .u32(0, 0, 7, data.length, data.length)
    .bytes(data, Buffer.alloc(3), flags, option(1, Buffer.from('odd')), option(1, Buffer.from('very odd')));
  const names = new Fields('little')
    .u16(1, 4 + 2 + 3)
    .bytes(Buffer.from([192, 0, 2, 80]), Buffer.from('a\0bc\0'), Buffer.alloc(3))
    .u16(2, 16 + 2)
    .bytes(Buffer.from('20010db8000000000000000000000001', 'hex'), Buffer.from('d\0'), Buffer.alloc(2))
    .u16(3, 2, 0xffff, 0)
    .u16(0, 0);
  const { packets, capture } = await read(
    sectionBlock(),
    interfaceBlock(1),
    packetBlock(0, 1n, data),
    block(6, commented.done()),
    block(4, names.done()),
  );
  expect(packets).toHaveLength(2);
  expect(capture.files[0].comments).toEqual(['packet 2: odd', 'packet 2: very odd']);
  expect(capture.files[0].names).toEqual(['192.0.2.80 a', '192.0.2.80 bc', '2001:db8::1 d']);
  expect(capture.damage).toEqual([]);
});

test.each([0, 4, 8, 12, 16, 20, 24, 28, 32])(
  'no block is lost where one read ends and the next begins (%i)',
  async (shift) => {
    const packets = Array.from({ length: 30_000 }, (_, index) => packetBlock(0, BigInt(index), Buffer.of(1)));
    const comment = option(1, Buffer.alloc(shift, 0x78));
    const { capture, packets: seen } = await read(sectionBlock('little', [comment]), interfaceBlock(1), ...packets);
    expect(seen.map(({ micros }) => micros)).toEqual(packets.map((_, index) => index));
    expect(capture.damage).toEqual([]);
  },
);

describe('time stamps', () => {
  test.each<[string, number, bigint, bigint, number, number]>([
    ['whole seconds', 0, 1_700_000_000n, 0n, 1_700_000_000_000_000, 0],
    ['milliseconds', 3, 1_700_000_000_123n, 0n, 1_700_000_000_123_000, 0],
    ['nanoseconds', 9, 1_700_000_000_123_456_789n, 0n, 1_700_000_000_123_456, 789],
    ['picoseconds with an offset', 12, 5_000_000_000_007n, 1_700_000_000n, 1_700_000_005_000_000, 0],
    ['a negative offset', 6, 10_000_000n, -4n, 6_000_000, 0],
    ['powers of two', 0x80 + 10, 1_700_000_000n * 1024n + 512n, 0n, 1_700_000_000_500_000, 0],
    ['2^-32', 0x80 + 32, (1_700_000_000n << 32n) + (1n << 31n), 0n, 1_700_000_000_500_000, 0],
    ['a resolution beyond use', 0x80 + 127, 77n, 0n, 0, 0],
    ['an offset beyond use', 6, 77n, 2n ** 62n, 0, 0],
    ['a time beyond use', 0, 2n ** 63n, 0n, 0, 0],
  ])('%s', async (_, resolution, ticks, offset, micros, nanos) => {
    const options = [option(9, Buffer.from([resolution])), option(14, new Fields('little').u64(offset).done())];
    const { packets } = await read(sectionBlock(), interfaceBlock(1, 0, options), packetBlock(0, ticks, data));
    expect(packets).toMatchObject([{ micros, nanos }]);
  });
});

test('simple and obsolete packet blocks, and unknown blocks between them', async () => {
  const simple = block(3, new Fields('little').u32(60).bytes(Buffer.from('abcdefgh')).done());
  const obsolete = block(2, new Fields('little').u16(0, 7).u32(0, 9, 3, 60).bytes(Buffer.from('xyz')).done());
  const custom = block(0xbad, Buffer.alloc(8));
  const { packets, recalled } = await read(
    sectionBlock(),
    interfaceBlock(1, 6),
    custom,
    simple,
    block(77, data),
    obsolete,
  );
  expect(packets).toMatchObject([
    { data: '616263646566', wire: 60, micros: 0 },
    { data: '78797a', wire: 60, micros: 9 },
  ]);
  expect(recalled).toEqual(packets);
});

test('sections start their interfaces anew, in their own byte order', async () => {
  const { packets, recalled, capture } = await read(
    sectionBlock(),
    interfaceBlock(1),
    interfaceBlock(101),
    packetBlock(1, 1n, data),
    sectionBlock('big'),
    interfaceBlock(113, 0, [], 'big'),
    packetBlock(0, 2n, data, 'big'),
  );
  expect(packets.map(({ interface: number, micros }) => [number, micros])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(recalled).toEqual(packets);
  expect(capture.interfaces.map(({ linkType }) => linkType)).toEqual([1, 101, 113]);
});

test('statistics: the last block counts', async () => {
  const counters = (received: bigint, dropped: bigint) =>
    block(
      5,
      new Fields('little')
        .u32(0, 0, 0)
        .bytes(
          option(4, new Fields('little').u64(received).done()),
          option(5, new Fields('little').u64(dropped).done()),
        )
        .done(),
    );
  const { capture } = await read(sectionBlock(), interfaceBlock(1), counters(1n, 0n), counters(5_000_000_000n, 2n));
  expect(capture.interfaces[0]).toMatchObject({ received: 5_000_000_000, dropped: 2 });
});

test('a section of an unknown version is stepped over', async () => {
  const { packets, capture } = await read(
    sectionBlock(),
    interfaceBlock(1),
    packetBlock(0, 1n, data),
    sectionBlock('little', [], [2, 0]),
    packetBlock(0, 2n, data),
    sectionBlock(),
    interfaceBlock(1),
    packetBlock(0, 3n, data),
  );
  expect(packets.map(({ micros }) => micros)).toEqual([1, 3]);
  expect(capture.damage).toMatchObject([
    { packet: 1, what: 'a section of version 2.0, stepped over', outcome: 'skipped' },
  ]);
});

test('a packet of an unknown interface is stepped over', async () => {
  const { packets, capture } = await read(
    sectionBlock(),
    interfaceBlock(1),
    packetBlock(3, 1n, data),
    packetBlock(0, 2n, data),
  );
  expect(packets.map(({ micros }) => micros)).toEqual([2]);
  expect(capture.damage).toMatchObject([{ offset: 48, packet: 0, outcome: 'skipped' }]);
});

test('tcptrace: reading stops at an interface that differs from the first', async () => {
  const { packets, capture } = await readAsTcptrace(
    sectionBlock(),
    interfaceBlock(1, 96),
    packetBlock(0, 1n, data),
    interfaceBlock(1, 128),
    packetBlock(0, 2n, data),
  );
  expect(packets).toHaveLength(1);
  expect(capture.damage).toMatchObject([
    {
      packet: 1,
      what: 'an interface has a snapshot length 128 different from the snapshot length of the first interface',
      outcome: 'stopped',
    },
  ]);
});

test('tcptrace: a packet longer than the snaplen stops the reading', async () => {
  const { packets, capture } = await readAsTcptrace(
    sectionBlock(),
    interfaceBlock(1, 4),
    packetBlock(0, 1n, data.subarray(0, 4)),
    packetBlock(0, 2n, data),
  );
  expect(packets).toHaveLength(1);
  expect(capture.damage).toMatchObject([{ what: 'invalid packet capture length 5, bigger than snaplen of 4' }]);
});
