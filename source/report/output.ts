/**
 * Where a report goes: bytes are gathered in one reused buffer and written in large pieces, at the speed of whoever reads.
 */
import { writeSync } from 'node:fs';
import { reasonInWords } from '../capture/bytes.ts';
import { writeAscii } from './numbers.ts';

const BUFFER_BYTES = 1 << 18;
/** Characters of a text that are written at once, and the most bytes a UTF-16 unit takes in UTF-8. */
const LONGEST_PIECE = 1 << 15;
const MOST_UTF8_BYTES = 3;
/** How long to wait before asking a full pipe again, ms. */
const FULL_PIPE_PAUSE = 2;

/** The reader of the output has gone away (EPIPE): there is nobody left to write for. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** The output takes no more, as on a full disk: one line for the user. */
export class OutputFull extends Error {
  override readonly name = 'OutputFull';

  constructor(failure: unknown) {
    super(`standard output: ${reasonInWords(failure)}; what would follow is missing`);
  }
}

/** Takes all of the bytes or throws. They are the caller's again when it returns. */
export type Sink = (bytes: Uint8Array) => void;

export class Output {
  /** The space ahead: write from `at` on, at most as much as `room` was asked for, then move `at`. */
  readonly bytes = Buffer.allocUnsafe(BUFFER_BYTES);
  at = 0;
  private readonly sink: Sink;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  /** Makes sure that `count` (≤ 128 KiB) bytes from `at` on are free. */
  room(count: number): void {
    if (this.at + count > BUFFER_BYTES) this.flush();
  }

  /** ASCII text. */
  ascii(text: string): void {
    this.room(text.length);
    this.at = writeAscii(this.bytes, this.at, text);
  }

  /** Any text, as UTF-8. */
  text(text: string): void {
    for (let from = 0; from < text.length; from += LONGEST_PIECE) {
      const piece = text.length <= LONGEST_PIECE ? text : text.slice(from, from + LONGEST_PIECE);
      this.room(piece.length * MOST_UTF8_BYTES);
      this.at += this.bytes.write(piece, this.at);
    }
  }

  flush(): void {
    const filled = this.bytes.subarray(0, this.at);
    this.at = 0;
    if (filled.length > 0) this.sink(filled);
  }
}

/** Writes to a file descriptor. Throws OutputClosed when nobody reads any more, OutputFull when it takes no more. */
export function descriptorSink(descriptor: number): Sink {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  return (bytes) => {
    for (let written = 0; written < bytes.length; ) {
      try {
        written += writeSync(descriptor, bytes, written);
      } catch (failure) {
        const { code } = failure as NodeJS.ErrnoException;
        if (code === 'EPIPE') throw new OutputClosed();
        if (code !== 'EAGAIN') throw new OutputFull(failure);
        Atomics.wait(pause, 0, 0, FULL_PIPE_PAUSE);
      }
    }
  };
}
