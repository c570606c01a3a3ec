/** Where a capture's bytes lie: a file that is whole, one that still grows, a spool. Everything above reads through this. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CaptureError } from './capture.ts';

export interface SourceCounters {
  received: number | null;
  dropped: number | null;
}

export interface ByteSource {
  /** As the user named it. */
  readonly name: string;
  /** Packets received and dropped, as a capturing program says: dumpcap when it ends, tcpdump also when asked. */
  readonly counters?: SourceCounters;
  /** Bytes in all, where that is known; a follower sees it grow, and until `complete` it may be an estimate. */
  readonly total: number | null;
  /** No byte will be added after those that can be read now. Ask *before* the read that finds nothing. */
  readonly complete: boolean;
  /** The compression the bytes came in, for people; null = none. */
  readonly packing: string | null;
  /** Offset of the first byte that is still kept; absent: all are. */
  readonly keptFrom?: number;
  /** Why the bytes end before their time (broken compression, a rotated file), in words for the user. */
  readonly ending: string | null;

  /** Reads up to `length` bytes at `position` into `into` at `at`; returns how many were there (0 = none now, or no longer kept). */
  read(into: Uint8Array, at: number, length: number, position: number): number;
  /** Resolves when `read` may find more than before, or when aborted; always after others had a turn. */
  more(signal: AbortSignal): Promise<void>;
  /** Takes no more bytes from a writer, and resolves when one of our own has ended; what is there stays readable. */
  stop?(): Promise<void>;
  close(): void;
}

/** An ordinary file, read as far as it reached when it was opened. */
export class PlainFile implements ByteSource {
  readonly name: string;
  readonly total: number;
  readonly complete = true;
  readonly packing = null;
  readonly ending = null;
  readonly #descriptor: number;
  #closed = false;

  constructor(name: string) {
    this.name = name;
    this.#descriptor = openForReading(name);
    this.total = fstatSync(this.#descriptor).size;
  }

  read(into: Uint8Array, at: number, length: number, position: number): number {
    const there = Math.min(length, this.total - position);
    return there > 0 ? readSync(this.#descriptor, into, at, there, position) : 0;
  }

  async more(): Promise<void> {}

  close(): void {
    // By the second time its number may be another thread's file.
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#descriptor);
  }
}

/** A source without any bytes, and why. */
export class NoBytes implements ByteSource {
  readonly name: string;
  readonly ending: string;
  readonly total = 0;
  readonly complete = true;
  readonly packing = null;

  constructor(name: string, ending: string) {
    this.name = name;
    this.ending = ending;
  }

  read(): number {
    return 0;
  }

  async more(): Promise<void> {}

  close(): void {}
}

/** Opens a file, or says in one line why not. */
export function openForReading(name: string): number {
  try {
    return openSync(name, 'r');
  } catch (error) {
    throw new CaptureError(`${name}: ${reasonInWords(error)}`);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EIO: 'Input/output error',
  ENAMETOOLONG: 'File name too long',
  ELOOP: 'Too many levels of symbolic links',
  EMFILE: 'Too many open files',
  ENOSPC: 'No space left on device',
};

/** The sentence strerror(3) has for a failed system call. */
export function reasonInWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && REASONS[code]) || message;
}
