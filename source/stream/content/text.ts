/** Plain text in the right charset: a byte order mark, the given label, valid UTF-8, else Windows-1252. */
import { decodeUtf8, textShare } from '../safe-text.ts';
import { type DecodedUnit, safeLines } from './lines.ts';

/** The text and its charset's name. `label`: as in `charset=`, null = not told. Bytes that do not fit are shown as such. */
export function decodeText(bytes: Uint8Array, label: string | null): { text: string; charset: string } {
  const marked = byteOrderMark(bytes);
  if (marked !== null) return { text: new TextDecoder(marked).decode(bytes), charset: marked.toUpperCase() };
  if (label !== null && !/^utf-?8$/i.test(label)) {
    const decoder = decoderFor(label);
    if (decoder !== null) return { text: decoder.decode(bytes), charset: decoder.encoding };
  }
  if (label !== null || textShare(bytes) === 1 || !mostlyLatin(bytes))
    return { text: decodeUtf8(bytes), charset: 'UTF-8' };
  return { text: new TextDecoder('windows-1252').decode(bytes), charset: 'windows-1252' };
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

function decoderFor(label: string): { encoding: string; decode(bytes: Uint8Array): string } | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

/** Text but for single bytes above 0x9f: accented letters of an 8-bit charset. */
function mostlyLatin(bytes: Uint8Array): boolean {
  let latin = 0;
  for (const byte of bytes) {
    if (byte >= 0xa0) latin++;
    else if (byte >= 0x7f || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  }
  return latin <= bytes.length * 0.3;
}

export function textMessage(bytes: Uint8Array, label: string | null): DecodedUnit {
  const { text, charset } = decodeText(bytes, label);
  return { title: `text (${charset})`, lines: safeLines(text) };
}

/** Does it read as text? */
export function isReadable(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 4096);
  return textShare(start) >= 0.9 || mostlyLatin(start) || byteOrderMark(start) !== null;
}
