/**
 * Where one side's segments lie in its byte stream: offsets count from the byte after the SYN and go on beyond 2^32. It holds
 * no bytes and knows no holes.
 */
import { TcpFlag } from '../wire/segments.ts';
import type { Side } from './unit.ts';

/**
 * How far ahead of everything seen a segment may lie and still be believed at once. Real senders stay within the receiver's
 * window (at most 1 GiB, RFC 7323 section 2.3, seldom above 64 MiB); a segment farther off is a forgery or a damaged header
 * until another one continues it.
 */
const FARTHEST_JUMP = 64 * 2 ** 20;

/** A TCP segment as a conversation needs it; a reused record: copy what you keep. */
export interface StreamSegment {
  /** Number in the capture, 1-based. */
  packet: number;
  /** PacketBatch.position. */
  position: number;
  /** µs since 1970. */
  micros: number;
  side: Side;
  /** TcpFlag bits. */
  flags: number;
  /** As in the header, 32 bits. */
  sequence: number;
  acknowledgement: number;
  /** Payload bytes by the headers, and how many of these were captured. */
  length: number;
  captured: number;
  /** Offset of the payload in the packet's captured bytes. */
  payload: number;
  /** Where the packet's captured bytes are just now: they start at `start` in `bytes`. */
  bytes: Uint8Array;
  start: number;
}

/** What a segment added to its side's stream. */
export interface Reach {
  /** The stream reached from here … */
  from: number;
  /** … to here (equal: it did not grow). */
  to: number;
  /** Offset of the segment's first byte. */
  at: number;
  /** Bytes from there on that are the stream's, 0 = none: a keep-alive, a reset, a forgery. */
  length: number;
}

export class SequenceLine {
  /** Sequence number of `end`; null before anything was seen. */
  private endSequence: number | null = null;
  /** Sequence number that would confirm a segment from far off. */
  private farOffEnd: number | null = null;
  /** Offset after the last byte known to have been sent. */
  end = 0;
  /** Offset of the FIN; null = none seen. */
  fin: number | null = null;

  /** Takes one segment of this side. */
  add(segment: StreamSegment): Reach {
    const first = (segment.flags & TcpFlag.syn ? segment.sequence + 1 : segment.sequence) >>> 0;
    const at = this.offsetOf(first, (segment.flags & TcpFlag.syn) !== 0);
    const from = this.end;
    if (segment.flags & TcpFlag.rst || segment.length < 0) return { from, to: from, at, length: 0 };

    if (at - from > FARTHEST_JUMP && first !== this.farOffEnd) {
      this.farOffEnd = (first + segment.length) >>> 0;
      return { from, to: from, at, length: 0 };
    }
    if (segment.flags & TcpFlag.fin) this.fin ??= at + segment.length;
    // A keep-alive sends the last byte again, or a made-up one in its place (RFC 1122 section 4.2.3.6).
    if (segment.length === 0 || (segment.length === 1 && at === from - 1)) return { from, to: from, at, length: 0 };

    this.advance(at + segment.length);
    return { from, to: this.end, at, length: segment.length };
  }

  /**
   * The other side acknowledged everything before this sequence number: bytes before it were sent, captured or not. One byte
   * more than known is left alone, it may be a FIN that was not captured. Returns what it added, a gap.
   */
  acknowledged(sequence: number): Reach {
    const from = this.end;
    if (this.endSequence === null) this.endSequence = sequence;
    const to = from + ((sequence - this.endSequence) | 0);
    if (this.fin === null && to > from + 1 && to - from <= FARTHEST_JUMP) this.advance(to);
    return { from, to: this.end, at: to, length: 0 };
  }

  /** Does this sequence number, of a segment or of an acknowledgement, come right after all that is known to have been sent? */
  endsAt(sequence: number): boolean {
    if (this.endSequence === null) return false;
    const beyond = (sequence - this.endSequence) >>> 0;
    return beyond === 0 || (beyond === 1 && this.fin !== null);
  }

  /** The first sequence number seen is the stream's base; a SYN, or data far from what was acknowledged, sets it again. */
  private offsetOf(sequence: number, syn: boolean): number {
    const distance = this.endSequence === null ? 0 : (sequence - this.endSequence) | 0;
    const unsure = this.end === 0 && (syn || Math.abs(distance) > FARTHEST_JUMP);
    if (this.endSequence === null || unsure) {
      this.endSequence = sequence;
      return 0;
    }
    return this.end + distance;
  }

  private advance(to: number): void {
    if (to <= this.end) return;
    this.endSequence = (this.endSequence! + (to - this.end)) >>> 0;
    this.end = to;
  }
}
