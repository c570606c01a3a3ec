/** Captures damaged at random: nothing may be thrown but CaptureError, nothing may hang, good packets before it survive. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CaptureError, type ReadingPolicy } from '../../source/capture/capture.ts';
import { openCapture } from '../../source/capture/open.ts';
import { LONGEST_PACKET, PacketBatch } from '../../source/capture/packets.ts';
import {
  Fields,
  interfaceBlock,
  option,
  packetBlock,
  pcapHeader,
  pcapRecords,
  sectionBlock,
  testFolder,
} from './build.ts';

const folder = testFolder();
const RUNS = 250;
const batch = new PacketBatch();
const again = new PacketBatch();

const snoopRecord = new Fields('big').u32(60, 58, 84, 0, 1_700_000_000, 7).bytes(Buffer.alloc(60, 3)).done();
const erfRecord = new Fields('little')
  .u32(0, 1_000_000_000)
  .u8(2, 4)
  .bytes(new Fields('big').u16(78, 0, 64).done(), Buffer.alloc(62, 5))
  .done();

/** Formats with the length of their file header and of each of their 20 records. */
const CAPTURES: Record<string, { bytes: Buffer; header: number; record: number }> = {
  pcap: { bytes: Buffer.concat([pcapHeader(), ...pcapRecords(20)]), header: 24, record: 76 },
  pcapng: {
    bytes: Buffer.concat([
      sectionBlock('little', [option(1, Buffer.from('hostile'))]),
      interfaceBlock(1, 96, [option(9, Buffer.of(9))]),
      ...Array.from({ length: 20 }, (_, index) => packetBlock(0, 1n << BigInt(index + 30), Buffer.alloc(58, index))),
    ]),
    header: 40 + 28,
    record: 92,
  },
  snoop: {
    bytes: Buffer.concat([
      new Fields('big').bytes(Buffer.from('snoop\0\0\0')).u32(2, 4).done(),
      ...Array(20).fill(snoopRecord),
    ]),
    header: 16,
    record: 84,
  },
  ERF: { bytes: Buffer.concat(Array(20).fill(erfRecord)), header: 0, record: 78 },
};

type Mutation =
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'length'; at: number; value: number }
  | { kind: 'cut'; at: number; length: number }
  | { kind: 'insert'; at: number; bytes: Uint8Array };

function mutations(length: number): fc.Arbitrary<Mutation[]> {
  const at = fc.nat(length - 1);
  return fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('flip' as const), at, bit: fc.nat(7) }),
      fc.record({
        kind: fc.constant('length' as const),
        at,
        value: fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff, LONGEST_PACKET, LONGEST_PACKET + 1, 65_536),
      }),
      fc.record({ kind: fc.constant('cut' as const), at, length: fc.nat(200) }),
      fc.record({ kind: fc.constant('insert' as const), at, bytes: fc.uint8Array({ maxLength: 50 }) }),
    ),
    { minLength: 1, maxLength: 4 },
  );
}

function mutate(bytes: Buffer, list: Mutation[]): Buffer {
  let mutated = Buffer.from(bytes);
  for (const mutation of list) {
    const at = Math.min(mutation.at, mutated.length);
    if (mutation.kind === 'flip' && at < mutated.length) mutated[at] ^= 1 << mutation.bit;
    if (mutation.kind === 'length' && at + 4 <= mutated.length) mutated.writeUInt32LE(mutation.value, at);
    if (mutation.kind === 'cut') {
      mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + mutation.length)]);
    }
    if (mutation.kind === 'insert') {
      mutated = Buffer.concat([mutated.subarray(0, at), mutation.bytes, mutated.subarray(at)]);
    }
  }
  return mutated;
}

interface Read {
  micros: number[];
  fills: number;
}

/** Reads the bytes as a file and checks each batch on the way; null when they were refused with a CaptureError. */
async function read(bytes: Buffer, policy: ReadingPolicy): Promise<Read | null> {
  const path = join(folder.path, 'hostile');
  writeFileSync(path, bytes);
  try {
    const capture = await openCapture([{ kind: 'file', path }], policy);
    const micros: number[] = [];
    let fills = 0;
    for (let filled = capture.fill(batch); filled === 'packets'; filled = capture.fill(batch)) {
      fills++;
      for (let index = 0; index < batch.count; index++) {
        const end = batch.start[index] + batch.captured[index];
        if (batch.captured[index] < 0 || end > batch.bytes.length) throw new Error('a packet outside its bytes');
        if (batch.captured[index] > LONGEST_PACKET) throw new Error('a packet that is too long');
        if (!capture.interfaces[batch.interface[index]]) throw new Error('a packet of no interface');
        micros.push(batch.micros[index]);
      }
      const count = batch.count;
      const positions = batch.position.slice(0, count);
      for (let from = 0; from < count; ) {
        const consumed = capture.read(positions, from, count, again);
        if (consumed < 1) throw new Error('reading back stands still');
        from += consumed;
      }
    }
    expect(capture.damage.length).toBeLessThan(110);
    capture.close();
    return { micros, fills };
  } catch (error) {
    if (error instanceof CaptureError && !error.message.includes('\n')) return null;
    throw error;
  }
}

for (const [format, { bytes, header, record }] of Object.entries(CAPTURES)) {
  for (const policy of ['everything', 'tcptrace'] as const) {
    test(`${format}, reading ${policy}`, async () => {
      const intact = await read(bytes, policy);
      expect(intact?.micros).toHaveLength(20);
      await fc.assert(
        fc.asyncProperty(mutations(bytes.length), async (list) => {
          const damaged = await read(mutate(bytes, list), policy);
          const first = Math.min(...list.map(({ at }) => at));
          if (!damaged) {
            expect(first).toBeLessThan(header + 3 * record);
            return;
          }
          expect(damaged.fills).toBeLessThan(200);
          const good = Math.floor((first - header) / record);
          if (good > 0) expect(damaged.micros.slice(0, good)).toEqual(intact?.micros.slice(0, good));
        }),
        { numRuns: RUNS },
      );
    }, 60_000);
  }
}

test('random bytes behind any magic number', async () => {
  const magics = [
    'd4c3b2a1',
    'a1b2c3d4',
    '4d3cb2a1',
    '34cdb2a1',
    '0a0d0d0a1c0000004d3c2b1a',
    '736e6f6f70000000',
    '060000',
    '0700',
  ];
  const start = fc.constantFrom(...magics).map((digits) => Buffer.from(digits, 'hex'));
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), async (magic, rest) => {
      for (const policy of ['everything', 'tcptrace'] as const) await read(Buffer.concat([magic, rest]), policy);
    }),
    { numRuns: RUNS },
  );
}, 60_000);
