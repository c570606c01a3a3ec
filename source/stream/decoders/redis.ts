/** Redis commands and replies (RESP2 and RESP3), https://redis.io/docs/latest/develop/reference/protocol-spec/. */
import { safeBytes } from '../safe-text.ts';
import type { Decoder } from './decoder.ts';

const MOST_VALUES = 10_000;
const DEEPEST = 16;

export const redis: Decoder = {
  name: 'Redis',
  priority: 70,
  decode({ bytes, missing }) {
    if (!'+-:$*_#,%~>'.includes(String.fromCharCode(bytes[0]))) return null;
    const reader = new Resp(bytes);
    const lines: string[] = [];
    while (reader.at < bytes.length && lines.length < MOST_VALUES) {
      const value = reader.value(0);
      if (value === 'cut' && (missing > 0 || lines.length > 0)) {
        lines.push('(the last value is not whole)');
        break;
      }
      if (value === null || value === 'cut') return null;
      lines.push(...value.lines);
    }
    return { title: 'Redis', lines };
  },
};

class Resp {
  at = 0;
  private values = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next value as lines; null = not RESP. */
  value(depth: number): { lines: string[] } | 'cut' | null {
    if (++this.values > MOST_VALUES || depth > DEEPEST) return null;
    const end = this.bytes.indexOf('\r\n', this.at);
    if (end === -1)
      return this.at < this.bytes.length && !/[+\-:$*_#,%~>]/.test(String.fromCharCode(this.bytes[this.at]))
        ? null
        : 'cut';
    const kind = String.fromCharCode(this.bytes[this.at]);
    const word = this.bytes.subarray(this.at + 1, end);
    this.at = end + 2;
    switch (kind) {
      case '+':
      case ':':
      case '_':
      case '#':
      case ',':
        return { lines: [safeBytes(word)] };
      case '-':
        return { lines: [`error: ${safeBytes(word)}`] };
      case '$':
        return this.bulk(Number(word.toString('latin1')));
      case '*':
      case '~':
      case '>':
      case '%':
        return this.list(Number(word.toString('latin1')) * (kind === '%' ? 2 : 1), depth);
      default:
        return null;
    }
  }

  private bulk(length: number): { lines: string[] } | 'cut' | null {
    if (length === -1) return { lines: ['(nil)'] };
    if (!Number.isInteger(length) || length < 0) return null;
    if (this.at + length + 2 > this.bytes.length) return 'cut';
    const shown = safeBytes(this.bytes.subarray(this.at, this.at + Math.min(length, 4096)));
    this.at += length + 2;
    return { lines: [length > 4096 ? `${shown} … (${length} bytes)` : shown] };
  }

  private list(count: number, depth: number): { lines: string[] } | 'cut' | null {
    if (count === -1) return { lines: ['(nil)'] };
    if (!Number.isInteger(count) || count < 0) return null;
    const items: string[][] = [];
    for (let i = 0; i < count; i++) {
      const item = this.value(depth + 1);
      if (item === null || item === 'cut') return item;
      items.push(item.lines);
    }
    // A command is a list of plain words: one line, as typed.
    if (items.every((lines) => lines.length === 1 && lines[0].length < 200) && items.length <= 16) {
      return { lines: [items.map(([word]) => (word === '' || word.includes(' ') ? `"${word}"` : word)).join(' ')] };
    }
    return { lines: [`(${count} values)`, ...items.flatMap((lines) => lines.map((line) => `  ${line}`))] };
  }
}
