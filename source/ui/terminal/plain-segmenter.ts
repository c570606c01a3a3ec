/**
 * Stands in for Intl.Segmenter in the bundle (build.mjs). Ink's libraries make one as soon as they are loaded, for which ICU
 * takes its time to start, and take each line of each frame apart by it. In nearly all of that a
 * character is a grapheme; ICU is asked about the rest.
 */
import { PLAIN_CHARACTERS } from './plain-characters.ts';

/** No line ends: CR LF is one grapheme. */
const PLAIN = new RegExp(`^[\\x1b${PLAIN_CHARACTERS}]*$`);

/** Into graphemes, which is what all that ask here want. */
class PlainSegmenter {
  readonly #made: ConstructorParameters<typeof Intl.Segmenter>;
  #real: Intl.Segmenter | null = null;

  constructor(...made: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#made = made;
  }

  segment(text: string): Pick<Intl.Segments, 'containing' | typeof Symbol.iterator> {
    if (PLAIN.test(text)) return new Characters(text);
    this.#real ??= new globalThis.Intl.Segmenter(...this.#made);
    return this.#real.segment(text);
  }
}

class Characters {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  containing(index = 0): Intl.SegmentData | undefined {
    return index >= 0 && index < this.#text.length ? this.#at(Math.floor(index)) : undefined;
  }

  *[Symbol.iterator](): Generator<Intl.SegmentData, undefined, unknown> {
    for (let index = 0; index < this.#text.length; index++) yield this.#at(index);
  }

  #at(index: number): Intl.SegmentData {
    return { segment: this.#text[index], index, input: this.#text };
  }
}

export { PlainSegmenter, PlainSegmenter as 'Intl.Segmenter' };
