/** Which compression a file has, by its first bytes, and how to undo it as a stream. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { sinkTo, type TakeChunk } from './sink.ts';

export type Compression = 'gzip' | 'bzip2' | 'xz' | 'zstd';

/** Bytes that recognising a compression takes. */
export const COMPRESSION_MAGIC = 6;

/** RFC 1952; the bzip2 and xz format notes; RFC 8878 (frames, and skippable ones before them). */
const MAGICS: [Compression, RegExp][] = [
  ['gzip', /^1f8b08/],
  ['bzip2', /^425a683[1-9]/],
  ['xz', /^fd377a585a00/],
  ['zstd', /^(28b52ffd|5.2a4d18)/],
];

const OTHER_PACKINGS: [string, RegExp][] = [
  ['lz4-compressed: unpack it with lz4 -dc', /^(04224d18|02214c18)/],
  ['compressed by compress: unpack it with gzip -dc', /^1f9d/],
  ['a zip archive: unpack it first', /^504b0304/],
  ['a 7-Zip archive: unpack it first', /^377abcaf271c/],
];

export function compressionOf(start: Uint8Array): Compression | null {
  return match(MAGICS, start);
}

/** What to say of a file in a packing that is not undone here; null when it is in none. */
export function otherPacking(start: Uint8Array): string | null {
  return match(OTHER_PACKINGS, start);
}

function match<Name>(table: [Name, RegExp][], start: Uint8Array): Name | null {
  const digits = Buffer.from(start.subarray(0, COMPRESSION_MAGIC)).toString('hex');
  return table.find(([, magic]) => magic.test(digits))?.[0] ?? null;
}

/**
 * Hands the expanded bytes to `output` as they come. Rejects when the compressed bytes are broken or end early, after
 * everything before that was handed over.
 */
export async function expand(
  compression: Compression,
  input: AsyncIterable<Uint8Array>,
  output: TakeChunk,
): Promise<void> {
  switch (compression) {
    case 'gzip':
      return gunzip(input, output);
    case 'zstd':
      return unzstd(input, output);
    case 'xz':
      return unxz(input, output);
    case 'bzip2':
      return (await import('./bunzip2.ts')).bunzip2(input, output);
  }
}

/** Bytes that zlib gives at a time: what it holds of the next such chunk when it meets a fault is lost. */
const GUNZIP_CHUNK = 64 << 10;

/** Joined members are read one after another. */
async function gunzip(input: AsyncIterable<Uint8Array>, output: TakeChunk): Promise<void> {
  const gunzip = createGunzip({ chunkSize: GUNZIP_CHUNK });
  await pipeline(input, gunzip, sinkTo(output));
}

async function unzstd(input: AsyncIterable<Uint8Array>, output: TakeChunk): Promise<void> {
  const { Decompress } = await import('fzstd');
  const expanded: Uint8Array[] = [];
  const decompress = new Decompress((chunk) => expanded.push(chunk));
  const handOver = async (): Promise<void> => {
    for (const chunk of expanded.splice(0)) await output(chunk);
  };
  try {
    let isFirst = true;
    for await (const chunk of input) {
      if (isFirst) checkWindow(chunk);
      isFirst = false;
      decompress.push(chunk);
      await handOver();
    }
    decompress.push(new Uint8Array(0), true);
  } finally {
    await handOver();
  }
}

/** Bytes of what was expanded that the decoder keeps at most: what zstd(1) takes without --long or --memory. */
const LARGEST_WINDOW = 2 ** 27;

/** RFC 8878, section 3.1.1.1: the first frame's window, which the package takes memory for whatever it is. */
function checkWindow(start: Uint8Array): void {
  const isFrame = start.length > 5 && start[0] === 0x28 && start[1] === 0xb5;
  const isSingleSegment = (start[4] & 0x20) !== 0;
  if (!isFrame || isSingleSegment) return;
  const base = 2 ** (10 + (start[5] >> 3));
  const window = base + (base / 8) * (start[5] & 7);
  if (window > LARGEST_WINDOW)
    throw new Error(
      `its window of ${window / 2 ** 20} MiB is more than ${LARGEST_WINDOW / 2 ** 20}: unpack it with zstd -dc --long=31`,
    );
}

async function unxz(input: AsyncIterable<Uint8Array>, output: TakeChunk): Promise<void> {
  const { XzReadableStream } = await import('xz-decompress');
  const stream = new XzReadableStream(Readable.toWeb(Readable.from(input)) as ReadableStream<Uint8Array>);
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(throwXzFault);
    if (done) return;
    await output(value);
  }
}

/** What the package's numbers (xz_ret of XZ Embedded, https://tukaani.org/xz/embedded.html) mean. */
const XZ_FAULTS = new Map([
  ['2', 'a check that is not supported'],
  ['4', 'a dictionary too big to be expanded'],
  ['5', 'not in the xz format'],
  ['6', 'options that are not supported'],
  ['7', 'the compressed data are damaged'],
  ['8', 'unexpected end of file'],
]);

function throwXzFault(failure: unknown): never {
  const { message } = failure as Error;
  const code = /error code (\d+)/.exec(message)?.[1] ?? '';
  throw new Error(XZ_FAULTS.get(code) ?? message);
}
