/** Amounts as people write them. */
import { expect, test } from 'vitest';
import { readCount, readDate, readDuration, readRate, readSize } from '../../source/quantities/quantities.ts';

test.each([
  ['5us', 5],
  ['1.5ms', 1500],
  ['.5s', 500_000],
  ['2 min', 120e6],
  ['1h', 3600e6],
  ['1D', 86_400e6],
  ['5', null],
  ['5m', null],
  ['ms', null],
  ['-5s', null],
  ['1e3s', null],
])('%s is %s µs', (text, micros) => {
  expect(readDuration(text)).toBe(micros);
});

test.each([
  ['300', 300],
  ['1k', 1000],
  ['1.5M', 1_500_000],
  ['2 GB', 2e9],
  ['1KiB', 1024],
  ['3Gi', 3 * 2 ** 30],
  ['1tb', 1e12],
  ['', null],
  ['1x', null],
  ['1 000', null],
])('%s is %s bytes', (text, bytes) => {
  expect(readSize(text)).toBe(bytes);
});

test.each([
  ['8bit', 1],
  ['1mbit', 125_000],
  ['64kbit', 8000],
  ['1.5 MB/s', 1_500_000],
  ['0mbit', null],
  ['100', null],
  ['1m', null],
])('%s is %s bytes a second', (text, bytes) => {
  expect(readRate(text)).toBe(bytes);
});

test.each([
  ['1', 1],
  ['0', null],
  ['1.5', null],
  ['1e3', null],
])('%s is %s, counted from 1', (text, count) => {
  expect(readCount(text, 1)).toBe(count);
});

test('dates that no calendar has are none', () => {
  const wrong = [
    '2026-13-01',
    '2026-00-01',
    '2026-01-32',
    '2025-02-29',
    '2026-01-01T24:00',
    '2026-01-01T10:60',
    '26-01-01',
  ];
  expect(wrong.map(readDate)).toEqual(wrong.map(() => null));
  expect(readDate('2024-02-29T00:00Z')).toBe(Date.UTC(2024, 1, 29) * 1000);
  expect(readDate('2026-01-01T00:00:00.123456789Z')).toBe(Date.UTC(2026, 0, 1) * 1000 + 123_456);
});
