/** TCP options, RFC 9293 section 3.2: a walk over their bytes, and accessors for what stands at an option. */
import { u16, u32 } from './bytes.ts';
import { TCP_HEADER, Tcp } from './tcp.ts';

/** https://www.iana.org/assignments/tcp-parameters */
export const TcpOption = {
  end: 0,
  noOperation: 1,
  maximumSegmentSize: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamps: 8,
  md5Signature: 19,
  userTimeout: 28,
  authentication: 29,
  multipath: 30,
  fastOpen: 34,
} as const;

/** Larger shifts are used as 14, RFC 7323 section 2.3. */
export const LARGEST_WINDOW_SCALE = 14;

/** Walks the options of one header after the other without making objects: `start`, then `next` until it is false. */
export class TcpOptionWalk {
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;
  #after = 0;
  /** Kind of the option the walk stands at. */
  kind = 0;
  /** Offset of its kind byte; at the end of the walk, of the first byte that was not walked over. */
  at = 0;
  /** Its length in bytes, kind and length included. */
  length = 0;

  /** `tcp`: offset of the TCP header; `end`: one past the last captured byte. Options cut off there are not walked over. */
  start(bytes: Uint8Array, tcp: number, end: number): void {
    this.#bytes = bytes;
    this.#after = tcp + TCP_HEADER;
    this.#end = this.#after <= end ? Math.min(end, tcp + ((bytes[tcp + Tcp.dataOffset] >>> 4) << 2)) : 0;
  }

  /** On to the next whole option that is no padding; false at the end, or where a length makes no sense. */
  next(): boolean {
    while (this.#after < this.#end && this.#bytes[this.#after] === TcpOption.noOperation) this.#after++;
    this.at = this.#after;
    if (this.at + 2 > this.#end || this.#bytes[this.at] === TcpOption.end) return false;
    this.kind = this.#bytes[this.at];
    this.length = this.#bytes[this.at + 1];
    this.#after = this.at + this.length;
    return this.length >= 2 && this.#after <= this.#end;
  }

  /** Maximum segment size in bytes (RFC 9293 section 3.7.1), or null where the option is malformed. */
  maximumSegmentSize(): number | null {
    return this.length === 4 ? u16(this.#bytes, this.at + 2) : null;
  }

  /** Window scale shift, 0 … 14 (RFC 7323 section 2). */
  windowScale(): number | null {
    return this.length === 3 ? Math.min(LARGEST_WINDOW_SCALE, this.#bytes[this.at + 2]) : null;
  }

  /** SACK blocks in the option (RFC 2018 section 3). */
  sackBlocks(): number {
    return Math.max(0, (this.length - 2) >>> 3);
  }

  /** First sequence number of block `i`, and the one after its last; wrapped. */
  sackLeft(i: number): number {
    return u32(this.#bytes, this.at + 2 + 8 * i);
  }
  sackRight(i: number): number {
    return u32(this.#bytes, this.at + 6 + 8 * i);
  }

  /** Time stamp value and echo reply (RFC 7323 section 3), in units of the sender's clock. */
  timestampValue(): number | null {
    return this.length === 10 ? u32(this.#bytes, this.at + 2) : null;
  }
  timestampEcho(): number | null {
    return this.length === 10 ? u32(this.#bytes, this.at + 6) : null;
  }
}
