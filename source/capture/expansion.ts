/** Expands a compressed source into a spool, within bounds: a small file may hold terabytes of zeros. */
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ByteSource, reasonInWords } from './bytes.ts';
import { type Compression, expand } from './compression.ts';
import { Spool } from './spool.ts';

/** Expanded bytes at most, unless the caller says otherwise. */
export const EXPANDED_BYTES = 16 * 2 ** 30;
/** Of the disk that is free, at most so much is taken: the rest is left to others. */
const SHARE_OF_DISK = 1 / 2;
/** Bytes kept of what is read once. */
const READ_ONCE = 8 << 20;
/** After so many bytes a capture does not compress this well any more, but a bomb does. */
const SUSPICIOUS_BYTES = 2 ** 30;
const SUSPICIOUS_RATIO = 500;
const CHUNK = 256 << 10;

/** `once`: nothing is read back, so that no temporary file is needed. `again`: all that there is room for on the disk is kept. */
export type Readings = 'once' | 'again';

/** A spool that fills with what the source expands to, at most `most` bytes; it closes the source when done with it. */
export function expandedSpool(source: ByteSource, compression: Compression, most: number, readings: Readings): Spool {
  const packing = source.packing ? `${source.packing} in ${compression}` : compression;
  let read = 0;
  // What is left expands as what came before it did.
  const expected = () => {
    const { total } = source;
    return total !== null && read > 0 && read < total ? Math.round((spool.written / read) * total) : null;
  };
  const kept = readings === 'once' ? { limit: READ_ONCE, keep: 'memory' as const } : { limit: shareOfDisk(most) };
  const spool = new Spool(source.name, { ...kept, packing, expected });
  const input = bytesOf(source, spool.stopped, (bytes) => {
    read += bytes;
  });
  const finished = expand(compression, input, async (chunk) => {
    const expanded = spool.written + chunk.length;
    if (expanded > most) throw new Error(`it expands to more than ${most} bytes`);
    if (expanded > SUSPICIOUS_BYTES && expanded > read * SUSPICIOUS_RATIO) {
      throw new Error(`it expands to more than ${SUSPICIOUS_RATIO} times its size`);
    }
    await spool.take(chunk);
  });
  finished.then(
    () => spool.finish(source.ending),
    (error) => spool.finish(`the ${compression} data could not be expanded to their end: ${reasonInWords(error)}`),
  );
  return spool;
}

/** What may be kept of so many bytes, where the temporary files are; null = all. */
function shareOfDisk(most: number): number | null {
  try {
    const { bavail, bsize } = statfsSync(tmpdir());
    const share = Math.floor(bavail * bsize * SHARE_OF_DISK);
    return share < most ? share : null;
  } catch {
    // Whoever makes the first temporary file there is told why it cannot be.
    return null;
  }
}

/** The bytes of a source from its beginning, as they come; closes it at the end. */
async function* bytesOf(
  source: ByteSource,
  stopped: AbortSignal,
  counted: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  try {
    for (let position = 0; !stopped.aborted; ) {
      const { complete } = source;
      const chunk = new Uint8Array(CHUNK);
      const got = source.read(chunk, 0, CHUNK, position);
      if (got === 0 && complete) return;
      if (got === 0) await source.more(stopped);
      // The decompressors work on this thread: let others have a turn between chunks.
      else await nextTurn();
      position += got;
      counted(got);
      if (got > 0) yield chunk.subarray(0, got);
    }
  } finally {
    source.close();
  }
}
