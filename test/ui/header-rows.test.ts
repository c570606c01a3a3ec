import { expect, test } from 'vitest';
import { headerRows, headerRowText } from '../../source/ui/panes/header-rows.ts';
import { concat, fromHex, segment4, segment6 } from '../wire/frames.ts';

const PLACE = { number: 1, micros: 0, nanos: 0, side: 0, flags: 0, length: 0, window: null, marks: [] } as const;

function rowsOf(bytes: Uint8Array, width: number): string[] {
  const record = { bytes, wireLength: bytes.length, linkType: 101, fcsLength: 0, interfaceName: null };
  return headerRows(record, { ...PLACE, sequence: 1, acknowledgement: 1 }, width).map(headerRowText);
}

const longAddresses = segment6();
longAddresses.set(fromHex('20010db8 1111 2222 3333 4444 5555 6661'), 8);
longAddresses.set(fromHex('20010db8 1111 2222 3333 4444 5555 6662'), 24);

const unknownOption = concat(segment4(), `fd28 ${'0123456789abcdef'.repeat(5).slice(0, 76)}`);
unknownOption[3] = unknownOption.length;
unknownOption[32] = 0xf0;

test('facts that fit share a row; addresses part at a blank, long hex anywhere', () => {
  expect(rowsOf(longAddresses, 58).slice(0, 3)).toEqual([
    'IPv6       2001:db8:1111:2222:3333:4444:5555:6661 >',
    '           2001:db8:1111:2222:3333:4444:5555:6662',
    '           payload 20  hop limit 64  flow label 0x00000',
  ]);
  const options = rowsOf(unknownOption, 60).filter((row) => /kind|^ {11}[0-9a-f]+$/.test(row));
  expect(options).toEqual([
    '  options  kind 253 length 40 0123456789abcdef0123456789abcd',
    '           ef0123456789abcdef0123456789abcdef0123456789ab',
  ]);
});

test('no row is wider than its place, and nothing is left out', () => {
  const words = (rows: string[]) =>
    rows
      .map((row) => row.slice(11))
      .join('')
      .replace(/\s/g, '');
  for (const bytes of [longAddresses, unknownOption]) {
    const whole = words(rowsOf(bytes, 500));
    for (let width = 20; width < 200; width++) {
      const rows = rowsOf(bytes, width);
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(width);
      expect(words(rows)).toBe(whole);
    }
  }
});
