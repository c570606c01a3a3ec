/**
 * Pieces of a message as rows for the screen and for files: hex, text, and the mixture of both. Gaps get a row of their own,
 * never glued over. Offsets count from the message's first byte.
 */
import type { Piece } from './conversation.ts';
import { decodeUtf8, safeLine, textShare, wrap } from './safe-text.ts';

export interface ViewRow {
  kind: 'bytes' | 'gap';
  /** Of its first byte; bytes it shows. */
  offset: number;
  length: number;
  /** Safe for the terminal. */
  text: string;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** "00000000  48 54 54 50 2f 31 2e 31  20 32 30 30 20 4f 4b 0d  HTTP/1.1 200 OK." (74 cells for 16 bytes a row). */
export function hexLine(offset: number, bytes: Uint8Array, perRow = 16): string {
  let hex = '';
  let text = '';
  for (let i = 0; i < perRow; i++) {
    if (i > 0) hex += i % 8 === 0 ? '  ' : ' ';
    hex += i < bytes.length ? HEX[bytes[i]] : '  ';
    if (i < bytes.length) text += bytes[i] >= 0x20 && bytes[i] < 0x7f ? String.fromCharCode(bytes[i]) : '.';
  }
  return `${offset.toString(16).padStart(8, '0')}  ${hex}  ${text}`;
}

export function gapLine(length: number): string {
  return `~~~ ${length.toLocaleString('en-US')} ${length === 1 ? 'byte' : 'bytes'} not captured ~~~`;
}

/** Hex rows of `perRow` bytes; a row ends early at a gap. */
export function hexRows(pieces: readonly Piece[], perRow = 16): ViewRow[] {
  return joined(pieces).flatMap((piece) => (piece.kind === 'gap' ? [gapRow(piece)] : hexOf(piece, perRow)));
}

function hexOf({ offset, bytes }: BytesPiece, perRow: number): ViewRow[] {
  const rows: ViewRow[] = [];
  for (let i = 0; i < bytes.length; i += perRow) {
    const row = bytes.subarray(i, i + perRow);
    rows.push({ kind: 'bytes', offset: offset + i, length: row.length, text: hexLine(offset + i, row, perRow) });
  }
  return rows;
}

/** Lines of text, UTF-8, wrapped to `width` cells. */
export function textRows(pieces: readonly Piece[], width: number): ViewRow[] {
  return joined(pieces).flatMap((piece) => (piece.kind === 'gap' ? [gapRow(piece)] : textOf(piece, width)));
}

function textOf({ offset, bytes }: BytesPiece, width: number): ViewRow[] {
  return linesOf(bytes).flatMap(({ from, to, next }) =>
    wrap(safeLine(decodeUtf8(bytes.subarray(from, to))), width).map(
      (text): ViewRow => ({ kind: 'bytes', offset: offset + from, length: next - from, text }),
    ),
  );
}

/** Text where the bytes read as text, hex rows where they do not. */
export function mixedRows(pieces: readonly Piece[], width: number): ViewRow[] {
  const perRow = width >= 74 ? 16 : 8;
  return joined(pieces).flatMap((piece) => {
    if (piece.kind === 'gap') return [gapRow(piece)];
    return stretches(piece.bytes).flatMap(({ from, to, text }) => {
      const part: BytesPiece = {
        kind: 'bytes',
        offset: piece.offset + from,
        bytes: piece.bytes.subarray(from, to),
        packet: 0,
      };
      return text ? textOf(part, width) : hexOf(part, perRow);
    });
  });
}

type BytesPiece = Extract<Piece, { kind: 'bytes' }>;

/** Lines longer than this are cut: a megabyte without a line break is not one line. */
const LONGEST_LINE = 4096;

function linesOf(bytes: Uint8Array): { from: number; to: number; next: number }[] {
  const lines: { from: number; to: number; next: number }[] = [];
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(10, from);
    const end = found === -1 ? bytes.length : found;
    if (end - from > LONGEST_LINE) {
      lines.push({ from, to: from + LONGEST_LINE, next: from + LONGEST_LINE });
      from += LONGEST_LINE;
      continue;
    }
    const to = end > from && bytes[end - 1] === 13 ? end - 1 : end;
    const next = Math.min(end + 1, bytes.length);
    lines.push({ from, to, next });
    from = next;
  }
  return lines;
}

/** Neighbouring lines that are both text, or both not. */
function stretches(bytes: Uint8Array): { from: number; to: number; text: boolean }[] {
  const found: { from: number; to: number; text: boolean }[] = [];
  for (const { from, next } of linesOf(bytes)) {
    const text = textShare(bytes.subarray(from, next)) >= 0.9;
    const last = found.at(-1);
    if (last !== undefined && last.text === text) last.to = next;
    else found.push({ from, to: next, text });
  }
  return found;
}

/** Pieces that lie side by side become one, so a row or a line may span packets. */
function joined(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  let run: BytesPiece[] = [];
  const finishRun = () => {
    if (run.length === 1) joined.push(run[0]);
    else if (run.length > 1) joined.push({ ...run[0], bytes: Buffer.concat(run.map((piece) => piece.bytes)) });
    run = [];
  };
  for (const piece of pieces) {
    if (piece.kind === 'bytes') run.push(piece);
    else {
      finishRun();
      joined.push(piece);
    }
  }
  finishRun();
  return joined;
}

function gapRow({ offset, length }: { offset: number; length: number }): ViewRow {
  return { kind: 'gap', offset, length, text: gapLine(length) };
}
