/** A window that slides over a source's bytes: one big buffer, filled by large reads, its unread tail moved to the front. */
import type { ByteSource } from './bytes.ts';

const WINDOW_BYTES = 1 << 20;

/** Where a window's bytes lie: hands out room for so many, in place of what it handed out before. */
export type WindowRoom = (bytes: number) => Uint8Array<ArrayBufferLike>;

export const privateRoom: WindowRoom = (bytes) => new Uint8Array(bytes);

export class Window {
  bytes: Uint8Array;
  view: DataView;
  /** Index in `bytes` of the next byte to be read. */
  at = 0;
  /** Index in `bytes` after the last byte that is here. */
  end = 0;
  /** The source has ended: after `end` nothing follows, now or later. */
  exhausted = false;
  readonly source: ByteSource;
  readonly #room: WindowRoom;
  /** Offset in the source of `bytes[0]`. */
  #base = 0;

  constructor(source: ByteSource, room: WindowRoom = privateRoom) {
    this.source = source;
    this.#room = room;
    this.bytes = room(Math.min(WINDOW_BYTES, this.#mostToCome()));
    this.view = viewOf(this.bytes);
  }

  /** Offset in the source of the next byte to be read. */
  get offset(): number {
    return this.#base + this.at;
  }

  get available(): number {
    return this.end - this.at;
  }

  /** Offset in the source of an index in `bytes`. */
  offsetOf(index: number): number {
    return this.#base + index;
  }

  /** Has at least `needed` bytes at `at`, if the source has them. Moves the bytes: indexes handed out before are void. */
  ensure(needed: number): boolean {
    while (this.available < needed) {
      if (!this.#pull(needed)) return false;
    }
    return true;
  }

  #pull(needed: number): boolean {
    if (this.exhausted) return false;
    this.#makeRoom(needed);
    const complete = this.source.complete;
    const got = this.source.read(this.bytes, this.end, this.bytes.length - this.end, this.#base + this.end);
    if (got === 0 && complete) this.exhausted = true;
    this.end += got;
    return got > 0;
  }

  #makeRoom(needed: number): void {
    const tail = this.bytes.subarray(this.at, this.end);
    const room = Math.min(needed, this.#mostToCome());
    if (room > this.bytes.length) {
      this.bytes = this.#room(Math.min(room + WINDOW_BYTES, this.#mostToCome()));
      this.view = viewOf(this.bytes);
      this.bytes.set(tail);
    } else {
      this.bytes.copyWithin(0, this.at, this.end);
    }
    this.#base += this.at;
    this.end = tail.length;
    this.at = 0;
  }

  /** Bytes from the cursor to the end of the source, as far as that is known, and one to find the end by. */
  #mostToCome(): number {
    const { complete, total } = this.source;
    return complete && total !== null ? Math.max(0, total - this.offset) + 1 : Number.POSITIVE_INFINITY;
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
