/** A file that another program is still writing: its end so far is not its end. */
import { closeSync, fstatSync, readSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ByteSource, openForReading } from './bytes.ts';
import { Growth, watchPath } from './growth.ts';

export class FollowedFile implements ByteSource {
  readonly name: string;
  readonly packing = null;
  ending: string | null = null;
  complete = false;
  readonly #descriptor: number;
  readonly #inode: number;
  readonly #wholeBytes: () => number;
  readonly #grown = new Growth();
  readonly #watcher: { close(): void };
  #closed = false;
  #size = 0;
  /** Offset up to which the bytes were read for the first time. */
  #read = 0;

  /** `wholeBytes`: how many bytes of the file are whole blocks, where the writer says so. */
  constructor(name: string, wholeBytes: () => number = () => Number.POSITIVE_INFINITY) {
    this.name = name;
    this.#descriptor = openForReading(name);
    this.#inode = fstatSync(this.#descriptor).ino;
    this.#wholeBytes = wholeBytes;
    this.#watcher = watchPath(name, () => this.#look());
    this.#look();
  }

  get total(): number {
    return this.#size;
  }

  read(into: Uint8Array, at: number, length: number, position: number): number {
    if (this.#closed) return 0;
    const there = Math.min(length, this.#wholeBytes() - position);
    const got = there > 0 ? readSync(this.#descriptor, into, at, there, position) : 0;
    this.#read = Math.max(this.#read, position + got);
    return got;
  }

  async more(signal: AbortSignal): Promise<void> {
    if (this.complete || this.#readable() > this.#read) await nextTurn();
    else await this.#grown.wait(signal);
  }

  /** The writer has ended: what is there is all. */
  finish(ending: string | null = null): void {
    if (this.complete) return;
    this.ending = ending;
    this.complete = true;
    this.#watcher.close();
    this.#grown.happened();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watcher.close();
    closeSync(this.#descriptor);
    this.#grown.happened();
  }

  #readable(): number {
    return Math.min(this.#size, this.#wholeBytes());
  }

  /** Looks at the file, and wakes the reader when it has grown, shrunk or gone. */
  #look(): void {
    if (this.#closed || this.complete) return;
    this.#size = fstatSync(this.#descriptor).size;
    if (this.#size < this.#read) this.finish(`the file shrank to ${this.#size} bytes while it was read`);
    else if (this.#readable() > this.#read) this.#grown.happened();
    else if (this.#isReplaced()) this.finish('the file was replaced by another or removed; it will not grow any more');
  }

  #isReplaced(): boolean {
    try {
      return statSync(this.name).ino !== this.#inode;
    } catch {
      return true;
    }
  }
}
