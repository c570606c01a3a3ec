/**
 * Between the recorder and the disk: whole pcapng blocks are gathered in large buffers and written off the event loop,
 * one write at a time. The queue is bounded, so a slow disk costs the recording and never the traffic.
 */
import fs from 'node:fs';
import type { RecordingFiles } from './recording-files.ts';

const BUFFER_BYTES = 2 ** 20;
/** Buffers that only headers may use, so that the shape of the traffic survives a slow disk longer than its payload. */
const BUFFERS_FOR_HEADERS = 16;
/** Buffers written by one call, so that a long queue shrinks as it is written and not at the end of it. */
const BUFFERS_PER_WRITE = 8;
/** Milliseconds that a block waits for others before it is written: each write wakes whoever follows the recording. */
const GATHERING = 100;

export interface DiskQueueObserver {
  /** That many bytes of the segment, all of them whole blocks, are in the file now. */
  written(segment: number, bytes: number): void;
  /** Writing has failed for good; what `written` said is in the file. */
  failed(reason: string): void;
  /** The queue is full: there is no room for payload until half of it is written, which `caughtUp` says. */
  behind(): void;
  caughtUp(): void;
  opened(segment: number, path: string): void;
}

/** Writes buffers at the file's end, as fs.writev does. */
export type WriteFile = (
  descriptor: number,
  buffers: readonly Uint8Array[],
  position: null,
  done: (problem: NodeJS.ErrnoException | null, written: number) => void,
) => void;

/** What is written with, and how many buffers of 1 MiB may wait for it. */
export interface Disk {
  readonly write: WriteFile;
  readonly buffers: number;
}

/** 128 MiB: a disk that stalls for a third of a second at the speed of loopback, or for a second of a gigabit line. */
const DISK: Disk = { write: fs.writev, buffers: 128 };

interface Filling {
  readonly bytes: Buffer;
  length: number;
  readonly segment: number;
}

export class DiskQueue {
  /** Where the next block goes, after `reserve` said that there is room. */
  bytes: Buffer;
  at = 0;
  readonly #files: RecordingFiles;
  readonly #observer: DiskQueueObserver;
  readonly #write: WriteFile;
  readonly #buffers: number;
  #state: 'running' | 'failed' | 'closed' = 'running';
  #segment = 0;
  #filling: Filling;
  readonly #full: Filling[] = [];
  /** The one used last is used next. */
  readonly #free: Buffer[];
  #inUse = 1;
  #behind = false;
  #writing = false;
  #gathering: NodeJS.Timeout | null = null;
  #descriptor: number | null = null;
  #openSegment = -1;
  #fileBytes = 0;
  #idle: (() => void) | null = null;

