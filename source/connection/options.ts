/**
 * tcptrace's walk over the TCP options (docs/tcptrace.md, "Options"). It differs from RFC 9293 section 3.1 where the bytes
 * are damaged: kind 0 does not end the list, lengths are not checked, the last option of a kind wins.
 */
import { u16, u32 } from '../wire/bytes.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import { OptionKind } from './layout/constants.ts';

/** tcptrace keeps no more SACK blocks of a packet. */
const MOST_SACK_BLOCKS = 10;

/** Values that mean "not there": what tcptrace takes for absent even when a packet carries them. */
export const NO_MSS = 0xffff;
export const NO_WINDOW_SCALE = 255;

export class TcpOptions {
  mss = NO_MSS;
  windowScale = NO_WINDOW_SCALE;
  timestamps = false;
  sackPermitted = false;
  sackBlocks = 0;
  /** Times the walk ran into the captured end: each counts as "too short". */
  cut = 0;
  /** Left and right edges of the SACK blocks. */
  readonly left = new Uint32Array(MOST_SACK_BLOCKS);
  readonly right = new Uint32Array(MOST_SACK_BLOCKS);

  /** Reads the options of TCP segment i. */
  read(segments: SegmentBatch, i: number): void {
    this.mss = NO_MSS;
    this.windowScale = NO_WINDOW_SCALE;
    this.timestamps = false;
    this.sackPermitted = false;
    this.sackBlocks = 0;
    this.cut = 0;
    const { bytes } = segments;
    const tcp = segments.transport[i];
    const last = segments.last[i];
    const end = tcp + segments.headerLength[i];
    let at = tcp + 20;
    while (at < end) {
      if (at > last) {
        this.cut++;
        return;
      }
      const kind = bytes[at];
      if (kind === OptionKind.end || kind === OptionKind.noOperation) {
        at++;
        continue;
      }
      const length = at + 1 <= last ? bytes[at + 1] : lengthBehind(segments, i, last);
      if (length === 0) return;
      if (at + length - 1 > last) {
        this.cut++;
        return;
      }
      this.#take(bytes, kind, at, length, last);
      at += length;
    }
  }

  #take(bytes: Uint8Array, kind: number, at: number, length: number, last: number): void {
    // The length is not checked against the kind, so a field may lie beyond the capture: it reads as 0.
    const first = at + 2 <= last ? bytes[at + 2] : 0;
    const second = at + 3 <= last ? bytes[at + 3] : 0;
    if (kind === OptionKind.mss) this.mss = (first << 8) | second;
    else if (kind === OptionKind.windowScale) this.windowScale = first;
    else if (kind === OptionKind.timestamps) this.timestamps = true;
    else if (kind === OptionKind.sackPermitted) this.sackPermitted = true;
    else if (kind === OptionKind.sack) this.#takeSackBlocks(bytes, at, length, last);
  }

  #takeSackBlocks(bytes: Uint8Array, at: number, length: number, last: number): void {
    this.sackBlocks = 0;
    for (let block = at + 2; block < at + length && this.sackBlocks < MOST_SACK_BLOCKS; block += 8) {
      if (block + 8 > last + 1) {
        this.cut++;
        return;
      }
      this.left[this.sackBlocks] = u32(bytes, block);
      this.right[this.sackBlocks] = u32(bytes, block + 4);
      this.sackBlocks++;
    }
  }

  /** Is the first block a duplicate SACK (RFC 2883)? tcptrace's test, with plain comparisons of 32-bit numbers. */
  isDuplicateSack(acknowledgement: number): boolean {
    const { left, right } = this;
    if (this.sackBlocks === 0) return false;
    if (right[0] <= acknowledgement) return true;
    if (this.sackBlocks === 1) return false;
    if (right[0] <= right[1] && left[0] >= left[1]) return true;
    return (left[0] <= left[1] && right[0] > left[1]) || (right[0] >= right[1] && left[0] < right[1]);
  }
}

/**
 * A length byte behind `last`: padding where tcptrace's `last` is one past a total length that ends before the frame does;
 * otherwise beyond the capture, which counts as 0 (tcptrace reads what its buffer held).
 */
export function lengthBehind({ bytes, ip, version }: SegmentBatch, i: number, last: number): number {
  const total = u16(bytes, ip[i] + 2);
  return version[i] === 4 && ip[i] + total === last ? bytes[last + 1] : 0;
}
