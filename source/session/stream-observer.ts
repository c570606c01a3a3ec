/** Hands on the segments of a pass over one connection as a conversation needs them. */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { StreamSegment } from '../stream/sequence-line.ts';
import type { SegmentBatch } from '../wire/segments.ts';

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
    now.bytes = packets.bytes;
    now.start = packets.start[i];
    this.#stream.add(now);
  }
}
