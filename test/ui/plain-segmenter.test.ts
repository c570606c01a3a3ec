import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { PLAIN_CHARACTERS } from '../../source/ui/terminal/plain-characters.ts';
import { PlainSegmenter } from '../../source/ui/terminal/plain-segmenter.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      '…',
      '\xad',
      '\u2500',
      '\u28ff',
      '\x1b',
      '[1m',
      '\r',
      '\n',
      'e\u0301',
      '\ud83d\ude00',
      '\u200d',
    ),
  }),
);

test('takes text apart as Intl.Segmenter does', () => {
  const real = new Intl.Segmenter();
  const plain = new PlainSegmenter();
  fc.assert(
    fc.property(texts, fc.nat(20), (text, index) => {
      expect([...plain.segment(text)]).toEqual([...real.segment(text)]);
      expect(plain.segment(text).containing(index)).toEqual(real.segment(text).containing(index));
    }),
  );
});

test('every plain character takes one cell and is a grapheme beside every other', () => {
  const plain = new RegExp(`[${PLAIN_CHARACTERS}]`);
  const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((c) =>
    plain.test(c),
  );
  expect(characters.length).toBe(1_090);
  expect(characters.filter((character) => stringWidth(character) !== 1)).toEqual([]);
  const text = characters.flatMap((character) => [character, character]).join('');
  expect([...new Intl.Segmenter().segment(text)].length).toBe(text.length);
});
