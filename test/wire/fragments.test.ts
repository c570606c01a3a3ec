/** IP packets put together from fragments: in any order, never from overlapping ones, and within bounds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_PACKETS } from '../../source/capture/packets.ts';
import { putU16 } from '../../source/wire/bytes.ts';
import { decode } from '../../source/wire/decode.ts';
import { isFragment } from '../../source/wire/fragments.ts';
import { Inside } from '../../source/wire/inside.ts';
import { SegmentBatch } from '../../source/wire/segments.ts';
import { batchOf, type Captured, concat, entry, ethernet, fromHex, ip4, segment4, segment6, udp } from './frames.ts';

const PAYLOAD = Uint8Array.from({ length: 400 }, (_, i) => i);
const WHOLE = segment4(PAYLOAD);

/** A fragment of an IPv4 packet without options: bytes [from, to) of what it carries. */
function fragment4(packet: Uint8Array, from: number, to: number): Uint8Array {
  const bytes = concat(packet.subarray(0, 20), packet.subarray(20 + from, 20 + to));
  putU16(bytes, 2, bytes.length);
  putU16(bytes, 6, (20 + to < packet.length ? 0x2000 : 0) | (from / 8));
  return bytes;
}

const frame4 = (from: number, to: number): Uint8Array => ethernet(0x0800, fragment4(WHOLE, from, to));

/** The same of an IPv6 packet. */
function fragment6(packet: Uint8Array, from: number, to: number): Uint8Array {
  const more = 40 + to < packet.length ? 1 : 0;
  const offset = (from | more).toString(16).padStart(4, '0');
  const bytes = concat(packet.subarray(0, 40), `0600 ${offset} 00000007`, packet.subarray(40 + from, 40 + to));
  bytes[6] = 44;
  putU16(bytes, 4, bytes.length - 40);
  return bytes;
}

function read(frames: readonly (Captured | Uint8Array)[], inside = new Inside(), micros: readonly number[] = []) {
  const batch = batchOf(frames.map((frame) => (frame instanceof Uint8Array ? { bytes: frame } : frame)));
  batch.micros.set(micros);
  for (let i = 0; i < batch.count; i++) batch.position[i] = 1000 * i;
  const segments = new SegmentBatch(BATCH_PACKETS);
  decode(batch, [{ linkType: 1, fcsLength: 0 }], segments, 'all', inside);
  return { batch, segments, kinds: frames.map((_, i) => entry(batch, segments, i).kind) };
}

/** What the segment holds as far as it was captured. */
function payloadOf(segments: SegmentBatch, i: number): Uint8Array {
  const at = segments.transport[i] + segments.headerLength[i];
  return segments.bytes.slice(at, segments.last[i] + 1);
}

test('the packet stands where its last fragment came', () => {
  const { segments, kinds, batch } = read([frame4(0, 160), frame4(160, 320), frame4(320, 420)]);
  expect(kinds).toEqual(['fragment', 'fragment', 'tcp']);
  expect(entry(batch, segments, 2)).toMatchObject({ ports: [1000, 80], dataLength: 400 });
  expect(payloadOf(segments, 2)).toEqual(PAYLOAD);
  expect(segments.joined.get(2)?.parts).toEqual([
    { at: 20, length: 160, position: 0, inRecord: 34 },
    { at: 180, length: 160, position: 1000, inRecord: 34 },
    { at: 340, length: 100, position: 2000, inRecord: 34 },
  ]);
});

test('in whatever order, twice, and among others', () => {
  const { segments, kinds } = read([
    frame4(320, 420),
    ethernet(0x0800, segment4()),
    frame4(160, 320),
    frame4(160, 320),
    frame4(0, 160),
  ]);
  expect(kinds).toEqual(['fragment', 'tcp', 'fragment', 'fragment', 'tcp']);
  expect(payloadOf(segments, 4)).toEqual(PAYLOAD);
});

test('over the edge of a batch', () => {
  const inside = new Inside();
  read([frame4(0, 160), frame4(160, 320)], inside);
  const { segments, kinds } = read([frame4(320, 420)], inside);
  expect(kinds).toEqual(['tcp']);
  expect(payloadOf(segments, 0)).toEqual(PAYLOAD);
});

test('IPv6', () => {
  const packet = segment6(PAYLOAD);
  const frame = (from: number, to: number): Uint8Array => ethernet(0x86dd, fragment6(packet, from, to));
  const { segments, kinds, batch } = read([frame(0, 240), frame(240, 420)]);
  expect(kinds).toEqual(['fragment', 'tcp']);
  expect(entry(batch, segments, 1)).toMatchObject({ version: 6, ports: [1000, 80], dataLength: 400 });
  expect(payloadOf(segments, 1)).toEqual(PAYLOAD);
});

test('a tunnel whose packets are in fragments, and fragments in a tunnel', () => {
  const carried = ip4(17, udp(4789, concat('08000000 00002a00', ethernet(0x0800, WHOLE))));
  const outer = [fragment4(carried, 0, 240), fragment4(carried, 240, 490)].map((packet) => ethernet(0x0800, packet));
  const inner = [fragment4(WHOLE, 0, 240), fragment4(WHOLE, 240, 420)].map((packet) =>
    ethernet(0x0800, ip4(4, packet)),
  );
  for (const frames of [outer, inner]) {
    const { segments, kinds } = read(frames);
    expect(kinds).toEqual(['fragment', 'tcp']);
    expect(payloadOf(segments, 1)).toEqual(PAYLOAD);
    expect(segments.carrier[1]).toBe(2);
  }
});

