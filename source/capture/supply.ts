/** Where the files of a capture come from, one after another. */
import { createReadStream, statSync } from 'node:fs';
import { type ByteSource, NoBytes, PlainFile, reasonInWords } from './bytes.ts';
import { CaptureError, type CaptureSource, type ReadingPolicy } from './capture.ts';
import { FollowedFile } from './follow.ts';
import { openLive } from './live.ts';
import { RingDirectory } from './ring.ts';
import { Spool, spoolFrom } from './spool.ts';

/** Bytes kept of a pipe that was named like a file. */
const PIPE_LIMIT = 2 ** 30;

/** Tells how many bytes of the file at a path are whole records, for files whose writer says so. */
export type WholeBytes = (path: string) => number;

export interface Supply {
  /** The next file; `later`: there may be one; `none`: there will be none. Throws CaptureError when it cannot be opened. */
  next(): ByteSource | 'later' | 'none';
  /** Resolves when a `later` may have changed. */
  more(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Prepares a source; only a live one is started already. */
export async function supplyOf(
  source: CaptureSource,
  policy: ReadingPolicy,
  wholeBytes: WholeBytes | undefined,
): Promise<Supply> {
  switch (source.kind) {
    case 'file':
      return single(() => openFile(source.path, policy));
    case 'follow':
      return single(() => new FollowedFile(source.path, wholeBytes && (() => wholeBytes(source.path))));
    case 'stdin':
      return single(() => spooled('standard input', process.stdin, source.spoolLimit));
    case 'live': {
      const spool = await openLive(source.interface, source.filter, source.spoolLimit);
      return single(() => spool);
    }
    case 'ring':
      return ring(new RingDirectory(source.directory, wholeBytes));
  }
}

function single(open: () => ByteSource): Supply {
  let opened = false;
  return {
    next() {
      if (opened) return 'none';
      opened = true;
      return open();
    },
    async more() {},
    close() {},
  };
}

function ring(directory: RingDirectory): Supply {
  return {
    next: () => directory.next() ?? 'later',
    more: (signal) => directory.more(signal),
    close: () => directory.close(),
  };
}

function openFile(path: string, policy: ReadingPolicy): ByteSource {
  const status = statusOf(path);
  if (status.isFile()) return new PlainFile(path);
  if (!status.isDirectory()) return spooled(path, createReadStream(path), PIPE_LIMIT);
  // tcptrace takes a directory for an empty capture.
  if (policy === 'tcptrace') return new NoBytes(path, 'is a directory');
  throw new CaptureError(`${path}: Is a directory`);
}

function statusOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    throw new CaptureError(`${path}: ${reasonInWords(error)}`);
  }
}

function spooled(name: string, stream: NodeJS.ReadableStream, limit: number): Spool {
  const spool = new Spool(name, { limit });
  spoolFrom(stream as AsyncIterable<Uint8Array>, spool);
  return spool;
}
