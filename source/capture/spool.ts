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
  /** Descriptors of the pieces kept; the first is number `#dropped`. */
  readonly #pieces: number[] = [];
  #dropped = 0;
  #written = 0;
  /** Offset up to which the bytes were read for the first time. */
  #read = 0;

  constructor(name: string, { limit, packing, expected, writerEnded }: SpoolOptions) {
    this.name = name;
    this.packing = packing ?? null;
    this.#expected = expected;
    this.#writerEnded = writerEnded;
    this.#pieceLength = limit === null ? Number.MAX_SAFE_INTEGER : Math.max(LEAST_PIECE, Math.floor(limit / PIECES));
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
      const wrote = writeSync(this.#pieces[this.#pieces.length - 1], chunk, done, length, inPiece);
      done += wrote;
      this.#written += wrote;
    }
    this.#grown.happened();
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
    const got = readSync(this.#pieces[piece], into, at, Math.min(length, this.#pieceLength - inPiece), inPiece);
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
    for (const piece of this.#pieces.splice(0)) closeSync(piece);
  }

  #isFull(): boolean {
    const oldestEnd = (this.#dropped + 1) * this.#pieceLength;
    return this.#pieces.length >= PIECES && this.#read < oldestEnd;
  }

  #addPiece(): void {
    if (this.#pieces.length >= PIECES) {
      closeSync(this.#pieces.shift() as number);
      this.#dropped++;
    }
    this.#pieces.push(openUnlinked());
  }
}

/** A file of our own that no directory lists. */
function openUnlinked(): number {
  const path = join(tmpdir(), `tcptrace-tui-${randomUUID()}`);
  const descriptor = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return descriptor;
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
