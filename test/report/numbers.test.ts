import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fixedLength,
  fixedText,
  scaledForPrint,
  unsignedLength,
  writeFixed,
  writePadded,
  writeUnsigned,
} from '../../source/report/numbers.ts';

const bytes = Buffer.alloc(64);

function unsigned(value: number): string {
  const end = writeUnsigned(bytes, 2, value);
  expect(end - 2).toBe(unsignedLength(value));
  return bytes.toString('latin1', 2, end);
}

function fixed(value: number, decimals: 0 | 1 | 3): string {
  const scaled = scaledForPrint(value, decimals);
  const end = writeFixed(bytes, 2, scaled, decimals);
  expect(end - 2).toBe(fixedLength(scaled, decimals));
  return bytes.toString('latin1', 2, end);
}

describe('%lu', () => {
  it.each([
    [0, '0'],
    [9, '9'],
    [10, '10'],
    [4_294_967_296, '4294967296'],
    [2 ** 53 - 1, '9007199254740991'],
    [2 ** 63, '9223372036854775808'],
    [-1, '18446744073709551615'],
    [-1460, '18446744073709550156'],
  ])('%d prints %s', (value, text) => {
    expect(unsigned(value)).toBe(text);
  });

  it('writes what String writes, for any whole number', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(unsigned(value)).toBe(String(value));
      }),
    );
  });

  it('pads with zeros', () => {
    expect(bytes.toString('latin1', 0, writePadded(bytes, 0, 90_304, 6))).toBe('090304');
    expect(bytes.toString('latin1', 0, writePadded(bytes, 0, 0, 2))).toBe('00');
    expect(bytes.toString('latin1', 0, writePadded(bytes, 0, 1_234_567, 6))).toBe('1234567');
  });
});

describe('%.Nf', () => {
  it.each([
    [0.25, 1, '0.2'],
    [0.75, 1, '0.8'],
    [0.35, 1, '0.3'],
    [0.15, 1, '0.1'],
    [99.95, 1, '100.0'],
    [2.5, 0, '2'],
    [3.5, 0, '4'],
    [0.0625, 3, '0.062'],
    [0.1875, 3, '0.188'],
    [0, 3, '0.000'],
    [0.0004, 3, '0.000'],
    [1e15, 1, '1000000000000000.0'],
    [1e22, 0, '10000000000000000000000'],
  ] as const)('%d with %d digits is %s', (value, decimals, text) => {
    expect(fixedText(value, decimals)).toBe(text);
    if (value < 1e15) expect(fixed(value, decimals)).toBe(text);
  });

  it('rounds microseconds shown in milliseconds as the exact value says', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (micros) => {
        expect(fixed(micros / 1000, 1)).toBe(fixedText(micros / 1000, 1));
      }),
    );
  });

  it('agrees with the slow way for any number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constantFrom(0, 1, 3), (value, decimals) => {
        expect(fixed(value, decimals as 0 | 1 | 3)).toBe(fixedText(value, decimals as 0 | 1 | 3));
      }),
    );
  });
});
