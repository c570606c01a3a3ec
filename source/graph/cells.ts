/** What a picture is made of: lines of text in tones. The screens give the tones their colours. */

/** Roles of what is drawn, the weaker first: where two meet in one cell, the later one gives the cell its tone. */
export const TONES = [
  'axis',
  'window',
  'average',
  'sack',
  'acknowledged',
  'data',
  'duplicate',
  'retransmission',
  'mark',
  'cursor',
] as const;

export type Tone = (typeof TONES)[number];

/** Index into TONES, as stored in cells and columns. */
export const toneIndex = (tone: Tone): number => TONES.indexOf(tone);

export interface Span {
  text: string;
  tone: Tone;
}

/** Braille needs a UTF-8 locale; ASCII shows how much of a cell is covered by `.`, `:`, `*` and `#`. */
export type Characters = 'braille' | 'ascii';

/** Joins neighbours of the same tone. */
export function joined(spans: readonly Span[]): Span[] {
  const line: Span[] = [];
  for (const { text, tone } of spans) {
    const last = line.at(-1);
    if (last?.tone === tone) last.text += text;
    else if (text !== '') line.push({ text, tone });
  }
  return line;
}
