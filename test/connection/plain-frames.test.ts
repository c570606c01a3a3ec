/** What the kernel makes of plain frames, wire makes of them too. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decoderFor } from '../../source/analysis/decoders.ts';
import { PacketBatch } from '../../source/capture/packets.ts';
import { Analyser, ORDINARY } from '../../source/connection/analyser.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { PacketKind, SegmentBatch } from '../../source/wire/segments.ts';
import { concat, ethernet, segment4, segment6 } from '../wire/frames.ts';

const MOST_FRAMES = 20;
const ROOM = MOST_FRAMES * 1000;
const ETHERNET = [{ linkType: 1, fcsLength: 0 }];

const store = new ConnectionStore(undefined, 4, 'core');
const analyser = new Analyser(store, ORDINARY);
const byWire = new SegmentBatch(MOST_FRAMES);

const payload = fc.uint8Array({ maxLength: 40 });
const flags = fc.nat(255);
const vlan = (type: number, packet: Uint8Array) =>
  ethernet(0x8100, concat(new Uint8Array([0, 5, type >> 8, type & 255]), packet));
const whole = fc.oneof(
  fc.tuple(payload, flags).map(([data, bits]) => ethernet(0x0800, segment4(data, bits))),
  payload.map((data) => ethernet(0x86dd, segment6(data))),
  payload.map((data) => ethernet(0x86dd, segment6(data, 0, new Uint8Array([6, 0, 1, 4, 0, 0, 0, 0])))),
  payload.map((data) => vlan(0x0800, segment4(data))),
  fc
    .tuple(fc.constantFrom(0x0800, 0x86dd, 0x0806, 0x0600), fc.uint8Array({ maxLength: 60 }))
    .map(([type, bytes]) => ethernet(type, bytes)),
);

/** A byte of the frame that the readers look at, and what it becomes. */
const change = fc.oneof(
  fc.tuple(fc.nat(90), fc.nat(255)),
  // Version and header length
  fc.tuple(fc.constant(14), fc.integer({ min: 0x40, max: 0x4f })),
  // IPv4: total length; IPv6: payload length
  fc.tuple(fc.constantFrom(16, 17, 18, 19), fc.constantFrom(0, 1, 19, 20, 39, 40, 41, 60, 255)),
  // Fragment
  fc.tuple(fc.constantFrom(20, 21), fc.nat(255)),
  // Data offset of TCP
  fc.tuple(fc.constantFrom(46, 66), fc.nat(255)),
);

interface Frame {
  bytes: Uint8Array;
  captured: number;
  wire: number;
}

const frame: fc.Arbitrary<Frame> = fc
  .record({
    whole,
    changes: fc.array(change, { maxLength: 3 }),
    padding: fc.oneof(fc.constant(new Uint8Array(0)), fc.uint8Array({ maxLength: 8 })),
    cut: fc.oneof(fc.constant(0), fc.nat(70)),
    wireMore: fc.oneof(fc.constant(0), fc.integer({ min: -70, max: 70 })),
  })
  .map((drawn) => {
    const bytes = concat(drawn.whole, drawn.padding);
    for (const [at, value] of drawn.changes) if (at < bytes.length) bytes[at] = value;
    const captured = Math.max(0, bytes.length - drawn.cut);
    return { bytes, captured, wire: Math.max(0, bytes.length + drawn.wireMore) };
  });

/** One after the other; what follows a captured end is the frame's own rest. */
function layOut(frames: readonly Frame[]): PacketBatch {
  const batch = new PacketBatch();
  batch.bytes = store.windowRoom(ROOM) as Uint8Array;
  let at = 0;
  for (const [i, { bytes, captured, wire }] of frames.entries()) {
    batch.bytes.set(bytes, at);
    batch.start[i] = at;
    batch.captured[i] = captured;
    batch.wire[i] = wire;
    at += bytes.length;
  }
  batch.count = frames.length;
  return batch;
}

/** Every column that means something for this kind of packet. */
function answer(s: SegmentBatch, i: number): Record<string, number> {
  const { kind, version, ip, transport, last } = s;
  const always = { kind: kind[i], version: version[i], ip: ip[i], transport: transport[i], last: last[i] };
  if (kind[i] !== PacketKind.tcp && kind[i] !== PacketKind.udp) return always;
  const { sourcePort, destinationPort, hash, dataLength, identification } = s;
  const ends = {
    ...always,
    ...{ source: sourcePort[i], destination: destinationPort[i], hash: hash[i], dataLength: dataLength[i] },
    identification: identification[i],
  };
  if (kind[i] === PacketKind.udp) return ends;
  return {
    ...ends,
    ...{ sequence: s.sequence[i], acknowledgement: s.acknowledgement[i], flags: s.flags[i], window: s.window[i] },
    headerLength: s.headerLength[i],
  };
}

it.each(['everything', 'tcptrace'] as const)('reads frames as the decoder for %s does', (policy) => {
  let plain = 0;
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: MOST_FRAMES }), (frames) => {
      const packets = layOut(frames);
      const decoder = decoderFor(policy);
      analyser.begin(packets);
      plain += packets.count - analyser.readPlain(packets, decoder.ends);
      decoder.decode(packets, ETHERNET, analyser.segments, 'unread');
      decoderFor(policy).decode(packets, ETHERNET, byWire, 'all');
      for (let i = 0; i < packets.count; i++) expect(answer(analyser.segments, i)).toEqual(answer(byWire, i));
    }),
    { numRuns: 2000 },
  );
  expect(plain).toBeGreaterThan(1000);
});
