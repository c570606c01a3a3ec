/**
 * Text measured and cut in terminal cells. Nearly all we show is ASCII, where a cell is a character; the rest (names,
 * captured text) may hold wide characters, emoji and combining marks, which are cut between graphemes only.
 */
import stringWidth from 'string-width';

const ASCII = /^[\x20-\x7e]*$/;
/** Made when it is first needed: ICU takes its time to start. */
let segmenter: Intl.Segmenter | null = null;

/** The text in what people take for characters. */
export function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Cells that plain text (no escape sequences) takes. */
export function cells(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** The text cut to at most `width` cells; a cut is shown by `mark`, which must be one cell wide or empty. */
export function cut(text: string, width: number, mark = '~'): string {
  if (width <= 0) return '';
  if (ASCII.test(text)) return text.length <= width ? text : text.slice(0, width - mark.length) + mark;
  if (stringWidth(text) <= width) return text;
  return firstCells(text, width - mark.length) + mark;
}

/** The longest start of the text that fits `width` cells. */
export function firstCells(text: string, width: number): string {
  if (ASCII.test(text)) return text.slice(0, Math.max(0, width));
  let kept = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const wide = stringWidth(grapheme);
    if (used + wide > width) break;
    kept += grapheme;
    used += wide;
  }
  return kept;
}

/** Exactly `width` cells: cut or filled up with spaces on the other side of `align`. */
export function fitTo(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const space = ' '.repeat(Math.max(0, width - cells(shown)));
  return align === 'left' ? shown + space : space + shown;
}

/** Breaks text into lines of at most `width` cells, at spaces where there are any (not before a percent sign). */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+(?!%)/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cells(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = cut(word, width);
  }
  if (line !== '') lines.push(line);
  return lines;
}
