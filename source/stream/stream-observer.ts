/** Hands on the segments of a pass over one connection as a conversation needs them. */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { JoinedPacket, SegmentBatch } from '../wire/segments.ts';
import type { StreamSegment } from './sequence-line.ts';

/** FIN and PSH, which stand at the end of a segment's bytes: RFC 9293 section 3.1. */
const ENDING = 0x09;

export class StreamObserver implements PassObserver {
  readonly #stream: { add(segment: StreamSegment): void };
  readonly #now: StreamSegment = {
    packet: 0,
    position: 0,
    micros: 0,
    side: 0,
    flags: 0,
    sequence: 0,
    acknowledgement: 0,
    length: 0,
    captured: 0,
    payload: 0,
    bytes: new Uint8Array(0),
    start: 0,
  };

  constructor(stream: { add(segment: StreamSegment): void }) {
    this.#stream = stream;
  }

  segment(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    const now = this.#now;
    const payload = segments.transport[i] + segments.headerLength[i];
    const joined = segments.joined.size > 0 ? segments.joined.get(i) : undefined;
    now.packet = number;
    now.position = packets.position[i];
    now.micros = packets.micros[i];
    now.side = outcome.side;
    now.flags = segments.flags[i];
    now.sequence = segments.sequence[i];
    now.acknowledgement = segments.acknowledgement[i];
    now.length = Math.max(0, segments.dataLength[i]);
    now.captured = Math.min(now.length, Math.max(0, segments.last[i] + 1 - payload));
    now.payload = payload - packets.start[i];
    now.bytes = segments.bytes;
    now.start = packets.start[i];
    if (joined === undefined || now.captured === 0) this.#stream.add(now);
    else this.#addParts(joined, payload);
  }

  /** A segment for each record that bytes of it lie in, so that they can be read back from there. */
  #addParts({ start, parts }: JoinedPacket, payload: number): void {
    const now = this.#now;
    const { flags, sequence, length, captured } = now;
    const end = payload - start + captured;
    for (const part of parts) {
      const from = Math.max(payload - start, part.at);
      const to = Math.min(end, part.at + part.length);
      if (from >= to) continue;
      const before = from - (payload - start);
      const isLast = to === end;
      now.sequence = (sequence + before) >>> 0;
      now.flags = isLast ? flags : flags & ~ENDING;
      now.captured = to - from;
      now.length = isLast ? length - before : to - from;
      now.position = part.position;
      now.payload = part.inRecord + (from - part.at);
      now.start = start + from - now.payload;
      this.#stream.add(now);
    }
  }
}
