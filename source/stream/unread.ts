/** Bytes of one side that have come and were not taken yet, and when each of them came. */

/** When a byte came (µs since 1970), and in which packet (1-based). */
export interface Mark {
  readonly micros: number;
  readonly packet: number;
}

interface Stretch extends Mark {
  /** Offset after its last byte. */
  readonly end: number;
}

const NOTHING = new Uint8Array(0);

export class Unread {
  /** Offset of the first of them in the side's stream. */
  offset = 0;
  /** All of them; good until the next call. */
  bytes: Uint8Array = NOTHING;
  private readonly stretches: Stretch[] = [];
  /** Where they lie unless they are still somebody else's, with room for more. */
  private own = Buffer.alloc(0);
  private isBorrowed = false;

  /** Adds what came next. The bytes stay the caller's until `keep`. */
  add(bytes: Uint8Array, micros: number, packet: number): void {
    this.stretches.push({ end: this.offset + this.bytes.length + bytes.length, micros, packet });
    if (this.bytes.length === 0) {
      this.bytes = bytes;
      this.isBorrowed = true;
    } else {
      this.append(bytes);
    }
  }

  /** The caller's bytes will be good no longer: copies what is left of them. */
  keep(): void {
    if (!this.isBorrowed) return;
    const rest = this.bytes;
    this.isBorrowed = false;
    this.bytes = NOTHING;
    if (rest.length > 0) this.append(rest);
    else this.own = Buffer.alloc(0);
  }

  /** When the first byte came. */
  get first(): Mark {
    return this.stretches[0];
  }

  /** Bytes at the front that came together. */
  get together(): number {
    return this.stretches[0].end - this.offset;
  }

  /** Takes bytes from the front, at least one, and says when the last of them came. */
  take(count: number): Mark {
    this.offset += count;
    this.bytes = this.bytes.subarray(count);
    let passed = 0;
    while (this.stretches[passed].end < this.offset) passed++;
    const mark = this.stretches[passed];
    this.stretches.splice(0, mark.end === this.offset ? passed + 1 : passed);
    return mark;
  }

  /** So many bytes are passed over that never came, or that nobody looks at; none is unread. */
  skip(count: number): void {
    this.offset += count;
  }

  /** Room doubles, so that a unit of many small pieces is not copied for each. */
  private append(bytes: Uint8Array): void {
    const before = this.bytes;
    const length = before.length + bytes.length;
    const start = before.buffer === this.own.buffer ? before.byteOffset - this.own.byteOffset : -1;
    if (start === -1 || start + length > this.own.length) {
      const larger = length > this.own.length / 2 ? Buffer.allocUnsafeSlow(2 * length) : this.own;
      larger.set(before, 0);
      this.own = larger;
      this.bytes = larger.subarray(0, before.length);
    }
    const from = this.bytes.byteOffset - this.own.byteOffset;
    this.own.set(bytes, from + before.length);
    this.bytes = this.own.subarray(from, from + length);
    this.isBorrowed = false;
  }
}
