import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlainSegmenter } from '../../source/ui/terminal/plain-segmenter.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', '\u2500', '\u28ff', '\x1b', '[1m', '\r', '\n', 'e\u0301', '\ud83d\ude00', '\u200d'),
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
