/** Whatever the bytes, no decoder throws or looks behind the capture: what lies there must not change its answer. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_PACKETS, PacketBatch } from '../../source/capture/packets.ts';
import { decode } from '../../source/wire/decode.ts';
import { readIcmpError } from '../../source/wire/icmp.ts';
import { Inside } from '../../source/wire/inside.ts';
import { firstHeader } from '../../source/wire/link-types.ts';
import { PacketKind, SegmentBatch } from '../../source/wire/segments.ts';
import { TcpOptionWalk } from '../../source/wire/tcp-options.ts';
import { TcptraceDecoder, tcptraceReads } from '../../source/wire/tcptrace-decode.ts';
import { concat, ethernet, ip4, segment4, segment6, udp } from './frames.ts';

const LINK_TYPES = Array.from({ length: 300 }, (_, linkType) => linkType);

/** One header of each tunnel before a segment, in IPv4 and in UDP. */
const TUNNELLED = [
  ip4(4, segment4()),
  ip4(41, segment6()),
  ip4(47, concat('b00086dd 00000000 00000005 00000002', segment6())),
  ip4(47, concat('100022eb 00000001 20050002 00000000 00000001 0000000000000000', ethernet(0x0800, segment4()))),
  ip4(47, concat('3081880b 002d0003 00000001 00000002 ff030021', segment4())),
  ip4(47, concat('20016400 00360700', ethernet(0x0800, segment4()))),
  ip4(51, concat('0604 0000 00000001 00000001 000000000000000000000000', segment4().subarray(20))),
  ip4(115, concat('00000009 0102030405060708', ethernet(0x0800, segment4()))),
  ip4(17, udp(2152, concat('34ff0030 00001234 00000085 01000900', segment4()))),
  ip4(17, udp(4790, concat('0c000004 00002a00 0fc20201 00000103', segment4()))),
  ip4(17, udp(6081, concat('02000800 00000700 0108 0101 01020304', segment4()))),
  ip4(17, udp(1701, concat('4a02 0036 0001 0009 0000 0000 0002 0000 0021', segment4()))),
  ip4(17, udp(37008, concat('01000001 0a0105 00 01', ethernet(0x0800, segment4())))),
  ip4(17, udp(3544, concat(`0001 00 00 ${'00'.repeat(9)} 0000 1234 01020304`, segment6()))),
  ip4(17, udp(6080, concat('01290000 00000000', segment6()))),
].flatMap((packet) => [packet, ethernet(0x0800, packet)]);

/** Frames that get far: real packets with some bytes changed, behind up to 40 bytes of whatever. */
const damaged = fc
  .tuple(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(
      ethernet(0x0800, segment4(new Uint8Array(9))),
      segment4(),
      segment6(),
      ...TUNNELLED,
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
  const { kind, version, ip, transport, last, carrier, sourcePort, destinationPort, hash, dataLength } = segments;
  const always = [kind[0], version[0], ip[0], transport[0], last[0], carrier[0]];
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
    (batch, linkType) => decode(batch, [{ linkType, fcsLength: 0 }], segments, 'all', new Inside()),
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
