import { expect, test } from 'vitest';
import {
  Fields,
  interfaceBlock,
  packetBlock,
  pcapHeader,
  pcapRecords,
  readWhole,
  sectionBlock,
  testFolder,
} from './build.ts';

const folder = testFolder();

async function read(...parts: Uint8Array[]) {
  return readWhole([{ kind: 'file', path: folder.file('damaged', ...parts) }]);
}

/** The numbers the records were filled with. */
function numbers(packets: { data: string }[]): number[] {
  return packets.map(({ data }) => Number.parseInt(data.slice(0, 2), 16));
}

test('the packets on both sides of a destroyed record survive', async () => {
  const records = pcapRecords(10);
  records[4].fill(0xff, 0, 16);
  const { packets, recalled, capture } = await read(pcapHeader(), ...records);
  expect(numbers(packets)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  expect(recalled).toEqual(packets);
  expect(capture.damage).toEqual([
    {
      file: capture.files[0].name,
      offset: 24 + 4 * 76,
      packet: 4,
      what: 'no record: it would hold 4294967295 bytes; 76 bytes skipped',
      outcome: 'skipped',
    },
  ]);
});

test('bytes missing from the middle cost only the records they are missing from', async () => {
  const whole = Buffer.concat([pcapHeader(), ...pcapRecords(10)]);
  const { packets, capture } = await read(whole.subarray(0, 24 + 3 * 76 + 30), whole.subarray(24 + 5 * 76 + 11));
  expect(numbers(packets).filter((number) => ![3, 4, 5].includes(number))).toEqual([0, 1, 2, 6, 7, 8, 9]);
  expect(capture.damage).toHaveLength(1);
  expect(capture.damage[0]).toMatchObject({ outcome: 'skipped' });
});

test('a file of zeros after a crash ends the reading, and says where', async () => {
  const { packets, capture } = await read(pcapHeader(), ...pcapRecords(3), Buffer.alloc(100_000));
  expect(numbers(packets)).toEqual([0, 1, 2]);
  expect(capture.damage).toMatchObject([
    {
      offset: 252,
      packet: 3,
      what: 'no record: it would hold 0 bytes; no further record was found',
      outcome: 'stopped',
    },
  ]);
});

test('a cut last record is said, with what was kept', async () => {
  const { packets, capture } = await read(pcapHeader(), ...pcapRecords(3), pcapRecords(1, 3)[0].subarray(0, 50));
  expect(numbers(packets)).toEqual([0, 1, 2]);
  expect(capture.damage).toMatchObject([
    { offset: 252, packet: 3, what: 'the file ends inside a record of 60 bytes', outcome: 'cut' },
  ]);
});

test('a length that reaches beyond the file does not hide the records after it', async () => {
  const records = pcapRecords(5);
  records[1].writeUInt32LE(50_000, 8);
  records[1].writeUInt32LE(50_000, 12);
  const { packets, capture } = await read(pcapHeader(), ...records);
  expect(numbers(packets)).toEqual([0, 2, 3, 4]);
  expect(capture.damage).toMatchObject([{ offset: 100, packet: 1, outcome: 'skipped' }]);
});

test('pcapng: reading goes on at the next sound block', async () => {
  const blocks = [1n, 2n, 3n, 4n].map((ticks) => packetBlock(0, ticks, Buffer.alloc(60)));
  blocks[1].writeUInt32LE(7, 4);
  const { packets, recalled, capture } = await read(sectionBlock(), interfaceBlock(1), ...blocks);
  expect(packets.map(({ micros }) => micros)).toEqual([1, 3, 4]);
  expect(recalled).toEqual(packets);
  expect(capture.damage).toMatchObject([
    { offset: 48 + 92, packet: 1, what: 'a block of type 6 with a length of 7, less than 32; 92 bytes skipped' },
  ]);
});

test('pcapng: a cut last block is said', async () => {
  const { packets, capture } = await read(
    sectionBlock(),
    interfaceBlock(1),
    packetBlock(0, 1n, Buffer.alloc(60)),
    packetBlock(0, 2n, Buffer.alloc(60)).subarray(0, 40),
  );
  expect(packets).toHaveLength(1);
  expect(capture.damage).toMatchObject([
    { offset: 140, packet: 1, what: 'the file ends inside a block of 92 bytes', outcome: 'cut' },
  ]);
});

test('snoop: reading goes on at the next sound record', async () => {
  const header = new Fields('big').bytes(Buffer.from('snoop\0\0\0')).u32(2, 4).done();
  const records = [1, 2, 3, 4, 5].map((seconds) =>
    new Fields('big').u32(60, 60, 84, 0, seconds, 0).bytes(Buffer.alloc(60, 0xaa)).done(),
  );
  records[1].writeUInt32BE(0, 8);
  const { packets, capture } = await read(header, ...records);
  expect(packets.map(({ micros }) => micros)).toEqual([1e6, 3e6, 4e6, 5e6]);
  expect(capture.damage).toMatchObject([{ offset: 100, packet: 1, what: 'no record; 84 bytes skipped' }]);
});
