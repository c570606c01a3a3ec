import { describe, expect, it } from 'vitest';
import { ipv4Text, ipv6Text, writeIpv4, writeTcptraceIpv6 } from '../../../source/connection/addresses.ts';

/** The 16 bytes of eight groups in hex. */
function address(groups: string): Uint8Array {
  const values = groups.split(' ').map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value & 255]));
}

function tcptraceText(groups: string): string {
  const bytes = Buffer.alloc(48);
  return bytes.toString('latin1', 0, writeTcptraceIpv6(bytes, 0, address(groups)));
}

describe('IPv4 addresses', () => {
  it.each([
    [0, '0.0.0.0'],
    [0x0a000001, '10.0.0.1'],
    [0xffffffff, '255.255.255.255'],
    [0xc0a86409, '192.168.100.9'],
  ])('%i is %s', (number, text) => {
    expect(ipv4Text(number)).toBe(text);
    const bytes = Buffer.alloc(16);
    expect(bytes.toString('latin1', 0, writeIpv4(bytes, 0, number))).toBe(text);
  });
});

describe('IPv6 addresses for people (RFC 5952)', () => {
  it.each([
    ['0 0 0 0 0 0 0 0', '::'],
    ['0 0 0 0 0 0 0 1', '::1'],
    ['2001 db8 0 0 0 0 0 0', '2001:db8::'],
    ['2001 db8 0 1 1 1 1 1', '2001:db8:0:1:1:1:1:1'],
    ['2001 0 0 1 0 0 0 1', '2001:0:0:1::1'],
    ['2001 db8 0 0 1 0 0 1', '2001:db8::1:0:0:1'],
    ['0 0 0 0 0 ffff c000 0201', '::ffff:192.0.2.1'],
    ['fe80 0 0 0 200 f8ff fe21 67cf', 'fe80::200:f8ff:fe21:67cf'],
  ])('%s is %s', (groups, text) => {
    expect(ipv6Text(address(groups))).toBe(text);
  });
});

describe("IPv6 addresses in tcptrace's form", () => {
  it.each([
    ['0 0 0 0 0 0 0 0', ':0000'],
    ['0 0 0 0 0 0 0 1', ':0001'],
    ['2001 db8 0 0 0 0 0 0', '2001:0db8::0000'],
    ['2001 db8 1 0 0 0 0 1', '2001:0db8:0001::0001'],
    ['2001 0 0 1 0 0 0 1', '2001::0001:0000:0000:0000:0001'],
    ['2001 db8 1 1 1 1 1 0', '2001:0db8:0001:0001:0001:0001:0001'],
    ['0 1 0 0 0 0 0 0', ':0001:0000:0000:0000:0000:0000:0000'],
    ['1 2 3 4 5 6 7 8', '0001:0002:0003:0004:0005:0006:0007:0008'],
  ])('%s is %s', (groups, text) => {
    expect(tcptraceText(groups)).toBe(text);
  });
});
