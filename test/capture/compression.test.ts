import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bunzip2 } from '../../source/capture/bunzip2.ts';
import { openCapture } from '../../source/capture/open.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import { pcapHeader, pcapRecords, readWhole, testFolder } from './build.ts';

const folder = testFolder();
const plain = Buffer.concat([pcapHeader(), ...pcapRecords(200)]);

/** `plain` compressed by the reference programs. */
const SAMPLES: [string, (bytes: Buffer) => Buffer, RegExp][] = [
  ['gzip', gzipSync, /gzip data .* unexpected end of file$/],
  [
    'bzip2',
    (bytes) => compressedBy('bzip2', bytes),
    /bzip2 data .* of the block where it stopped, up to 900 kB, nothing/,
  ],
  ['xz', (bytes) => compressedBy('xz', bytes), /xz data .* unexpected end of file$/],
  ['zstd', (bytes) => compressedBy('zstd', bytes), /zstd data .* unexpected EOF$/],
];

function compressedBy(program: string, bytes: Buffer): Buffer {
  return execFileSync(program, ['-c'], { input: bytes, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 4 << 20 });
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore', input: '' });
    return true;
  } catch {
    return false;
  }
}

async function read(name: string, ...parts: Uint8Array[]) {
  return readWhole([{ kind: 'file', path: folder.file(name, ...parts) }]);
}

for (const [program, compress, end] of SAMPLES) {
  const absent = program !== 'gzip' && !isInstalled(program);

  test.skipIf(absent)(`${program}: recognised by content, also of joined members`, async () => {
    const middle = 24 + 90 * 76 + 7;
    const { packets, recalled, capture } = await read(
      'capture.pcap',
      compress(plain.subarray(0, middle)),
      compress(plain.subarray(middle)),
    );
    expect(packets).toHaveLength(200);
    expect(recalled).toEqual(packets);
    expect(capture.files[0]).toMatchObject({ format: `pcap (microseconds), ${program}`, bytesTotal: plain.length });
    expect(capture.damage).toEqual([]);
  });

  test.skipIf(absent)(`${program}: what a cut file holds is kept, and where it is cut is said`, async () => {
    const records = pcapRecords(20_000).map((record) => {
      randomFillSync(record, 16);
      return record;
    });
    const compressed = compress(Buffer.concat([pcapHeader(), ...records]));
    const { packets, capture } = await read('cut', compressed.subarray(0, (compressed.length * 3) >> 2));
    expect(packets.length).toBeGreaterThan(0);
    expect(packets.length).toBeLessThan(20_000);
    expect(capture.damage.at(-1)).toMatchObject({
      packet: packets.length,
      outcome: 'cut',
      what: expect.stringMatching(end),
    });
  });
}

test('compressed twice', async () => {
  const { packets, capture } = await read('twice', gzipSync(gzipSync(plain)));
  expect(packets).toHaveLength(200);
  expect(capture.files[0].format).toBe('pcap (microseconds), gzip in gzip');
});

test('compressed three times is refused', async () => {
  await expect(read('thrice', gzipSync(gzipSync(gzipSync(plain))))).rejects.toThrow(/compressed more than twice/);
});

test('expansion stops at the bound, and what came before it is kept', async () => {
  const path = folder.file('bomb', gzipSync(Buffer.concat([plain, Buffer.alloc(50_000_000)])));
  const { packets, capture } = await readWhole([{ kind: 'file', path }], 'everything', { expandedBytes: 1_000_000 });
  expect(packets).toHaveLength(200);
  expect(capture.damage.map(({ what }) => what)).toContain(
    'the gzip data could not be expanded to their end: it expands to more than 1000000 bytes',
  );
});

test('bzip2 without any program installed', async () => {
  // "BZh9", one block of "hello bzip2\n", as bzip2 1.0.8 writes it.
  const compressed = Buffer.from(
    '425a6839314159265359ab6ba1f1000002d9800010400010001264c01020003100d34d04001ea3ef4e51a2078bb9229c284855b5d0f880',
    'hex',
  );
  const chunks: Uint8Array[] = [];
  const input = (async function* () {
    yield compressed.subarray(0, 20);
    yield compressed.subarray(20);
  })();
  await bunzip2(input, async (chunk) => void chunks.push(Uint8Array.from(chunk)), []);
  expect(Buffer.concat(chunks).toString()).toBe('hello bzip2\n');
});

test('a compressed file that is damaged at once is refused in one line', async () => {
  const broken = gzipSync(plain);
  broken.fill(0xff, 10, 60);
  await expect(openCapture([{ kind: 'file', path: folder.file('broken', broken) }], 'everything')).rejects.toThrow(
    /the gzip data could not be expanded to their end/,
  );
});

test('how long a compressed file will be is estimated while it expands', async () => {
  const records = pcapRecords(40_000).map((record) => {
    randomFillSync(record, 16);
    return record;
  });
  const whole = Buffer.concat([pcapHeader(), ...records]);
  const capture = await openCapture([{ kind: 'file', path: folder.file('long.gz', gzipSync(whole)) }], 'everything');
  const [file] = capture.files;
  const batch = new PacketBatch();
  const estimates: number[] = [];
  for (let filled = capture.fill(batch); filled !== 'end'; filled = capture.fill(batch)) {
    if (file.bytesTotal !== null && file.bytesTotal !== whole.length) estimates.push(file.bytesTotal);
    if (filled === 'starved') await capture.more(new AbortController().signal);
  }
  expect(Math.max(...estimates)).toBeGreaterThan(whole.length * 0.7);
  expect(Math.max(...estimates)).toBeLessThan(whole.length * 1.3);
  expect(file.bytesTotal).toBe(whole.length);
  capture.close();
});
