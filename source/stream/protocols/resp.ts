/** Values of RESP, line by line: a value of any size is told whole without its strings being looked at. */
import { decodeUtf8 } from '../safe-text.ts';

/** Longest line, bytes. */
const LONGEST_LINE = 64 * 1024;
/** Lists within lists. */
const DEEPEST = 32;
/** Strings that are remembered of a value's beginning, and bytes of each. */
const MOST_WORDS = 4;
const LONGEST_WORD = 120;

const SCALARS = '+-:_#,(';
const STRINGS = '$!=';
const LISTS = '*~%>|';

/** A value's first line. */
export interface RespToken {
  /** Its first byte: "$", "*". */
  kind: string;
  /** The rest of the line. */
  text: string;
  /** Bytes of the line with its break. */
  length: number;
  /** Bytes of a string after the line, its break included. */
  bulk: number;
  /** Values after it that are parts of this one. */
  parts: number;
}

/** The line that begins at `from`; `partial`: its end has not come; null = not RESP. */
export function respToken(bytes: Uint8Array, from: number): RespToken | 'partial' | null {
  const kind = String.fromCharCode(bytes[from]);
  if (!SCALARS.includes(kind) && !STRINGS.includes(kind) && !LISTS.includes(kind)) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = buffer.indexOf('\r\n', from);
  if (end === -1) return bytes.length - from > LONGEST_LINE ? null : 'partial';
  if (end - from > LONGEST_LINE) return null;
  const text = buffer.toString('utf8', from + 1, end);
  const token = { kind, text, length: end + 2 - from, bulk: 0, parts: 0 };
  if (SCALARS.includes(kind)) return token;
  if (!/^(?:-1|\d{1,10})$/.test(text)) return null;
  const count = Math.max(0, Number(text));
  if (STRINGS.includes(kind)) return { ...token, bulk: text === '-1' ? 0 : count + 2 };
  return { ...token, parts: kind === '%' || kind === '|' ? 2 * count : count };
}

/** A value as it comes. */
export class RespValue {
  first: RespToken | null = null;
  /** Its first strings and numbers, cut to what is shown. */
  readonly words: string[] = [];
  /** Parts that each list still needs, the outermost first. */
  private readonly missing: number[] = [];

  get isWhole(): boolean {
    return this.first !== null && this.missing.length === 0;
  }

  /** Goes on with the value; returns the bytes read, beyond the end where a string has not come whole; -1 = not RESP. */
  read(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && !this.isWhole) {
      const token = respToken(bytes, at);
      if (token === null || this.missing.length > DEEPEST) return -1;
      if (token === 'partial') break;
      this.add(token, bytes, at + token.length);
      at += token.length + token.bulk;
    }
    return at;
  }

  private add(token: RespToken, bytes: Uint8Array, from: number): void {
    const { missing } = this;
    if (missing.length > 0) missing[missing.length - 1]--;
    this.first ??= token;
    this.note(token, bytes, from);
    if (token.parts > 0) missing.push(token.parts);
    while (missing.at(-1) === 0) missing.pop();
  }

  private note({ text, bulk, parts }: RespToken, bytes: Uint8Array, from: number): void {
    if (this.words.length >= MOST_WORDS || parts > 0) return;
    const end = Math.min(bytes.length, from + Math.max(0, bulk - 2), from + LONGEST_WORD);
    this.words.push(bulk === 0 ? text : decodeUtf8(bytes.subarray(from, end)));
  }
}
