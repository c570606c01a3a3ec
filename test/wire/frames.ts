/** Frames built in tests: bytes in, what a decoder says of the first one out. */
import { BATCH_PACKETS, PacketBatch } from '../../source/capture/packets.ts';
import { putU16 } from '../../source/wire/bytes.ts';
import { decode } from '../../source/wire/decode.ts';
import { PacketKind, SegmentBatch } from '../../source/wire/segments.ts';
import { writeEthernet, writeIpv4, writeIpv6, writeTcp, writeTcpChecksum } from './headers.ts';

export const CLIENT_4 = new Uint8Array([10, 0, 0, 1]);
export const SERVER_4 = new Uint8Array([10, 0, 0, 2]);
export const CLIENT_6 = fromHex('20010db8 00000000 00000000 00000001');
export const SERVER_6 = fromHex('20010db8 00000000 00000000 00000002');

export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replace(/\s+/g, ''), 'hex'));
}

export function concat(...parts: (Uint8Array | string)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? fromHex(part) : part))));
}

/** A TCP segment from port 1000 to port 80 with this payload, in IPv4. */
export function segment4(payload: Uint8Array = new Uint8Array(0), flags = 0x18): Uint8Array {
  const bytes = new Uint8Array(40 + payload.length);
  const tcp = writeIpv4(bytes, 0, {
    source: CLIENT_4,
    destination: SERVER_4,
    protocol: 6,
    totalLength: bytes.length,
    identification: 7,
    timeToLive: 64,
  });
  const data = writeTcp(bytes, tcp, { ...TCP_FIELDS, flags });
  bytes.set(payload, data);
  writeTcpChecksum(bytes, 0, tcp, bytes.length - tcp);
  return bytes;
}

/** The same in IPv6; `extensions` between the headers, the first of them of kind `nextHeader`. */
export function segment6(
  payload: Uint8Array = new Uint8Array(0),
  nextHeader = 6,
  extensions: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const bytes = new Uint8Array(60 + extensions.length + payload.length);
  writeIpv6(bytes, 0, {
    source: CLIENT_6,
    destination: SERVER_6,
    nextHeader,
    payloadLength: bytes.length - 40,
    hopLimit: 64,
  });
  bytes.set(extensions, 40);
  const data = writeTcp(bytes, 40 + extensions.length, { ...TCP_FIELDS, flags: 0x18 });
  bytes.set(payload, data);
  return bytes;
}

const TCP_FIELDS = {
  sourcePort: 1000,
  destinationPort: 80,
  sequence: 0xfffffff0,
  acknowledgement: 5000,
  window: 512,
  options: new Uint8Array(0),
};

/** The ends of tunnels. */
export const HERE = fromHex('ac100001');
export const THERE = fromHex('ac100002');
export const HERE_6 = fromHex('fd00 0000 0000 0000 0000 0000 0000 0001');
export const THERE_6 = fromHex('fd00 0000 0000 0000 0000 0000 0000 0002');

export type Ends = readonly [source: Uint8Array, destination: Uint8Array];

export function ip4(protocol: number, payload: Uint8Array, [source, destination]: Ends = [HERE, THERE]): Uint8Array {
  const bytes = new Uint8Array(20 + payload.length);
  const fields = { source, destination, protocol, totalLength: bytes.length, identification: 1, timeToLive: 64 };
  bytes.set(payload, writeIpv4(bytes, 0, fields));
  return bytes;
}

export function ip6(
  nextHeader: number,
  payload: Uint8Array,
  [source, destination]: Ends = [HERE_6, THERE_6],
): Uint8Array {
  const bytes = new Uint8Array(40 + payload.length);
  bytes.set(
    payload,
    writeIpv6(bytes, 0, { source, destination, nextHeader, payloadLength: payload.length, hopLimit: 64 }),
  );
  return bytes;
}

/** From port 50,000. */
export function udp(port: number, payload: Uint8Array): Uint8Array {
  const bytes = concat('c350 0000 0000 0000', payload);
  putU16(bytes, 2, port);
  putU16(bytes, 4, bytes.length);
  return bytes;
}

export function ethernet(type: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(14 + payload.length);
  writeEthernet(bytes, 0, { destination: fromHex('0200000000 02'), source: fromHex('0200000000 01'), type });
  bytes.set(payload, 14);
  return bytes;
}

export interface Captured {
  bytes: Uint8Array;
  /** Default: all of them. */
  captured?: number;
  wire?: number;
}

/** A batch that holds the frames one after the other, with a gap of foreign bytes between them. */
export function batchOf(frames: readonly Captured[]): PacketBatch {
  const batch = new PacketBatch();
  batch.bytes = new Uint8Array(frames.reduce((size, { bytes }) => size + bytes.length + 1, 1)).fill(0xee);
  let at = 1;
  for (const { bytes, captured = bytes.length, wire = Math.max(captured, bytes.length) } of frames) {
    batch.bytes.set(bytes.subarray(0, captured), at);
    batch.start[batch.count] = at;
    batch.captured[batch.count] = captured;
    batch.wire[batch.count] = wire;
    batch.count++;
    at += bytes.length + 1;
  }
  return batch;
}

const KIND_NAMES = Object.fromEntries(Object.entries(PacketKind).map(([name, kind]) => [kind, name]));

/** Entry `i` in words; offsets count from the frame's first byte. */
export function entry(batch: PacketBatch, segments: SegmentBatch, i: number) {
  const from = batch.start[i];
  return {
    kind: KIND_NAMES[segments.kind[i]],
    version: segments.version[i],
    ip: segments.ip[i] - from,
    transport: segments.transport[i] - from,
    last: segments.last[i] - from,
    ports: [segments.sourcePort[i], segments.destinationPort[i]],
    dataLength: segments.dataLength[i],
  };
}

/** What `decode` says of one frame. */
export function decodeOne(linkType: number, frame: Captured, fcsLength = 0) {
  const batch = batchOf([frame]);
  const segments = new SegmentBatch(BATCH_PACKETS);
  decode(batch, [{ linkType, fcsLength }], segments);
  return entry(batch, segments, 0);
}