test('what was cut by the snaplen has its length, and its bytes up to the cut', () => {
  const { segments, kinds, batch } = read([{ bytes: frame4(0, 160), captured: 94, wire: 194 }, frame4(160, 420)]);
  expect(kinds).toEqual(['fragment', 'tcp']);
  expect(entry(batch, segments, 1).dataLength).toBe(400);
  expect(payloadOf(segments, 1)).toEqual(PAYLOAD.slice(0, 40));
});

test.each<[string, Uint8Array[]]>([
  ['overlapping', [frame4(0, 160), frame4(152, 320), frame4(160, 320), frame4(320, 420)]],
  ['with other bytes', [frame4(0, 160), frame4(160, 320).fill(0, 40), frame4(160, 320), frame4(320, 420)]],
  ['two ends', [frame4(320, 420), ethernet(0x0800, fragment4(WHOLE.subarray(0, 430), 320, 410)), frame4(0, 320)]],
  [
    'beyond the end',
    [frame4(0, 160), frame4(320, 420), ethernet(0x0800, fragment4(segment4(new Uint8Array(900)), 480, 640))],
  ],
  ['a piece missing', [frame4(0, 160), frame4(320, 420)]],
  [
    'of other packets',
    [frame4(0, 160), ethernet(0x0800, fragment4(concat(WHOLE.subarray(0, 4), '0008', WHOLE.subarray(6)), 160, 420))],
  ],
])('never put together: %s', (_, frames) => {
  expect(read(frames).kinds).toEqual(frames.map(() => 'fragment'));
});

test('after 30 s the rest is too late', () => {
  const frames = [frame4(0, 160), frame4(160, 420)];
  expect(read(frames, new Inside(), [0, 29e6]).kinds).toEqual(['fragment', 'tcp']);
  expect(read(frames, new Inside(), [0, 31e6]).kinds).toEqual(['fragment', 'fragment']);
});

test('where a filter let first fragments through alone, they are what there is', () => {
  const first = frame4(0, 160);
  expect(read([first, first, first, first]).kinds).toEqual(['fragment', 'fragment', 'tcp', 'tcp']);
  const inside = new Inside();
  inside.fragments.expectFirstsAlone();
  const { segments, batch } = read([first], inside);
  expect(entry(batch, segments, 0)).toMatchObject({ kind: 'tcp', dataLength: 140 });
});

test('of packets that are never whole only the last thousand are waited for', () => {
  const inside = new Inside();
  const numbered = (number: number, from: number, to: number): Uint8Array => {
    const packet = fragment4(WHOLE, from, to);
    putU16(packet, 4, number);
    return ethernet(0x0800, packet);
  };
  const later = Array.from({ length: 1100 }, (_, number) => numbered(number, 160, 420));
  read(later, inside);
  expect(read([numbered(0, 0, 160)], inside).kinds).toEqual(['fragment']);
  expect(read([numbered(1099, 0, 160)], inside).kinds).toEqual(['tcp']);
});

test('any cuts in any order give the packet; any damage gives no throw', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 51 }), { maxLength: 8 });
  fc.assert(
    fc.property(cuts, fc.infiniteStream(fc.nat()), (places, random) => {
      const edges = [0, ...places.map((place) => place * 8).toSorted((one, other) => one - other), 420];
      const frames = edges
        .slice(1)
        .map((to, i) => ({ frame: frame4(edges[i], to), order: random.next().value as number }))
        .toSorted((one, other) => one.order - other.order)
        .map(({ frame }) => frame);
      const { segments, kinds } = read(frames);
      expect(kinds.at(-1)).toBe('tcp');
      expect(payloadOf(segments, frames.length - 1)).toEqual(PAYLOAD);
    }),
    { numRuns: 200 },
  );
  const changes = fc.array(fc.tuple(fc.nat(3), fc.nat(80), fc.nat(255)), { maxLength: 8 });
  fc.assert(
    fc.property(changes, (list) => {
      const frames = [
        frame4(0, 160),
        frame4(160, 320),
        frame4(320, 420),
        ethernet(0x86dd, fragment6(segment6(PAYLOAD), 0, 240)),
      ];
      for (const [frame, at, value] of list) frames[frame][at] = value;
      read(frames);
      read(frames.map((bytes) => ({ bytes, captured: Math.min(60, bytes.length), wire: bytes.length })));
    }),
    { numRuns: 500 },
  );
});

test('the last of several headers before a fragment names what the packet carries', () => {
  const options = fromHex('2c 00 0104 00000000');
  const packet = fragment6(segment6(PAYLOAD), 0, 240);
  const behind = (bytes: Uint8Array): Uint8Array => {
    const longer = concat(bytes.subarray(0, 40), options, bytes.subarray(40));
    longer[6] = 0;
    putU16(longer, 4, longer.length - 40);
    return ethernet(0x86dd, longer);
  };
  const { segments, kinds } = read([behind(packet), behind(fragment6(segment6(PAYLOAD), 240, 420))]);
  expect(kinds).toEqual(['fragment', 'tcp']);
  expect(payloadOf(segments, 1)).toEqual(PAYLOAD);
});

test('fragments are known by their headers', () => {
  const first = fragment4(WHOLE, 0, 160);
  const first6 = fragment6(segment6(PAYLOAD), 0, 240);
  expect([isFragment(first, 0, 20), isFragment(WHOLE, 0, 20)]).toEqual([true, false]);
  expect([isFragment(first6, 0, 48), isFragment(segment6(), 0, 40)]).toEqual([true, false]);
});
