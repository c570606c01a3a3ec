import { describe, expect, test } from 'vitest';
import { BATCH_PACKETS } from '../../source/capture/packets.ts';
import { putU16 } from '../../source/wire/bytes.ts';
import { decode } from '../../source/wire/decode.ts';
import { hashOfEnds4, hashOfEnds6 } from '../../source/wire/endpoints.ts';
import { SegmentBatch } from '../../source/wire/segments.ts';
import { batchOf, concat, decodeOne, ethernet, fromHex, segment4, segment6 } from './frames.ts';

const HELLO = new TextEncoder().encode('hello');

describe('a TCP segment', () => {
  const batch = batchOf([{ bytes: ethernet(0x0800, segment4(HELLO, 0x18)) }]);
  const segments = new SegmentBatch(BATCH_PACKETS);
  decode(batch, [{ linkType: 1, fcsLength: 0 }], segments);

  test('has its header fields in the columns', () => {
    expect(segments.sequence[0]).toBe(0xfffffff0);
    expect(segments.acknowledgement[0]).toBe(5000);
    expect(segments.flags[0]).toBe(0x18);
    expect(segments.window[0]).toBe(512);
    expect(segments.headerLength[0]).toBe(20);
    expect(segments.identification[0]).toBe(7);
  });

  test('has offsets that mean bytes of the batch', () => {
    const payload = segments.transport[0] + segments.headerLength[0];
    expect(segments.bytes).toBe(batch.bytes);
    expect(Buffer.from(batch.bytes.subarray(payload, segments.last[0] + 1)).toString()).toBe('hello');
  });
});

describe('lengths', () => {
  test('padding to the shortest Ethernet frame is not data', () => {
    const frame = concat(ethernet(0x0800, segment4()), new Uint8Array(6));
    expect(decodeOne(1, { bytes: frame })).toMatchObject({ kind: 'tcp', dataLength: 0, last: 53 });
  });

  test('data counts by the IP header, captured or not', () => {
    const frame = ethernet(0x0800, segment4(new Uint8Array(1000)));
    expect(decodeOne(1, { bytes: frame, captured: 68 })).toMatchObject({ dataLength: 1000, last: 67 });
  });

  test('an IPv4 length of 0 (segmentation offload) means the frame, less its check sequence', () => {
    const packet = segment4(new Uint8Array(100));
    putU16(packet, 2, 0);
    const frame = concat(ethernet(0x0800, packet), 'aabbccdd');
    expect(decodeOne(1, { bytes: frame }, 4)).toMatchObject({ kind: 'tcp', dataLength: 100, last: 153 });
  });

  test('so does an IPv6 length of 0', () => {
    const packet = segment6(new Uint8Array(100));
    putU16(packet, 4, 0);
    expect(decodeOne(1, { bytes: ethernet(0x86dd, packet) })).toMatchObject({ kind: 'tcp', dataLength: 100 });
  });

  test('an IPv6 jumbogram has its length in an option (RFC 2675)', () => {
    const jumbo = fromHex('06 00 c2 04 00 01 11 70');
    const packet = segment6(new Uint8Array(0), 0, jumbo);
    putU16(packet, 4, 0);
    expect(decodeOne(101, { bytes: packet })).toMatchObject({ kind: 'tcp', dataLength: 70_000 - 8 - 20 });
  });

  test('the PPPoE length ends a packet whose own length counts padding', () => {
    const packet = segment4(HELLO);
    putU16(packet, 2, packet.length + 9);
    const frame = concat(ethernet(0x8864, concat('11 00 0001 002f 0021', packet)), new Uint8Array(9));
    expect(decodeOne(1, { bytes: frame })).toMatchObject({ kind: 'tcp', dataLength: 5 });
  });

  test('a length smaller than the headers gives a negative data length', () => {
    const packet = segment4(HELLO);
    packet[32] = 0xf0;
    expect(decodeOne(101, { bytes: packet })).toMatchObject({ kind: 'tcp', dataLength: 5 - 40 });
  });
});

