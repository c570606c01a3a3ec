/**
 * Bytes from outside as text that a terminal can only show, never obey: escape sequences, controls, bidirectional overrides
 * and other invisible characters appear as `\x1b`, `\u{202e}` and the like; bytes that are no valid UTF-8 as `\xff`.
 */
import stringWidth from 'string-width';

/**
 * C0 and C1 controls, lone surrogates, format characters (bidi marks, zero-width joiners, tags), line and paragraph
 * separators, private use, unassigned: nothing of these is left to the terminal's mercy. Unicode general categories,
 * https://www.unicode.org/reports/tr44/#General_Category_Values.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** Marks that pile up on one cell: more than four in a row are shown as codes. */
const PILED_MARKS = /(?<=\p{M}{4})\p{M}/gu;
const ASCII = /^[\x20-\x7e]*$/;

/** The text with everything a terminal might act on made visible. Line breaks count as controls too. */
export function safeText(text: string): string {
  if (ASCII.test(text)) return text;
  return text.replace(UNSAFE, visible).replace(PILED_MARKS, visible);
}

function visible(character: string): string {
  if (character === '\t') return '\\t';
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0)!;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/**
 * UTF-8 to text; each byte that is not part of a valid character becomes `\xff` in plain letters.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = utf8.decode(bytes);
  if (!text.includes('\ufffd')) return text;
  let lenient = '';
  for (let i = 0; i < bytes.length; ) {
    const length = validLength(bytes, i);
    lenient +=
      length === 0 ? `\\x${bytes[i].toString(16).padStart(2, '0')}` : utf8.decode(bytes.subarray(i, i + length));
    i += Math.max(1, length);
  }
  return lenient;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes of the UTF-8 character at `from`, 0 if there is no valid one (RFC 3629 section 4). */
function validLength(bytes: Uint8Array, from: number): number {
  const lead = bytes[from];
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || from + length > bytes.length) return 0;
  const second = bytes[from + 1];
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let i = 2; i < length; i++) if ((bytes[from + i] & 0xc0) !== 0x80) return 0;
  return length;
}

/** The bytes as one safe line of UTF-8. */
export function safeBytes(bytes: Uint8Array): string {
  return safeText(decodeUtf8(bytes));
}

/** A tab stop every eight cells, controls visible: a line of a text as it is shown. */
export function safeLine(line: string): string {
  if (!line.includes('\t')) return safeText(line);
  let shown = '';
  for (const [index, part] of line.split('\t').entries()) {
    if (index > 0) shown += ' '.repeat(8 - (stringWidth(shown) % 8));
    shown += safeText(part);
  }
  return shown;
}

/** Made when it is first needed: ICU takes its time to start. */
let graphemes: Intl.Segmenter | null = null;

/** The text cut into lines of at most `width` (≥ 2) cells, inside a character only if it is wider. At least one line. */
export function wrap(text: string, width: number): string[] {
  if (ASCII.test(text)) return wrapAscii(text, width);
  const lines: string[] = [];
  let line = '';
  let cells = 0;
  graphemes ??= new Intl.Segmenter();
  for (const { segment } of graphemes.segment(text)) {
    for (const part of stringWidth(segment) > width ? segment : [segment]) {
      const wide = stringWidth(part);
      if (cells + wide > width && line !== '') {
        lines.push(line);
        line = '';
        cells = 0;
      }
      line += part;
      cells += wide;
    }
  }
  lines.push(line);
  return lines;
}

function wrapAscii(text: string, width: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width));
  return lines.length === 0 ? [''] : lines;
}

/** Share of the bytes that read as text: printable ASCII, line breaks and valid UTF-8. 0 … 1; 1 for no bytes. */
export function textShare(bytes: Uint8Array): number {
  let good = 0;
  for (let i = 0; i < bytes.length; ) {
    const byte = bytes[i];
    const length = validLength(bytes, i);
    if (length > 1 || (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13) good += length;
    i += Math.max(1, length);
  }
  return bytes.length === 0 ? 1 : good / bytes.length;
}

/** Text of several lines, each made safe. */
export const safeLines = (text: string): string => text.split('\n').map(safeText).join('\n');

/** JSON of one line with what a terminal might act on escaped in its strings. */
export const safeJson = (value: unknown): string => {
  const text = JSON.stringify(value);
  return ASCII.test(text) ? text : text.replace(UNSAFE, escaped);
};

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => character.charCodeAt(i).toString(16).padStart(4, '0'))
    .map((code) => `\\u${code}`)
    .join('');
