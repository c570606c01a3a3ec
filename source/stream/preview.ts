/** What bytes say that no protocol takes, in a line. */
import { safeBytes, textShare } from './safe-text.ts';

/** Bytes that are looked at. */
export const PREVIEW_BYTES = 512;
const LONGEST = 120;

/** One safe line of at most 120 characters: the first line of a text, or the bytes with dots. */
export function previewOf(start: Uint8Array): string {
  const lineEnd = start.findIndex((byte) => byte === 10 || byte === 13);
  const line = start.subarray(0, Math.min(lineEnd <= 0 ? start.length : lineEnd, LONGEST));
  if (textShare(start) < 0.85) return dotted(line);
  return safeBytes(line).slice(0, LONGEST);
}

function dotted(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  return text;
}
