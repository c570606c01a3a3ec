import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { safeBytes, safeLine, safeText, textShare, wrap } from '../../source/stream/safe-text.ts';

describe('safe text', () => {
  it.each([
    ['\x1b[31mred\x1b]0;title\x07', '\\x1b[31mred\\x1b]0;title\\x07'],
    ['a\r\nb\tc\0', 'a\\r\\nb\\tc\\x00'],
    ['\x9b2J', '\\x9b2J'],
    ['user\u202etxt.exe', 'user\\u{202e}txt.exe'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['line\u2028break', 'line\\u{2028}break'],
    ['naïve 漢字 🙂', 'naïve 漢字 🙂'],
    [`Z${'\u0301'.repeat(6)}`, `Z${'\u0301'.repeat(4)}\\u{301}\\u{301}`],
  ])('%j', (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it('shows bytes that are no UTF-8', () => {
    expect(safeBytes(Buffer.from('caf\xe9 ok\xff', 'latin1'))).toBe('caf\\xe9 ok\\xff');
    expect(safeBytes(Uint8Array.of(0xed, 0xa0, 0x80, 0xc0, 0x80, 0xe2, 0x82))).toBe(
      '\\xed\\xa0\\x80\\xc0\\x80\\xe2\\x82',
    );
  });

  it('never lets a control, a bidi mark or an escape through', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 100 }), (bytes, text) => {
        for (const shown of [safeBytes(bytes), safeText(text), safeLine(text)])
          expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('wraps to the width and loses nothing', () => {
    expect(wrap('abcdef', 4)).toEqual(['abcd', 'ef']);
    expect(wrap('漢字kanji', 5)).toEqual(['漢字k', 'anji']);
    expect(wrap('', 5)).toEqual(['']);
    expect(wrap('\u{1d158}\u{1d165}\u{1d16e}', 2)).toHaveLength(2);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 2, max: 20 }), (text, width) => {
        const safe = safeText(text);
        const lines = wrap(safe, width);
        expect(lines.join('')).toBe(safe);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('sets tabs at eight cells', () => {
    expect(safeLine('a\tb\t\tc')).toBe('a       b               c');
  });

  it('tells text from binary', () => {
    expect(textShare(Buffer.from('Grüße\r\n'))).toBe(1);
    expect(textShare(Uint8Array.of(0, 1, 2, 65))).toBe(0.25);
  });
});
