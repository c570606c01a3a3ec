import { describe, expect, test } from 'vitest';
import { BATCH_PACKETS } from '../../source/capture/packets.ts';
import { putU16 } from '../../source/wire/bytes.ts';
import { SegmentBatch } from '../../source/wire/segments.ts';
import { TcptraceDecoder, tcptraceReads } from '../../source/wire/tcptrace-decode.ts';
import { batchOf, type Captured, concat, entry, ethernet, fromHex, segment4, segment6 } from './frames.ts';

const HELLO = new TextEncoder().encode('hello');
const TCP4 = segment4(HELLO);

/** What it says of each frame of a run; every inner list is a batch of its own. */
function decodeRun(linkType: number, ...batches: (readonly Captured[])[]) {
  const decoder = new TcptraceDecoder();
  return batches.map((frames) => {
    const batch = batchOf(frames);
    const segments = new SegmentBatch(BATCH_PACKETS);
    decoder.decode(batch, [{ linkType, fcsLength: 0 }], segments);
    return frames.map((_, i) => ({ ...entry(batch, segments, i), sequence: segments.sequence[i] }));
  });
}
const decodeOne = (linkType: number, bytes: Uint8Array, captured?: number) =>
  decodeRun(linkType, [{ bytes, captured: captured ?? bytes.length, wire: bytes.length }])[0][0];

describe('Ethernet', () => {
  test.each<[string, number, Uint8Array, string]>([
    ['IPv4', 0x0800, TCP4, 'tcp'],
    ['IPv6', 0x86dd, segment6(HELLO), 'tcp'],
    ['one VLAN tag', 0x8100, concat('0064 0800', TCP4), 'tcp'],
    ['a PPPoE session', 0x8864, concat('1100 0001 002f 0021', TCP4), 'tcp'],
    ['two tags: not counted', 0x8100, concat('0064 8100 0065 0800', TCP4), 'uncounted'],
    ['a service tag: not counted', 0x88a8, concat('0064 0800', TCP4), 'uncounted'],
    ['PPPoE with IPv6: not counted', 0x8864, concat('1100 0001 002f 0057', segment6()), 'uncounted'],
    ['ARP: not counted', 0x0806, new Uint8Array(28), 'uncounted'],
    ['another version nibble: seen', 0x0800, fromHex('55'.repeat(40)), 'other'],
  ])('%s', (_, type, payload, kind) => {
    expect(decodeOne(1, ethernet(type, payload)).kind).toBe(kind);
  });
});

test.each<[string, number, number]>([
  ['null, whatever the family', 0, 4],
  ['SLIP', 8, 16],
  ['ATM', 11, 8],
  ['ATM', 100, 8],
  ['raw', 12, 0],
  ['raw', 101, 0],
  ['Cisco HDLC', 104, 4],
  ['802.11', 105, 32],
  ['Linux cooked', 113, 16],
  ['Prism', 119, 176],
])('%s (%i) has IP at %i, unchecked', (_, linkType, offset) => {
  expect(decodeOne(linkType, concat('ff'.repeat(offset), TCP4))).toMatchObject({
    kind: 'tcp',
    ip: offset,
    dataLength: 5,
  });
});

test('link types that it refuses are read as they should be', () => {
  expect([1, 6, 9, 10, 127].every(tcptraceReads)).toBe(true);
  expect([14, 50, 108, 192, 228, 239, 258, 276].some(tcptraceReads)).toBe(false);
  const padded = concat(TCP4, new Uint8Array(3));
  expect(decodeOne(228, padded)).toMatchObject({ kind: 'tcp', dataLength: 5, last: TCP4.length - 1 });
});

