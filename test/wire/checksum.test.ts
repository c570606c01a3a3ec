import { describe, expect, test } from 'vitest';
import { isIpv4ChecksumGood, isTransportChecksumGood } from '../../source/wire/checksum.ts';
import { fromHex, segment4, segment6 } from './frames.ts';
import { writeTcpChecksum } from './headers.ts';

const HELLO = new TextEncoder().encode('hello');

describe('checksums', () => {
  test('of a whole segment, by hand', () => {
    const packet = fromHex(
      '45000019 00004000 4006 0000 0a000001 0a000002 03e80050 fffffff0 00001388 50180200 3e42 0000 68656c6c6f',
    );
    expect(isTransportChecksumGood(packet, 0, 6, 20, 25)).toBe(true);
  });

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
});
