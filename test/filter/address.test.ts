/** Addresses and networks as typed, against Node's own net.BlockList. */

import net from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { compareAddresses, printAddress, readAddress, readNetwork } from '../../source/filter/address.ts';
import { storeOf } from './support.ts';

test('all text forms of an address', () => {
  const bytes = (text: string) => {
    const address = readAddress(text);
    return address?.version === 6 ? Buffer.from(address.bytes).toString('hex') : address?.value;
  };
  expect(bytes('10.0.0.7')).toBe(0x0a000007);
  expect(bytes('255.255.255.255')).toBe(0xffffffff);
  expect(bytes('::')).toBe('0'.repeat(32));
  expect(bytes('2001:DB8::7')).toBe('20010db8000000000000000000000007');
  expect(bytes('1:2:3:4:5:6:7:8')).toBe('00010002000300040005000600070008');
  expect(bytes('::ffff:192.0.2.1')).toBe('00000000000000000000ffffc0000201');
  expect([bytes('1:2:3'), bytes('10.0.0'), bytes('fe80::1%eth0'), bytes('')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('tcptrace prints IPv6 in a form of its own', () => {
  expect(printAddress(readAddress('2001:db8::1')!)).toBe('2001:0db8::0001');
  expect(printAddress(readAddress('10.0.0.1')!)).toBe('10.0.0.1');
});

test('addresses sort by value, and not across families', () => {
  const order = (a: string, b: string) => compareAddresses(readAddress(a)!, readAddress(b)!);
  expect(order('9.255.0.0', '10.0.0.0')).toBeLessThan(0);
  expect(order('200.0.0.0', '10.0.0.0')).toBeGreaterThan(0);
  expect(order('::2', '::10')).toBeLessThan(0);
  expect(order('::1', '0:0::1')).toBe(0);
  expect(order('::1', '0.0.0.1')).toBeNull();
});

test('networks', () => {
  const network = fc.oneof(
    fc.tuple(fc.ipV4(), fc.nat(32), fc.ipV4(), fc.constant('ipv4' as const)),
    fc.tuple(fc.ipV6(), fc.nat(128), fc.ipV6(), fc.constant('ipv6' as const)),
  );
  fc.assert(
    fc.property(network, fc.boolean(), ([base, bits, other, family], near) => {
      const address = near ? base : other;
      const list = new net.BlockList();
      list.addSubnet(base, bits, family);
      const { identity } = storeOf([{ a: { address, port: 1 }, b: { address: base, port: 2 } }]);
      const inNetwork = readNetwork(`${base}/${bits}`)!;
      expect(inNetwork(identity, asRow(0), 0)).toBe(list.check(address, family));
      expect(inNetwork(identity, asRow(0), 1)).toBe(true);
    }),
  );
});

test('what is no network', () => {
  const wrong = ['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8', '2001:db8::/129', '2001:db8::/-1', 'host/8'];
  expect(wrong.map(readNetwork)).toEqual(wrong.map(() => null));
});
