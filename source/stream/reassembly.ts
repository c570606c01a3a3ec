/**
 * One side's byte stream, put together from its segments. Bytes sent twice are kept once (the first copy), what was not
 * captured stays a gap. It holds where the bytes are, not the bytes.
 */
import { IntervalMap, type Range, type Stretch } from './interval-map.ts';
import { type Reach, SequenceLine, type StreamSegment } from './sequence-line.ts';

export interface Growth extends Reach {
  /** Captured bytes that no earlier segment had, in order. */
  fresh: readonly Range[];
}

export class SideStream extends SequenceLine {
  private readonly map = new IntervalMap();
  /** Payload bytes that the capture cut away (snaplen). */
  cut = 0;

  /** Takes one segment of this side; returns what it added. */
  override add(segment: StreamSegment): Growth {
    const reach = super.add(segment);
    if (reach.length === 0) return { ...reach, fresh: [] };
    const captured = Math.min(segment.captured, segment.length);
    this.cut += segment.length - captured;
    return { ...reach, fresh: this.keep(reach.at, captured, segment) };
  }

  /** Where the bytes of [from, to) are, in order. */
  within(from: number, to: number): Generator<Stretch> {
    return this.map.within(from, to);
  }

  /** Where bytes before `offset` are is of no interest any more. */
  forgetBefore(offset: number): void {
    this.map.forgetBefore(offset);
  }

  /** Bytes before the stream's base (a capture that began in the middle) have no offset and are left out. */
  private keep(at: number, captured: number, segment: StreamSegment): readonly Range[] {
    const start = Math.max(0, at);
    const end = at + captured;
    if (start >= end) return [];
    const { position, packet } = segment;
    return this.map.add({ start, end, position, at: segment.payload + (start - at), packet });
  }
}