  constructor(files: RecordingFiles, observer: DiskQueueObserver, { write, buffers }: Disk = DISK) {
    this.#files = files;
    this.#observer = observer;
    this.#write = write;
    this.#buffers = buffers;
    this.#free = cut(Buffer.allocUnsafeSlow(buffers * BUFFER_BYTES));
    this.#filling = { bytes: this.#emptyBuffer(), length: 0, segment: 0 };
    this.bytes = this.#filling.bytes;
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  /** Makes room for a block of up to `bytes` bytes at `this.bytes[this.at]`; false = there is none now. */
  reserve(bytes: number, content: 'payload' | 'headers'): boolean {
    if (this.#state !== 'running') return false;
    if (content === 'payload' && this.#isBehind()) return false;
    if (this.at + bytes <= BUFFER_BYTES) return true;
    if (this.#inUse === this.#buffers) return false;
    this.#seal();
    return true;
  }

  /** Once behind, it stays so until half is written: one gap in the recording instead of many. */
  #isBehind(): boolean {
    const behind = this.#inUse > (this.#behind ? this.#buffers / 2 : this.#buffers - BUFFERS_FOR_HEADERS);
    if (behind === this.#behind) return behind;
    this.#behind = behind;
    if (behind) this.#observer.behind();
    else this.#observer.caughtUp();
    return behind;
  }

  /** A block has been put there that ends at `end`. */
  commit(end: number): void {
    this.at = end;
    this.#filling.length = end;
    if (!this.#writing && this.#gathering === null) this.#gathering = setTimeout(this.#gathered, GATHERING);
  }

  /** Whether a segment can be ended and another begun: each may take a buffer. */
  get hasRoomForSegment(): boolean {
    return this.#inUse + 2 <= this.#buffers;
  }

  /** Blocks committed from now on belong to the next segment. To be called only when there is room for it. */
  nextSegment(): void {
    this.#segment++;
    this.#seal();
  }

  /** Writes what there is and closes the file. */
  async close(): Promise<void> {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#seal();
    if (this.#writing) await new Promise<void>((idle) => (this.#idle = idle));
    if (this.#state === 'running') this.#state = 'closed';
    this.#closeFile();
  }

  readonly #gathered = (): void => {
    this.#gathering = null;
    if (!this.#writing) this.#seal();
  };

  #seal(): void {
    if (this.#filling.length > 0) {
      this.#full.push(this.#filling);
      this.#inUse++;
    } else {
      this.#free.push(this.#filling.bytes);
    }
    this.#filling = {
      bytes: this.#emptyBuffer(),
      length: 0,
      segment: this.#segment,
    };
    this.bytes = this.#filling.bytes;
    this.at = 0;
    if (!this.#writing) this.#writeNext();
  }

  /** What is queued for one segment goes in one call: the longer the disk takes, the more it gets at once. */
  #writeNext(): void {
    const segment = this.#full[0]?.segment;
    this.#writing = segment !== undefined && this.#state === 'running';
    if (segment === undefined || this.#state !== 'running') {
      if (this.#filling.length > 0) this.commit(this.at);
      this.#idle?.();
    } else if (segment === this.#openSegment || this.#open(segment)) {
      const others = this.#full.findIndex((filled) => filled.segment !== segment);
      this.#writeAll(this.#full.splice(0, Math.min(others < 0 ? this.#full.length : others, BUFFERS_PER_WRITE)));
    } else {
      this.#writeNext();
    }
  }

  #writeAll(batch: readonly Filling[]): void {
    const whole = batch.map(({ bytes, length }) => bytes.subarray(0, length));
    const total = batch.reduce((sum, { length }) => sum + length, 0);
    const writeFrom = (from: number): void => {
      this.#write(this.#descriptor as number, from === 0 ? whole : behind(whole, from), null, (problem, written) => {
        const to = from + (problem === null ? written : 0);
        if (problem !== null || written === 0) {
          this.#cutOff(whole, to, problem?.message ?? 'nothing more can be written');
        } else if (to < total) {
          writeFrom(to);
        } else {
          this.#fileBytes += total;
          this.#observer.written(this.#openSegment, this.#fileBytes);
          this.#inUse -= batch.length;
          for (const { bytes } of batch) this.#free.push(bytes);
          this.#isBehind();
          this.#writeNext();
        }
      });
    };
    writeFrom(0);
  }

  /** A full queue has none left when it is closed. */
  #emptyBuffer(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  /** Of the buffers' first `written` bytes, which reached the file, the whole blocks stay, a piece of one is taken away. */
  #cutOff(buffers: readonly Buffer[], written: number, reason: string): void {
    let left = written;
    for (const bytes of buffers) {
      this.#fileBytes += wholeBlocks(bytes, Math.min(left, bytes.length));
      left -= Math.min(left, bytes.length);
    }
    fs.ftruncate(this.#descriptor as number, this.#fileBytes, () => {
      this.#observer.written(this.#openSegment, this.#fileBytes);
      this.#fail(reason);
      this.#writeNext();
    });
  }

  #open(segment: number): boolean {
    this.#closeFile();
    try {
      this.#descriptor = this.#files.open(segment);
    } catch (problem) {
      this.#fail((problem as Error).message);
      return false;
    }
    this.#openSegment = segment;
    this.#fileBytes = 0;
    this.#observer.opened(segment, this.#files.pathOf(segment));
    return true;
  }

  #fail(reason: string): void {
    this.#state = 'failed';
    this.#full.length = 0;
    this.#observer.failed(reason);
  }

  #closeFile(): void {
    if (this.#descriptor !== null) fs.closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

/**
 * The whole queue's memory, of which the system provides what is touched. Buffers made as they are needed would have V8 look
 * for garbage over and over while the disk is slow.
 */
function cut(reserved: Buffer): Buffer[] {
  const buffers: Buffer[] = [];
  for (let end = reserved.length; end > 0; end -= BUFFER_BYTES)
    buffers.push(reserved.subarray(end - BUFFER_BYTES, end));
  return buffers;
}

/** The buffers without their first `from` bytes. */
function behind(buffers: readonly Buffer[], from: number): Buffer[] {
  let left = from;
  return buffers.flatMap((bytes) => {
    const skipped = Math.min(left, bytes.length);
    left -= skipped;
    return skipped === bytes.length ? [] : [bytes.subarray(skipped)];
  });
}

/** Bytes of `bytes[0 … end)` that are whole blocks: each says its length at offset 4. */
function wholeBlocks(bytes: Buffer, end: number): number {
  let at = 0;
  while (at + 8 <= end) {
    const length = bytes.readUInt32LE(at + 4);
    if (at + length > end) break;
    at += length;
  }
  return at;
}
