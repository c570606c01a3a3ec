import { withCommas } from '../format/size.ts';
import { cut } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';
import { isPrintable } from './characters.ts';
import type { ContentRow } from './rows.ts';

/** A stretch of a message to stand out: [from, to) in bytes. */
export interface Highlight {
  from: number;
  to: number;
}

/** Cells that a row of hex takes with its sixteen characters: offset, bytes in two groups, text. */
export const HEX_WIDTH = 8 + 2 + 3 * 16 + 1 + 1 + 16;

/** A row as a ready line. `role`: the colour of the direction. */
export function contentRowText(
  row: ContentRow,
  width: number,
  role: Role,
  highlight: Highlight | null,
  theme: Theme,
): string {
  switch (row.kind) {
    case 'gap': {
      const bytes = row.end - row.offset;
      return theme.paint(
        'gap',
        cut(`~~~ gap: ${withCommas(bytes)} byte${bytes === 1 ? '' : 's'} not captured ~~~`, width),
      );
    }
    case 'text':
      return paintRuns(
        row.characters.map((shown, at) => ({ shown, marked: isMarked(row.starts[at], highlight) })),
        role,
        theme,
      );
    case 'hex':
      return hexText(row, width, role, highlight, theme);
  }
}

const isMarked = (offset: number, highlight: Highlight | null): boolean =>
  highlight !== null && offset >= highlight.from && offset < highlight.to;

interface Cell {
  shown: string;
  marked: boolean;
}

/** As few changes of colour as can be: runs of marked and unmarked cells. */
function paintRuns(line: readonly Cell[], role: Role, theme: Theme): string {
  let text = '';
  for (let at = 0; at < line.length; ) {
    const { marked } = line[at];
    let run = '';
    for (; at < line.length && line[at].marked === marked; at++) run += line[at].shown;
    text += theme.paint(marked ? 'match' : role, run);
  }
  return text;
}

function hexText(
  row: Extract<ContentRow, { kind: 'hex' }>,
  width: number,
  role: Role,
  highlight: Highlight | null,
  theme: Theme,
): string {
  // Narrow panes: eight bytes of text less, then the text column goes, but all bytes of the row stay.
  const withText = width >= HEX_WIDTH;
  const offsetDigits = width >= 8 + 2 + 3 * 16 ? 8 : 4;
  const bytes: Cell[] = [];
  const characters: Cell[] = [];
  for (let at = 0; at < 16; at++) {
    const byte = row.bytes[at];
    const marked = isMarked(row.offset + at, highlight) && byte !== undefined;
    const digits = byte === undefined ? '  ' : byte === null ? '~~' : byte.toString(16).padStart(2, '0');
    bytes.push({ shown: digits, marked }, { shown: at === 7 && withText ? '  ' : ' ', marked: false });
    if (byte !== undefined) {
      characters.push({ shown: byte === null ? '~' : isPrintable(byte) ? String.fromCharCode(byte) : '.', marked });
    }
  }
  const offset = row.offset.toString(16).padStart(offsetDigits, '0');
  const text = withText ? ` ${paintRuns(characters, role, theme)}` : '';
  return `${theme.paint('faint', offset)}  ${paintRuns(bytes, 'normal', theme)}${text}`;
}
