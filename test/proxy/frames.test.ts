/** The synthesised headers, byte by byte. */
import { describe, expect, it, test } from 'vitest';
import { addressBytes, inOneFamily } from '../../source/proxy/addresses.ts';
import { FrameHeaders } from '../../source/proxy/frames.ts';
import { SequenceNumbers } from '../../source/proxy/recorder.ts';
import { isIpv4ChecksumGood } from '../../source/wire/checksum.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('an IPv4 segment of 5 bytes', () => {
  const from = { address: addressBytes('192.0.2.1'), port: 1000 };
  const to = { address: addressBytes('192.0.2.9'), port: 80 };
  const bytes = new Uint8Array(100);
  const length = new FrameHeaders(0, from, to).write(bytes, 10, 0x01020304, 0xfffefdfc, 0x18, 5);
  expect(length).toBe(54);
  expect(hex(bytes.subarray(10, 64))).toBe(
    [
      '020000000002' + '020000000001' + '0800',
      '4500002d' + '00004000' + '4006b6c0' + 'c0000201' + 'c0000209',
      '03e80050' + '01020304' + 'fffefdfc' + '5018ffff' + '842a' + '0000',
    ].join(''),
  );
  expect(isIpv4ChecksumGood(bytes, 24)).toBe(true);
});

test('an IPv6 SYN offers the largest segment and window scale', () => {
  const from = { address: addressBytes('2001:db8::1'), port: 1000 };
  const to = { address: addressBytes('::1'), port: 80 };
  const bytes = new Uint8Array(100);
  const length = new FrameHeaders(1, from, to).write(bytes, 0, 7, 0, 0x02, 0);
  expect(length).toBe(82);
  expect(hex(bytes.subarray(0, 82))).toBe(
    [
      '020000000001' + '020000000002' + '86dd',
      '60000000' + '001c0640' + '20010db8000000000000000000000001' + '00000000000000000000000000000001',
      '03e80050' + '00000007' + '00000000' + '7002ffff' + '2ddd' + '0000' + '0204ffb5' + '0103030e',
    ].join(''),
  );
});

test('two segments with one sequence number differ in their identification', () => {
  const end = { address: addressBytes('192.0.2.1'), port: 1 };
  const headers = new FrameHeaders(0, end, end);
  const bytes = new Uint8Array(200);
  headers.write(bytes, 0, 1, 1, 0x10, 0);
  headers.write(bytes, 100, 1, 1, 0x10, 0);
  expect([hex(bytes.subarray(18, 20)), hex(bytes.subarray(118, 120))]).toEqual(['0000', '0001']);
});

describe('addresses', () => {
  it.each([
    ['0.0.0.0', '00000000'],
    ['255.1.2.3', 'ff010203'],
    ['::', '00'.repeat(16)],
    ['2001:db8::ff00:42:8329', '20010db8000000000000ff0000428329'],
    ['::ffff:192.0.2.1', `${'00'.repeat(10)}ffffc0000201`],
    ['fe80::1%eth0', `fe80${'00'.repeat(13)}01`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('%s', (text, bytes) => {
    expect(hex(addressBytes(text))).toBe(bytes);
  });

  it('of two families meet in IPv6', () => {
    expect(inOneFamily('192.0.2.1', '::1').map(hex)).toEqual([
      `${'00'.repeat(10)}ffffc0000201`,
      `${'00'.repeat(15)}01`,
    ]);
    expect(inOneFamily('192.0.2.1', '192.0.2.2').map(hex)).toEqual(['c0000201', 'c0000202']);
  });
});

describe('initial sequence numbers', () => {
  it('of the same ends start above where they stopped, across the wrap', () => {
    const numbers = new SequenceNumbers();
    numbers.stopped('a b', 2 ** 32 - 10, 500);
    expect(numbers.initial('a b', 0)).toEqual([63_990, 64_500]);
    expect(numbers.initial('a c', 4_000_000)).toEqual([1_000_000, 2 ** 31 + 1_000_000]);
  });

  it('are remembered of so many ends and no more', () => {
    const numbers = new SequenceNumbers();
    numbers.stopped('first', 5, 5);
    for (let ends = 0; ends < 40_000; ends++) numbers.stopped(String(ends), 5, 5);
    expect(numbers.initial('first', 0)).toEqual([0, 2 ** 31]);
    expect(numbers.initial('39999', 0)).toEqual([64_005, 64_005]);
  });
});
