/**
 * Captured bytes as characters that are safe on a terminal: well-formed UTF-8 (RFC 3629) where it can be shown, a dot for
 * everything else: control characters, escape sequences, bidirectional overrides, broken sequences.
 */
import { cells } from '../terminal/width.ts';

export interface Character {
  shown: string;
  /** Cells on the screen, 0 for combining marks. */
  width: number;
  /** Bytes it was made of. */
  length: number;
}

/** Control, format, surrogate, private and unassigned code points, and the line and paragraph separators. */
const UNSAFE = /[\p{C}\u2028\u2029]/u;

const DOTS: Character = { shown: '.', width: 1, length: 1 };
const ASCII: Character[] = Array.from({ length: 128 }, (_, code) =>
  code >= 32 && code < 127 ? { shown: String.fromCharCode(code), width: 1, length: 1 } : DOTS,
);

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The character at `at`. */
export function characterAt(bytes: Uint8Array, at: number): Character {
  const first = bytes[at];
  if (first < 0x80) return ASCII[first];
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return DOTS;
  try {
    const shown = decoder.decode(bytes.subarray(at, at + length));
    return UNSAFE.test(shown) ? { ...DOTS, length } : { shown, width: cells(shown), length };
  } catch {
    return DOTS;
  }
}

export const isPrintable = (byte: number): boolean => byte >= 32 && byte < 127;
