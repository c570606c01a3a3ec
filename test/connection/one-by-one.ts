/** Hands segments to an analyser one at a time, as if they had just been decoded. */
import type { Analyser } from '../../source/connection/analyser.ts';
import type { PacketFacts } from '../../source/connection/batch.ts';
import type { SegmentOutcome } from '../../source/connection/outcome.ts';
import { PacketKind, type SegmentBatch } from '../../source/wire/segments.ts';

const IP_HEADER = 20;
const TCP_HEADER = 20;

export interface OneSegment {
  /** Last bytes of the IPv4 addresses. */
  source: number;
  destination: number;
  sourcePort: number;
  destinationPort: number;
  hash: number;
  flags: number;
  sequence: number;
  acknowledgement: number;
  window: number;
  /** Bytes of payload. */
  length: number;
}

/** What a capture says of the packet; `bytes`: room for its headers. */
export function onePacket(bytes: Uint8Array) {
  return {
    bytes,
    count: 1,
    file: 0,
    micros: new Float64Array(1),
    interface: new Uint16Array(1),
    start: new Int32Array(1),
    captured: new Int32Array(1),
    wire: new Int32Array(1),
  } satisfies PacketFacts;
}

/** Makes it the only entry of the batch. */
export function putSegment(segments: SegmentBatch, bytes: Uint8Array, segment: OneSegment): void {
  bytes.fill(0, 0, IP_HEADER);
  bytes[15] = segment.source;
  bytes[19] = segment.destination;
  segments.pointInto(bytes);
  segments.count = 1;
  segments.kind[0] = PacketKind.tcp;
  segments.version[0] = 4;
  segments.ip[0] = 0;
  segments.transport[0] = IP_HEADER;
  segments.last[0] = IP_HEADER + TCP_HEADER - 1;
  segments.sourcePort[0] = segment.sourcePort;
  segments.destinationPort[0] = segment.destinationPort;
  segments.hash[0] = segment.hash;
  segments.flags[0] = segment.flags;
  segments.sequence[0] = segment.sequence;
  segments.acknowledgement[0] = segment.acknowledgement;
  segments.window[0] = segment.window;
  segments.headerLength[0] = TCP_HEADER;
  segments.dataLength[0] = segment.length;
}

/** `account` of one segment at a time. */
export function oneByOne(analyser: Analyser) {
  const packets = onePacket(analyser.store.windowRoom(IP_HEADER + TCP_HEADER) as Uint8Array);
  let number = 0;
  return (segment: OneSegment, micros: number): SegmentOutcome => {
    packets.micros[0] = micros;
    analyser.begin(packets);
    putSegment(analyser.segments, packets.bytes, segment);
    analyser.columns.number[0] = ++number;
    analyser.account(0, 1);
    return analyser.describe(packets, 0)!;
  };
}
