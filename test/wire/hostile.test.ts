/** Whatever the bytes, no decoder throws or looks behind the capture: what lies there must not change its answer. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_PACKETS, PacketBatch } from '../../source/capture/packets.ts';
import { decode } from '../../source/wire/decode.ts';
import { readIcmpError } from '../../source/wire/icmp.ts';
import { firstHeader } from '../../source/wire/link-types.ts';
import { PacketKind, SegmentBatch } from '../../source/wire/segments.ts';
import { TcpOptionWalk } from '../../source/wire/tcp-options.ts';
import { TcptraceDecoder, tcptraceReads } from '../../source/wire/tcptrace-decode.ts';
import { concat, ethernet, segment4, segment6 } from './frames.ts';

const LINK_TYPES = Array.from({ length: 300 }, (_, linkType) => linkType);

/** Frames that get far: real packets with some bytes changed, behind up to 40 bytes of whatever. */
const damaged = fc
  .tuple(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(
      ethernet(0x0800, segment4(new Uint8Array(9))),
      segment4(),
      segment6(),
      ethernet(0x86dd, segment6()),
    ),
    fc.array(fc.tuple(fc.nat(99), fc.nat(255)), { maxLength: 8 }),
  )
  .map(([before, packet, changes]) => {
    const bytes = concat(before, packet);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });

const frame = fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged);

/** A frame in the middle of a buffer that is otherwise full of `around`. */
function batchAround(bytes: Uint8Array, cut: number, wire: number, around: number): PacketBatch {
  const batch = new PacketBatch();
  batch.bytes = new Uint8Array(bytes.length + 600).fill(around);
  batch.bytes.set(bytes.subarray(0, bytes.length - cut), 300);
  batch.start[0] = 300;
  batch.captured[0] = bytes.length - cut;
  batch.wire[0] = Math.max(wire, batch.captured[0]);
  batch.count = 1;
  return batch;
}

const segments = new SegmentBatch(BATCH_PACKETS);

/** Every column that means something for this kind of packet. */
function answer(): number[] {
  const { kind, version, ip, transport, last, sourcePort, destinationPort, hash, dataLength } = segments;
  const always = [kind[0], version[0], ip[0], transport[0], last[0]];
  if (kind[0] !== PacketKind.tcp && kind[0] !== PacketKind.udp) return always;
  const ends = [...always, sourcePort[0], destinationPort[0], hash[0], dataLength[0]];
  if (kind[0] === PacketKind.udp) return ends;
  return [...ends, segments.sequence[0], segments.flags[0], segments.window[0], segments.headerLength[0]];
}

function answersAlike(linkTypes: readonly number[], decodeWith: (batch: PacketBatch, linkType: number) => void): void {
  const cuts = fc.nat(30);
  const wires = fc.oneof(fc.nat(300), fc.constant(2 ** 31 - 1));
  fc.assert(
    fc.property(fc.constantFrom(...linkTypes), frame, cuts, wires, (linkType, bytes, cut, wire) => {
      const taken = Math.min(cut, bytes.length);
      decodeWith(batchAround(bytes, taken, wire, 0x00), linkType);
      const zeros = answer();
      decodeWith(batchAround(bytes, taken, wire, 0xff), linkType);
      expect(answer()).toEqual(zeros);
    }),
    { numRuns: 5000 },
  );
}

test('decode, on every link type', () => {
  answersAlike(
    LINK_TYPES.filter((linkType) => firstHeader(linkType) !== null),
    (batch, linkType) => decode(batch, [{ linkType, fcsLength: 0 }], segments),
  );
});

test('the tcptrace decoder, on every link type it reads', () => {
  answersAlike(LINK_TYPES.filter(tcptraceReads), (batch, linkType) =>
    new TcptraceDecoder().decode(batch, [{ linkType, fcsLength: 0 }], segments),
  );
});

test('TCP options and ICMP quotes', () => {
  const walk = new TcpOptionWalk();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      walk.start(bytes, 0, bytes.length);
      for (let steps = 0; walk.next(); steps++) {
        expect(walk.at + walk.length).toBeLessThanOrEqual(bytes.length);
        expect(steps).toBeLessThan(20);
      }
      for (const version of [4, 6] as const) {
        const error = readIcmpError(bytes, version, 0, bytes.length);
        if (error !== null) expect(error.transport + 8).toBeLessThanOrEqual(bytes.length);
      }
    }),
    { numRuns: 5000 },
  );
});
