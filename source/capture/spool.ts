/**
 * Bytes that come in a stream, kept in temporary files so that they can be read again: standard input, a live capture,
 * what a decompressor gives.
 *
 * The files are removed from their directory as soon as they are open, so nothing stays behind however the program ends.
 * A bounded spool is a ring of pieces: when it holds more than its limit, the oldest piece that was read is dropped, and
 * when none was, the writer waits.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ByteSource, reasonInWords, type SourceCounters } from './bytes.ts';
import { Growth } from './growth.ts';

const PIECES = 8;
const LEAST_PIECE = 1 << 20;

export interface SpoolOptions {
  /** Bytes kept, where the oldest may go; null = all are kept. */
  limit: number | null;
  /** Where they are kept: in temporary files unless said otherwise. */
  keep?: 'files' | 'memory';
  /** How the stream was packed, for people. */
  packing?: string;
  /** How many bytes it will hold in all, as far as can be told before it does; null = nobody knows. */
  expected?: () => number | null;
  /** Resolves when a writer of our own, told to stop by `stopped`, has ended. */
  writerEnded?: () => Promise<void>;
}

export class Spool implements ByteSource {
  readonly name: string;
  complete = false;
  ending: string | null = null;
  readonly packing: string | null;
  readonly counters: SourceCounters = { received: null, dropped: null };
  readonly #pieceLength: number;
  readonly #grown = new Growth();
  readonly #consumed = new Growth();
  readonly #stop = new AbortController();
  readonly #expected: (() => number | null) | undefined;
  readonly #writerEnded: (() => Promise<void>) | undefined;
  readonly #newPiece: () => Piece;
  /** The pieces kept; the first is number `#dropped`. */
  readonly #pieces: Piece[] = [];
  #dropped = 0;
  #written = 0;
  /** Offset up to which the bytes were read for the first time. */
  #read = 0;

  constructor(name: string, { limit, keep = 'files', packing, expected, writerEnded }: SpoolOptions) {
    this.name = name;
    this.packing = packing ?? null;
    this.#expected = expected;
    this.#writerEnded = writerEnded;
    this.#pieceLength = limit === null ? Number.MAX_SAFE_INTEGER : Math.max(LEAST_PIECE, Math.floor(limit / PIECES));
    this.#newPiece = keep === 'files' ? filePiece : () => memoryPiece(this.#pieceLength);
  }

  get total(): number | null {
    return this.complete ? this.#written : (this.#expected?.() ?? null);
  }

  /** Bytes that came in so far. */
  get written(): number {
    return this.#written;
  }

  get keptFrom(): number {
    return this.#dropped === 0 ? 0 : this.#dropped * this.#pieceLength;
  }

  /** Aborted when no more bytes are wanted. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Adds bytes at the end. Throws what the file system throws (no space left). */
  write(chunk: Uint8Array): void {
    for (let done = 0; done < chunk.length && !this.stopped.aborted; ) {
      const inPiece = this.#written % this.#pieceLength;
      if (inPiece === 0) this.#addPiece();
      const length = Math.min(chunk.length - done, this.#pieceLength - inPiece);
      const wrote = this.#pieces[this.#pieces.length - 1].write(chunk, done, length, inPiece);
      done += wrote;
      this.#written += wrote;
    }
    this.#grown.happened();
  }

  /** Adds bytes at the end as there is room for them. */
  async take(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; done += LEAST_PIECE) {
      this.write(chunk.subarray(done, done + LEAST_PIECE));
      await this.room();
    }
  }

  /** Resolves when the oldest piece may be dropped, or there is room anyway. */
  async room(): Promise<void> {
    while (this.#isFull() && !this.stopped.aborted) await this.#consumed.wait(this.stopped);
  }

  /** Nothing more will come; `ending` says why when that is before its time. */
  finish(ending: string | null = null): void {
    this.ending = ending;
    this.complete = true;
    this.#grown.happened();
  }

  read(into: Uint8Array, at: number, length: number, position: number): number {
    const piece = Math.floor(position / this.#pieceLength) - this.#dropped;
    if (piece < 0 || piece >= this.#pieces.length) return 0;
    const inPiece = position % this.#pieceLength;
    const got = this.#pieces[piece].read(into, at, Math.min(length, this.#pieceLength - inPiece), inPiece);
    if (position + got > this.#read) {
      this.#read = position + got;
      this.#consumed.happened();
    }
    return got;
  }

  async more(signal: AbortSignal): Promise<void> {
    if (this.complete || this.#written > this.#read) await nextTurn();
    else await this.#grown.wait(signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#writerEnded?.();
  }

  close(): void {
    this.#stop.abort();
    for (const piece of this.#pieces.splice(0)) piece.close();
  }

  #isFull(): boolean {
    const oldestEnd = (this.#dropped + 1) * this.#pieceLength;
    return this.#pieces.length >= PIECES && this.#read < oldestEnd;
  }

  #addPiece(): void {
    if (this.#pieces.length >= PIECES) {
      this.#pieces.shift()?.close();
      this.#dropped++;
    }
    this.#pieces.push(this.#newPiece());
  }
}

/** A part of the bytes; both return how many they did. */
interface Piece {
  write(chunk: Uint8Array, from: number, length: number, at: number): number;
  read(into: Uint8Array, at: number, length: number, from: number): number;
  close(): void;
}

/** In a file of our own that no directory lists. */
function filePiece(): Piece {
  const descriptor = openUnlinked();
  return {
    write: (chunk, from, length, at) => writeSync(descriptor, chunk, from, length, at),
    read: (into, at, length, from) => readSync(descriptor, into, at, length, from),
    close: () => closeSync(descriptor),
  };
}

function memoryPiece(room: number): Piece {
  const bytes = new Uint8Array(room);
  let filled = 0;
  return {
    write: (chunk, from, length, at) => {
      bytes.set(chunk.subarray(from, from + length), at);
      filled = at + length;
      return length;
    },
    read: (into, at, length, from) => {
      const got = Math.max(0, Math.min(length, filled - from));
      into.set(bytes.subarray(from, from + got), at);
      return got;
    },
    close: () => {},
  };
}

function openUnlinked(): number {
  const folder = tmpdir();
  const path = join(folder, `tcptrace-tui-${randomUUID()}`);
  try {
    const descriptor = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return descriptor;
  } catch (failure) {
    throw new Error(`no temporary file can be made in ${folder} (TMPDIR): ${reasonInWords(failure)}`);
  }
}

/** Copies a stream into a spool to its end. `ending` tells, after that, why it ended before its time (null = it did not). */
export async function spoolFrom(
  chunks: AsyncIterable<Uint8Array>,
  spool: Spool,
  ending: Promise<string | null> = Promise.resolve(null),
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      spool.write(chunk);
      await spool.room();
      if (spool.stopped.aborted) break;
    }
    spool.finish(await ending);
  } catch (error) {
    spool.finish(reasonInWords(error));
  }
}
