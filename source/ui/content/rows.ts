/**
 * A stretch of a message as rows of the screen: text, hex, or both by turns. Pure functions of the pieces, so a stretch can
 * be laid out alone wherever it lies in the message, and a gap is always drawn as a gap.
 */
import type { Piece } from '../../session/session.ts';
import { characterAt, isPrintable } from './characters.ts';

export type ContentMode = 'text' | 'hex' | 'mixed';

export const HEX_ROW = 16;

export type ContentRow =
  /** `starts[i]`: byte offset of the i-th shown character; `end`: of what follows the row. */
  | { kind: 'text'; offset: number; end: number; characters: readonly string[]; starts: readonly number[] }
  /** `bytes[i]`: null = not captured. */
  | { kind: 'hex'; offset: number; end: number; bytes: readonly (number | null)[] }
  | { kind: 'gap'; offset: number; end: number };

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const TAB = 9;
const TAB_STOP = 4;

export function layOut(mode: ContentMode, pieces: readonly Piece[], width: number): ContentRow[] {
  if (mode === 'hex') return hexRows(pieces);
  return joinBytes(pieces).flatMap((piece): ContentRow[] => {
    if (piece.kind === 'gap') return [{ kind: 'gap', offset: piece.offset, end: piece.offset + piece.length }];
    return mode === 'text' ? textRows(piece.bytes, piece.offset, width) : mixedRows(piece.bytes, piece.offset, width);
  });
}

/** Neighbouring pieces of bytes as one, so that no line breaks where a packet ended. */
function joinBytes(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (piece.kind === 'bytes' && last?.kind === 'bytes' && last.offset + last.bytes.length === piece.offset) {
      const bytes = new Uint8Array(last.bytes.length + piece.bytes.length);
      bytes.set(last.bytes);
      bytes.set(piece.bytes, last.bytes.length);
      joined[joined.length - 1] = { ...last, bytes };
    } else joined.push(piece);
  }
  return joined;
}

function textRows(bytes: Uint8Array, offset: number, width: number): ContentRow[] {
  const rows: ContentRow[] = [];
  let characters: string[] = [];
  let starts: number[] = [];
  let used = 0;
  let start = 0;
  const finish = (end: number) => {
    rows.push({ kind: 'text', offset: offset + start, end: offset + end, characters, starts });
    characters = [];
    starts = [];
    used = 0;
    start = end;
  };
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at];
    if (byte === LINE_FEED) {
      finish(++at);
      continue;
    }
    if (byte === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED) {
      at++;
      continue;
    }
    const tab = byte === TAB ? TAB_STOP - (used % TAB_STOP) : 0;
    const {
      shown,
      width: wide,
      length,
    } = tab > 0 ? { shown: ' '.repeat(tab), width: tab, length: 1 } : characterAt(bytes, at);
    if (used + wide > width && used > 0) finish(at);
    characters.push(shown);
    starts.push(offset + at);
    used += wide;
    at += length;
  }
  if (start < bytes.length) finish(bytes.length);
  return rows;
}

/** Rows of sixteen bytes at multiples of sixteen; rows without any captured byte become one gap. */
function hexRows(pieces: readonly Piece[]): ContentRow[] {
  const rows: ContentRow[] = [];
  let row: (number | null)[] = [];
  let offset = pieces[0]?.offset ?? 0;
  const put = (byte: number | null) => {
    row.push(byte);
    if ((offset + row.length) % HEX_ROW === 0) finish();
  };
  const finish = () => {
    if (row.length === 0) return;
    const end = offset + row.length;
    const last = rows.at(-1);
    if (!row.every((byte) => byte === null)) rows.push({ kind: 'hex', offset, end, bytes: row });
    else if (last?.kind === 'gap') last.end = end;
    else rows.push({ kind: 'gap', offset, end });
    row = [];
    offset = end;
  };
  for (const piece of pieces) {
    if (piece.kind === 'bytes') for (const byte of piece.bytes) put(byte);
    else for (let at = 0; at < piece.length; at++) put(null);
  }
  finish();
  return rows;
}

/** Fewer printable bytes than this between others are not worth a line of text. */
const SHORTEST_TEXT = 12;

const isText = (byte: number): boolean =>
  isPrintable(byte) || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB || byte >= 0xc2;

/** Runs of text as text, everything between them as hex. */
function mixedRows(bytes: Uint8Array, offset: number, width: number): ContentRow[] {
  const rows: ContentRow[] = [];
  let other = 0;
  const binary = (end: number) => {
    for (let at = other; at < end; at += HEX_ROW) {
      const row = bytes.subarray(at, Math.min(end, at + HEX_ROW));
      rows.push({ kind: 'hex', offset: offset + at, end: offset + at + row.length, bytes: [...row] });
    }
  };
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && isText(bytes[end])) end++;
    if (end - at >= SHORTEST_TEXT) {
      binary(at);
      rows.push(...textRows(bytes.subarray(at, end), offset + at, width));
      other = end;
    }
    at = end + 1;
  }
  binary(bytes.length);
  return rows;
}
