/** Hands segments to an analyser as if they had just been decoded, all at once or one at a time. */
import type { Analyser } from '../../source/connection/analyser.ts';
import type { PacketFacts } from '../../source/connection/batch.ts';
import type { SegmentOutcome } from '../../source/connection/outcome.ts';
import { PacketKind, type SegmentBatch } from '../../source/wire/segments.ts';

const IP_HEADER = 20;
const TCP_HEADER = 20;
/** Bytes of a packet in the room for headers. */
export const HEADERS = IP_HEADER + TCP_HEADER;

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

/** What a capture says of so many packets; `bytes`: room for their headers. */
export function packetsIn(bytes: Uint8Array, count = 1) {
  return {
    bytes,
    count,
    file: 0,
    micros: new Float64Array(count),
    interface: new Uint16Array(count),
    start: new Int32Array(count),
    captured: new Int32Array(count),
    wire: new Int32Array(count),
  } satisfies PacketFacts;
}

/** Makes it the last entry of the batch, the i-th. */
export function putSegment(segments: SegmentBatch, bytes: Uint8Array, segment: OneSegment, i = 0): void {
  const ip = i * HEADERS;
  bytes.fill(0, ip, ip + IP_HEADER);
  bytes[ip + 15] = segment.source;
  bytes[ip + 19] = segment.destination;
  segments.pointInto(bytes);
  segments.count = i + 1;
  segments.kind[i] = PacketKind.tcp;
  segments.version[i] = 4;
  segments.ip[i] = ip;
  segments.transport[i] = ip + IP_HEADER;
  segments.last[i] = ip + HEADERS - 1;
  segments.sourcePort[i] = segment.sourcePort;
  segments.destinationPort[i] = segment.destinationPort;
  segments.hash[i] = segment.hash;
  segments.flags[i] = segment.flags;
  segments.sequence[i] = segment.sequence;
  segments.acknowledgement[i] = segment.acknowledgement;
  segments.window[i] = segment.window;
  segments.headerLength[i] = TCP_HEADER;
  segments.dataLength[i] = segment.length;
}

/** `account` of one segment at a time. */
export function oneByOne(analyser: Analyser) {
  const packets = packetsIn(analyser.store.windowRoom(HEADERS) as Uint8Array);
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