describe('the captured end', () => {
  test('is one past the packet where padding follows', () => {
    const frame = concat(ethernet(0x0800, TCP4), new Uint8Array(15));
    expect(decodeOne(1, frame).last).toBe(14 + TCP4.length);
    expect(decodeOne(1, ethernet(0x0800, TCP4)).last).toBe(14 + TCP4.length - 1);
  });

  test('of IPv6 counts the padding as captured', () => {
    const packet = segment6(HELLO);
    expect(decodeOne(1, concat(ethernet(0x86dd, packet), new Uint8Array(9))).last).toBe(14 + packet.length + 8);
  });

  test('an IPv4 length of 0 leaves nothing captured', () => {
    const packet = Uint8Array.from(TCP4);
    putU16(packet, 2, 0);
    expect(decodeOne(12, packet)).toMatchObject({ kind: 'tcpCut', last: 0 });
  });

  test('a TCP header needs 20 bytes before it', () => {
    expect(decodeOne(12, TCP4, 39).kind).toBe('tcpCut');
    expect(decodeOne(12, TCP4, 40).kind).toBe('tcp');
  });

  test('bytes of a cut IP header count as 0', () => {
    expect(decodeOne(12, TCP4, 9)).toMatchObject({ kind: 'ip', version: 4 });
    expect(decodeOne(12, TCP4, 10)).toMatchObject({ kind: 'tcpCut', version: 4 });
  });
});

describe('IPv6 extension headers', () => {
  test('count as data', () => {
    const packet = segment6(HELLO, 0, fromHex('06 00 01 04 00000000'));
    expect(decodeOne(12, packet)).toMatchObject({ kind: 'tcp', dataLength: 5 + 8 });
  });

  test('a fragment header is stepped over by 16 bytes, so that ports are read 8 bytes late', () => {
    const packet = segment6(HELLO, 44, fromHex('06 00 0000 00000001'));
    expect(decodeOne(12, packet)).toMatchObject({ kind: 'tcpCut', transport: 56 });
    const long = segment6(new Uint8Array(20), 44, fromHex('06 00 0000 00000001'));
    expect(decodeOne(12, long)).toMatchObject({ kind: 'tcp', ports: [5000 >>> 16, 5000] });
  });

  test('a later fragment is seen only; so is a header that would begin behind the capture', () => {
    expect(decodeOne(12, segment6(HELLO, 44, fromHex('06 00 0400 00000001'))).kind).toBe('fragment');
    expect(decodeOne(12, segment6(), 40)).toMatchObject({ kind: 'ip', version: 6 });
  });

  test('an unknown header is stepped over like the others', () => {
    expect(decodeOne(12, segment6(HELLO, 135, fromHex('06 00 0000 00000000'))).kind).toBe('tcp');
  });
});

describe('what stays from frame to frame', () => {
  const ppp = (protocol: string, packet: Uint8Array): Captured => ({ bytes: concat('ff03', protocol, packet) });
  const second = Uint8Array.from(TCP4);
  second[27] = 1;

  test('a PPP frame that is not IP repeats the packet before it, also across batches', () => {
    const [first, next] = decodeRun(
      9,
      [ppp('0021', TCP4), ppp('c021', HELLO)],
      [ppp('c021', HELLO), ppp('0021', second)],
    );
    expect(first.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['tcp', 0xfffffff0],
      ['tcp', 0xfffffff0],
    ]);
    expect(next.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['tcp', 0xfffffff0],
      ['tcp', 0xffffff01],
    ]);
  });

  test('before the first IP packet it is seen and no more', () => {
    expect(decodeRun(9, [ppp('c021', HELLO)])[0][0].kind).toBe('other');
  });

  test('FDDI keeps the offset that the first SNAP header showed', () => {
    const snap = (before: number) => ({ bytes: concat('50'.repeat(before), 'aaaa03 000000 0800', TCP4) });
    const other = { bytes: concat('50'.repeat(13), 'ffffff 000000 0800', TCP4) };
    const [[none, first, fixed]] = decodeRun(10, [other, snap(13), other]);
    expect(none.kind).toBe('other');
    expect(first).toMatchObject({ kind: 'tcp', ip: 21 });
    expect(fixed).toMatchObject({ kind: 'tcp', ip: 21 });
  });
});
