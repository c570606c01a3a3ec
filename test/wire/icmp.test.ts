import { expect, test } from 'vitest';
import { readIcmpError } from '../../source/wire/icmp.ts';
import { concat, segment4, segment6 } from './frames.ts';

test('fragmentation needed: the quoted segment and the MTU', () => {
  const message = concat('03 04 0000 0000 0578', segment4().subarray(0, 28));
  expect(readIcmpError(message, 4, 0, message.length)).toEqual({
    version: 4,
    type: 3,
    code: 4,
    mtu: 1400,
    ip: 8,
    transport: 28,
    sourcePort: 1000,
    destinationPort: 80,
    sequence: 0xfffffff0,
  });
});

test('ICMPv6: packet too big', () => {
  const message = concat('02 00 0000 00000500', segment6());
  expect(readIcmpError(message, 6, 0, message.length)).toMatchObject({ mtu: 1280, transport: 48, sourcePort: 1000 });
});

test('port unreachable has no MTU', () => {
  const message = concat('03 03 0000 00000000', segment4());
  expect(readIcmpError(message, 4, 0, message.length)).toMatchObject({ code: 3, mtu: null });
});

test.each([
  ['an echo request', concat('08 00 0000 00000000', segment4())],
  ['a quote cut before the sequence number', concat('03 01 0000 00000000', segment4().subarray(0, 27))],
  ['a quoted fragment', concat('03 01 0000 00000000', '4500002d00074001400626c20a0000010a000002', '00'.repeat(20))],
  ['a quote of UDP', concat('03 01 0000 00000000', '4500002d00074000401126c20a0000010a000002', '00'.repeat(20))],
  ['nothing', new Uint8Array(7)],
])('%s is none', (_, message) => {
  expect(readIcmpError(message, 4, 0, message.length)).toBe(null);
});
