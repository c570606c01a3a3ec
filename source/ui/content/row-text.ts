import type { ViewRow } from '../../stream/hex-rows.ts';
import { cut } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';
import { type ContentMode, WHOLE_HEX_ROW } from './reader.ts';

/** A stretch of a message to stand out: bytes [from, to), and the text that was searched for, if it was text. */
export interface Highlight {
  from: number;
  to: number;
  text: string | null;
}

interface Look {
  mode: ContentMode;
  width: number;
  /** The colour of the direction. */
  role: Role;
  highlight: Highlight | null;
}

/** A row as a ready line. */
export function contentRowText(row: ViewRow, { mode, width, role, highlight }: Look, theme: Theme): string {
  if (row.kind === 'gap') return theme.paint('gap', cut(row.text, width));
  const text = cut(row.text, width);
  if (highlight === null || highlight.to <= row.offset || highlight.from >= row.offset + row.length)
    return theme.paint(role, text);
  const marked = mode === 'hex' ? hexColumns(row, highlight, width) : textColumns(text, highlight);
  return paintMarked(text, marked, role, theme);
}

type Range = readonly [from: number, to: number];

/** Where highlighted bytes stand in a row of hex: as digits, and as characters (stream/hex-rows.ts lays them out). */
function hexColumns({ offset, length }: ViewRow, { from, to }: Highlight, width: number): Range[] {
  const perRow = width < WHOLE_HEX_ROW ? 8 : 16;
  const first = Math.max(0, from - offset);
  const last = Math.min(length, to - offset) - 1;
  const digits = (byte: number): number => 10 + 3 * byte + Math.floor(byte / 8);
  const characters = digits(perRow - 1) + 4;
  return [
    [digits(first), digits(last) + 2],
    [characters + first, characters + last + 1],
  ];
}

/** Where the text stands in a line; bytes that were searched for mark the whole line. */
function textColumns(line: string, { text }: Highlight): Range[] {
  if (text === null) return [[0, line.length]];
  const at = line.toLowerCase().indexOf(text.toLowerCase());
  return at < 0 ? [] : [[at, at + text.length]];
}

function paintMarked(line: string, ranges: readonly Range[], role: Role, theme: Theme): string {
  let painted = '';
  let done = 0;
  for (const [from, to] of ranges) {
    painted += theme.paint(role, line.slice(done, from)) + theme.paint('match', line.slice(from, to));
    done = to;
  }
  return painted + theme.paint(role, line.slice(done));
}
