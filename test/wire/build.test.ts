import { describe, expect, test } from 'vitest';
import { writePartialTcpChecksum, writeTcpChecksum } from '../../source/wire/build.ts';
import { u16 } from '../../source/wire/bytes.ts';
import { isIpv4ChecksumGood, isTransportChecksumGood } from '../../source/wire/checksum.ts';
import { concat, ethernet, fromHex, segment4, segment6 } from './frames.ts';

const HELLO = new TextEncoder().encode('hello');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('Ethernet, IPv4 and TCP, byte for byte', () => {
  expect(hex(ethernet(0x0800, segment4(HELLO)))).toBe(
    hex(
      concat(
        '020000000002 020000000001 0800',
        '45 00 002d 0007 4000 40 06 26c2 0a000001 0a000002',
        '03e8 0050 fffffff0 00001388 50 18 0200 3e42 0000',
        '68656c6c6f',
      ),
    ),
  );
});

test('IPv6', () => {
  expect(hex(segment6(HELLO).subarray(0, 40))).toBe(
    hex(concat('60000000 0019 06 40', '20010db8000000000000000000000001', '20010db8000000000000000000000002')),
  );
});

describe('checksums', () => {
  test('of the IPv4 header: the example of RFC 1071 turned into a header that is known to be good', () => {
    const header = fromHex('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7');
    expect(isIpv4ChecksumGood(header, 0)).toBe(true);
    header[8]--;
    expect(isIpv4ChecksumGood(header, 0)).toBe(false);
  });

  test.each([
    ['IPv4', segment4(HELLO), 20],
    ['IPv6', segment6(HELLO), 40],
  ])('of TCP over %s, with an odd number of bytes', (_, packet, tcp) => {
    writeTcpChecksum(packet, 0, tcp, packet.length - tcp);
    expect(isTransportChecksumGood(packet, 0, 6, tcp, packet.length - tcp)).toBe(true);
    packet[packet.length - 1] ^= 1;
    expect(isTransportChecksumGood(packet, 0, 6, tcp, packet.length - tcp)).toBe(false);
  });

  test('left to the network card: the pseudo header alone', () => {
    const packet = segment4(HELLO);
    writePartialTcpChecksum(packet, 0, 20, 25);
    expect(u16(packet, 36)).toBe(0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6 + 25);
  });
});
