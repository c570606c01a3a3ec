import { describe, expect, test } from 'vitest';
import { concat, fromHex, segment4 } from '../wire/frames.ts';
import { headersOf, lineOf, PLACE } from './lines.ts';

/** What is said of these options, of which all but `cut` bytes of the packet were captured. */
function said(options: string, { place = PLACE, cut = 0, padding = '01' } = {}): string {
  const bytes = fromHex(options);
  const padded = concat(bytes, padding.repeat((4 - (bytes.length % 4)) % 4));
  const packet = concat(segment4(), padded);
  packet[3] = packet.length;
  packet[32] = (5 + padded.length / 4) << 4;
  const captured = packet.subarray(0, packet.length - cut);
  return lineOf('options', headersOf(captured, { linkType: 101, wireLength: packet.length }, place));
}

test('a SYN as Linux sends it', () => {
  expect(said('0204 05b4 0402 080a 00000001 00000002 01 0303 07')).toBe(
    'MSS 1460; SACK permitted; timestamp 1 echo 2; window scale 7 (x 128)',
  );
});

test('the rarer ones', () => {
  expect(said('1c04 8005 1c04 003c 1d04 0102 1e04 2000 1e04 f000 2202 2206 0a0b0c0d')).toBe(
    'user timeout 5 min; user timeout 60 s; authentication key 1 next 2; multipath DSS; multipath subtype 15; ' +
      'fast open: cookie wanted; fast open cookie 0a0b0c0d',
  );
  expect(said(`1312 ${'00'.repeat(16)} fd04 f989 fe02`)).toBe(
    'MD5 signature; kind 253 length 4 f989; kind 254 length 2',
  );
  expect(said('01010101')).toBe('only padding');
});

describe('SACK blocks', () => {
  // The acknowledgement is 5000 and stands at 1.
  test('in the stream of the other side, however its numbers wrap', () => {
    expect(said('050a 00001770 00001b58')).toBe('SACK 1001:2001');
    expect(said('050a 00001770 00001b58', { place: { ...PLACE, acknowledgement: null } })).toBe('SACK 6000:7000');
    const far = { ...PLACE, acknowledgement: 4_294_967_297 };
    expect(said('050a 00001770 00001b58', { place: far })).toBe('SACK 4294968297:4294969297');
  });

  test('the first may be a duplicate', () => {
    expect(said('050a 00001194 00001388')).toBe('SACK -499:1 (duplicate)');
    expect(said('0512 00001770 000017d4 00001770 00001b58')).toBe('SACK 1001:1101 (duplicate); SACK 1001:2001');
  });
});

describe('damaged options', () => {
  test('lengths that make no sense end the reading', () => {
    expect(said('0204 05b4 0800 0402')).toBe('MSS 1460; *kind 8 length 0: malformed, not read: 08000402*');
    expect(said('0801 0402')).toBe('*kind 8 length 1: malformed, not read: 08010402*');
    expect(said('0402 0820')).toBe('SACK permitted; *kind 8 length 32: longer than the header*');
    expect(said('010101 08')).toBe('*kind 8 without a length*');
  });

  test('wrong sizes', () => {
    expect(said('0203 05 0304 0000 0403 00 0509 01020304050607')).toBe(
      '*MSS: malformed, length 3*; *window scale: malformed, length 4*; *SACK permitted: malformed, length 3*; *SACK: malformed, length 9*',
    );
    expect(said('0303 0f')).toBe('window scale 15 (used as 14)');
  });

  test('bytes behind the end', () => {
    expect(said('0402 00', { padding: '00' })).toBe('SACK permitted');
    expect(said('0402 0007')).toBe('SACK permitted; *behind their end: 07*');
  });

  test('not captured', () => {
    const options = '0204 05b4 080a 00000001 00000002 0101';
    expect(said(options, { cut: 4 })).toBe('MSS 1460; kind 8 length 10 not captured whole');
    expect(said(options, { cut: 11 })).toBe('MSS 1460; kind 8 not captured whole');
    expect(said(options, { cut: 12 })).toBe('MSS 1460; 12 bytes not captured');
    expect(said(options, { cut: 16 })).toBe('16 bytes not captured');
  });
});
