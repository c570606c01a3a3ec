import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { cells, cut, fitTo, wrapWords } from '../../source/ui/terminal/width.ts';

describe('cutting text to cells', () => {
  test('ASCII', () => {
    expect(fitTo('retransmission', 8)).toBe('retrans~');
    expect(fitTo('rtx', 6)).toBe('rtx   ');
    expect(fitTo('42', 5, 'right')).toBe('   42');
  });

  test('wide characters are never cut in half', () => {
    expect(cells('日本語')).toBe(6);
    expect(cut('日本語', 4)).toBe('日~');
    expect(fitTo('日本語', 4)).toBe('日~ ');
  });

  test('combining marks and joined emoji stay with their letter', () => {
    expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301~');
    expect(cut('👨‍👩‍👧x', 2, '')).toBe('👨‍👩‍👧');
  });

  test('the result always has exactly the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const shown = text.replace(/\p{C}/gu, '');
        expect(stringWidth(fitTo(shown, width))).toBe(width);
      }),
    );
  });
});

test('wrapping breaks at spaces', () => {
  expect(wrapWords('Host down or a firewall drops it', 12)).toEqual(['Host down or', 'a firewall', 'drops it']);
});
