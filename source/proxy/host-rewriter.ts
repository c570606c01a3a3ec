/**
 * Lets the Host header of HTTP/1 requests name the target (RFC 9110 section 7.2), so that a server that answers by name is
 * asked for its own. Bytes that are no HTTP/1 pass unchanged from there on.
 */
import { bodyEnd, header, httpHead } from '../stream/protocols/http1-message.ts';
import { nowMicros } from './clock.ts';
import type { Change, Downstream, Piece, Stage } from './piece.ts';

/** What the next bytes are. */
type Place =
  | { kind: 'head' }
  | { kind: 'body'; left: number }
  /** `left`: bytes of the chunk with the line break behind it; 0 = its size line comes, or the trailer. */
  | { kind: 'chunks'; left: number; trailer: boolean }
  | { kind: 'foreign' };

/** Of a chunk's size or of a trailer, in bytes. */
const LONGEST_LINE = 16_384;
const LINE_BREAK = Buffer.from('\r\n');

export class HostRewriter implements Stage {
  readonly #next: Downstream;
  readonly #host: string;
  readonly #changed: () => void;
  #place: Place = { kind: 'head' };
  /** The start of a head or line that is not whole yet. */
  #kept: Buffer = Buffer.alloc(0);

  /** `changed` is called for every request that was changed. */
  constructor(next: Downstream, host: string, changed: () => void) {
    this.#next = next;
    this.#host = host;
    this.#changed = changed;
  }

  /** A head or line that is not whole waits for more: it must not hold the source up. */
  readonly backlog = 0;

  push(piece: Piece): void {
    let bytes = this.#kept.length === 0 ? piece.bytes : Buffer.concat([this.#kept, piece.bytes]);
    this.#kept = Buffer.alloc(0);
    while (bytes.length > 0) {
      const taken = this.#takeFrom(bytes, piece.received);
      if (taken === 0) {
        this.#kept = bytes;
        return;
      }
      bytes = bytes.subarray(taken);
    }
  }

  end(): void {
    if (this.#kept.length > 0) this.#next.push({ bytes: this.#kept, received: nowMicros(), change: null });
    this.#kept = Buffer.alloc(0);
    this.#next.end();
  }

  abandon(): void {
    this.#kept = Buffer.alloc(0);
  }

  /** Hands on some of the bytes and returns how many it took; 0 = more must come first. */
  #takeFrom(bytes: Buffer, received: number): number {
    switch (this.#place.kind) {
      case 'foreign':
        return this.#pass(bytes, bytes.length, received);
      case 'body': {
        const length = Math.min(this.#place.left, bytes.length);
        this.#place = this.#place.left > length ? { kind: 'body', left: this.#place.left - length } : { kind: 'head' };
        return this.#pass(bytes, length, received);
      }
      case 'chunks':
        return this.#takeChunk(this.#place, bytes, received);
      case 'head':
        return this.#takeHead(bytes, received);
    }
  }

  #takeHead(bytes: Buffer, received: number): number {
    const head = httpHead(bytes, 0);
    if (head === 'partial') return 0;
    if (head === null || head.kind !== 'request') {
      this.#place = { kind: 'foreign' };
      return this.#pass(bytes, bytes.length, received);
    }
    const end = bodyEnd(head, null);
    if (head.method === 'CONNECT' || header(head, 'upgrade') !== null) this.#place = { kind: 'foreign' };
    else if (end.kind === 'chunked') this.#place = { kind: 'chunks', left: 0, trailer: false };
    else if (end.kind === 'length' && end.length > 0) this.#place = { kind: 'body', left: end.length };

    const original = bytes.subarray(0, head.length);
    const text = original.toString('latin1');
    const rewritten = text.replace(/^(host:[ \t]*)[^\r\n]*/im, (_whole, name: string) => name + this.#host);
    const change: Change | null = rewritten === text ? null : { what: 'Host header rewritten', original };
    if (change !== null) this.#changed();
    this.#next.push({ bytes: Buffer.from(rewritten, 'latin1'), received, change });
    return head.length;
  }

  #takeChunk(place: Extract<Place, { kind: 'chunks' }>, bytes: Buffer, received: number): number {
    if (place.left > 0) {
      const length = Math.min(place.left, bytes.length);
      this.#place = { ...place, left: place.left - length };
      return this.#pass(bytes, length, received);
    }
    const lineEnd = bytes.indexOf(LINE_BREAK);
    if (lineEnd < 0 && bytes.length < LONGEST_LINE) return 0;
    if (lineEnd < 0) {
      this.#place = { kind: 'foreign' };
      return this.#pass(bytes, bytes.length, received);
    }
    const line = bytes.toString('latin1', 0, lineEnd);
    if (place.trailer) {
      if (line === '') this.#place = { kind: 'head' };
    } else {
      const size = /^[0-9a-f]{1,12}/i.exec(line);
      if (size === null) this.#place = { kind: 'foreign' };
      else if (Number.parseInt(size[0], 16) === 0) this.#place = { ...place, trailer: true };
      else this.#place = { ...place, left: Number.parseInt(size[0], 16) + LINE_BREAK.length };
    }
    return this.#pass(bytes, lineEnd + LINE_BREAK.length, received);
  }

  #pass(bytes: Buffer, length: number, received: number): number {
    this.#next.push({ bytes: bytes.subarray(0, length), received, change: null });
    return length;
  }
}
