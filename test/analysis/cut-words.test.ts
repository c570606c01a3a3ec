import { expect, test } from 'vitest';
import { cutWords, NO_CUTS } from '../../source/analysis/cuts.ts';

test('says what is left out, in words that can be typed again', () => {
  expect(cutWords(NO_CUTS)).toBe('');
  expect(
    cutWords({
      firstPacket: 5,
      lastPacket: 90,
      from: { kind: 'offset', micros: 12_500_000 },
      to: { kind: 'absolute', micros: 1_769_853_900_000_120 },
      hosts: ['10.0.0.0/8', '2001:db8::1'],
      ports: [
        { from: 80, to: 90 },
        { from: 443, to: 443 },
      ],
    }),
  ).toBe(
    'from packet 5 to packet 90 from +12.5s to 2026-01-31T10:05:00.00012Z host 10.0.0.0/8 or 2001:db8::1 port 80-90 or 443',
  );
});