describe('what a packet is', () => {
  const ipv4 = segment4(HELLO);
  const changed = (at: number, value: number): Uint8Array => {
    const packet = Uint8Array.from(ipv4);
    packet[at] = value;
    return packet;
  };

  test.each([
    ['a TCP header cut off by the snaplen', { bytes: ipv4, captured: 39 }, 'tcpCut', 4],
    ['a later fragment', { bytes: changed(7, 1) }, 'fragment', 4],
    ['a first fragment with its TCP header', { bytes: changed(6, 0x20) }, 'tcp', 4],
    ['a header length below 20', { bytes: changed(0, 0x44) }, 'ip', 4],
    ['another version', { bytes: changed(0, 0x55) }, 'other', 0],
    ['an IP header cut off', { bytes: ipv4, captured: 19 }, 'other', 0],
    ['ICMP', { bytes: changed(9, 1) }, 'icmp', 4],
    ['OSPF', { bytes: changed(9, 89) }, 'ip', 4],
    ['UDP', { bytes: changed(9, 17) }, 'udp', 4],
    ['UDP cut off', { bytes: changed(9, 17), captured: 27 }, 'udpCut', 4],
  ])('%s', (_, frame, kind, version) => {
    expect(decodeOne(101, frame)).toMatchObject({ kind, version });
  });
});

describe('IPv6 extension headers', () => {
  const optionsOf8 = (next: string) => fromHex(`${next} 00 01 04 00000000`);

  test.each([
    ['hop-by-hop', 0, optionsOf8('06'), 'tcp'],
    ['routing, then destination options', 43, concat('3c 00 00 00 00000000', optionsOf8('06')), 'tcp'],
    ['authentication, counted in units of four', 51, concat('06 04 0000 00000001 00000001', new Uint8Array(12)), 'tcp'],
    ['a fragment header with nothing around it', 44, fromHex('06 00 0000 00000001'), 'tcp'],
    ['a later fragment', 44, fromHex('06 00 0008 00000001'), 'fragment'],
    ['encrypted', 50, new Uint8Array(8), 'ip'],
    ['no next header', 59, new Uint8Array(0), 'ip'],
    ['too many', 60, concat(...Array.from({ length: 17 }, () => optionsOf8('3c'))), 'ip'],
  ])('%s', (_, first, extensions, kind) => {
    const found = decodeOne(101, { bytes: segment6(HELLO, first, extensions) });
    expect(found).toMatchObject(kind === 'tcp' ? { kind, ports: [1000, 80], dataLength: 5 } : { kind });
  });
});

describe('the hash of both ends', () => {
  const hash4 = (packet: Uint8Array): number => hashOfEnds4(new DataView(packet.buffer), 0, 20);
  const hash6 = (packet: Uint8Array): number => hashOfEnds6(new DataView(packet.buffer), 0, 40);
  const turned = (packet: Uint8Array, addresses: number, size: number, ports: number): Uint8Array => {
    const other = Uint8Array.from(packet);
    other.set(packet.subarray(addresses + size, addresses + 2 * size), addresses);
    other.set(packet.subarray(addresses, addresses + size), addresses + size);
    other.set(packet.subarray(ports + 2, ports + 4), ports);
    other.set(packet.subarray(ports, ports + 2), ports + 2);
    return other;
  };

  test('is the same in both directions', () => {
    expect(hash4(turned(segment4(), 12, 4, 20))).toBe(hash4(segment4()));
    expect(hash6(turned(segment6(), 8, 16, 40))).toBe(hash6(segment6()));
  });

  test('keeps 60,000 neighbouring 4-tuples apart in 17 bits, about as chance would', () => {
    const places = new Set<number>();
    const packet = segment4();
    for (let host = 0; host < 60; host++) {
      packet[15] = host;
      for (let port = 0; port < 1000; port++) {
        putU16(packet, 20, 32_768 + port);
        places.add(hash4(packet) & 0x1ffff);
      }
    }
    // 2^17 × (1 − e^(−60000 / 2^17)) = 48,145 different places expected of a random function.
    expect(places.size).toBeGreaterThan(47_500);
  });

  test('changes with every byte of an IPv6 address', () => {
    const hashes = new Set([hash6(segment6())]);
    for (let at = 8; at < 40; at++) {
      const packet = segment6();
      packet[at] ^= 1;
      hashes.add(hash6(packet));
    }
    expect(hashes.size).toBe(33);
  });
});
