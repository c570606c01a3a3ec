/** Where the files of a capture come from, one after another. */
import { constants, createReadStream, fstatSync, open, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { type ByteSource, NoBytes, PlainFile, reasonInWords } from './bytes.ts';
import { CaptureError, type CaptureSource, type ReadingPolicy } from './capture.ts';
import { FollowedFile } from './follow.ts';
import { openLive } from './live.ts';
import { RingDirectory } from './ring.ts';
import { Spool, spoolFrom } from './spool.ts';

const STANDARD_INPUT = 0;
/** Bytes kept of a pipe that was named like a file. */
const PIPE_LIMIT = 2 ** 30;

/** Tells how many bytes of the file at a path are whole records, for files whose writer says so. */
export type WholeBytes = (path: string) => number;

export interface Supply {
  /** Its files are parts of one recording: an interface that is described alike in several is the same one. */
  readonly oneRecording: boolean;
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
      return single(() => openGrowing(source.path, policy, wholeBytes));
    case 'stdin':
      return single(() => standardInput(source.spoolLimit));
    case 'live': {
      const spool = await openLive(source.interface, source.filter, source.spoolLimit);
      return single(() => spool);
    }
    case 'ring':
      return ring(new RingDirectory(source.directory, source.segments, wholeBytes));
  }
}

function single(openIt: () => ByteSource): Supply {
  let opened = false;
  return {
    oneRecording: false,
    next() {
      if (opened) return 'none';
      opened = true;
      return openIt();
    },
    async more() {},
    close() {},
  };
}

function ring(directory: RingDirectory): Supply {
  return {
    oneRecording: true,
    next: () => directory.next() ?? 'later',
    more: (signal) => directory.more(signal),
    close: () => directory.close(),
  };
}

/** A pipe or a device grows by itself. */
function openGrowing(path: string, policy: ReadingPolicy, wholeBytes: WholeBytes | undefined): ByteSource {
  if (!statusOf(path).isFile()) return openFile(path, policy);
  return new FollowedFile(path, wholeBytes && (() => wholeBytes(path)));
}

function openFile(path: string, policy: ReadingPolicy): ByteSource {
  const status = statusOf(path);
  if (status.isFile()) return new PlainFile(path);
  if (!status.isDirectory()) return openPipe(path);
  // tcptrace takes a directory for an empty capture.
  if (policy === 'tcptrace') return new NoBytes(path, 'Is a directory');
  throw new CaptureError(`${path}: Is a directory`);
}

function statusOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    throw new CaptureError(`${path}: ${reasonInWords(error)}`);
  }
}

function standardInput(limit: number): Spool {
  if (isatty(STANDARD_INPUT)) throw new CaptureError('standard input is a terminal; pipe a capture into it');
  const spool = new Spool('standard input', { limit });
  spoolFrom(streamOf(STANDARD_INPUT), spool);
  return spool;
}

/** A named pipe, or a device. */
function openPipe(path: string): Spool {
  const spool = new Spool(path, { limit: PIPE_LIMIT });
  // Opening a pipe waits for its writer (fifo(7)), and the program could not end meanwhile; reading one need not.
  const waiting = statusOf(path).isFIFO() ? constants.O_NONBLOCK : 0;
  open(path, constants.O_RDONLY | waiting, (error, descriptor) => {
    if (error) spool.finish(reasonInWords(error));
    else spoolFrom(streamOf(descriptor), spool);
  });
  return spool;
}

/** A pipe is read when it has something; a thread that waits in read(2) would hold up the end of the program. */
function streamOf(descriptor: number): Readable {
  const status = fstatSync(descriptor);
  if (status.isFIFO() || status.isSocket()) return new Socket({ fd: descriptor, readable: true, writable: false });
  return createReadStream('', { fd: descriptor });
}
