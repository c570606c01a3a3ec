import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shares, timeBarLines } from '../../source/ui/panes/time-bar.ts';
import { makeTheme } from '../../source/ui/theme/theme.ts';

test('a part that took time is always seen, and all parts fill the bar', () => {
  expect(shares([10, 0, 1_000_000, 990], 20)).toEqual([1, 0, 18, 1]);
  fc.assert(
    fc.property(
      fc.array(fc.nat(1e9), { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 8, max: 200 }),
      (micros, room) => {
        const cells = shares(micros, room);
        const total = micros.some((part) => part > 0) ? room : 0;
        expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(total);
        expect(cells.every((cell, at) => cell > 0 === micros[at] > 0)).toBe(true);
      },
    ),
  );
});

test('the bar is read without colours: a letter for each part', () => {
  const spent = {
    handshake: 100,
    network: 0,
    request: 0,
    server: 300,
    window: 0,
    loss: 0,
    reply: 600,
    idle: 0,
    close: 0,
  };
  const lines = timeBarLines(spent, 42, makeTheme('mono', false)).slice(1);
  expect(lines.map(stripVTControlCharacters)).toEqual([
    `|${'h'.repeat(5)}${'s'.repeat(12)}${'r'.repeat(23)}|`,
    'h handshake 0.1 ms  s server wait 0.3 ms  ',
    'r reply 0.6 ms  ',
  ]);
});
