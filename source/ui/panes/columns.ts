/** Which columns of the connection list are shown, in which order, and how its rows are written. */
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Column } from '../../session/connection-list.ts';
import { fitTo } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';

/** The user's choice of columns: ids in order. null = the table's own, as many as fit. */
export type ColumnChoice = readonly string[] | null;

/** Cells between two columns. */
const GAP = 1;

/** Columns that stay when the others scroll sideways: the number and what comes with it. */
const PINNED = 1;

/** Added where there is room and the user has not chosen. */
const MORE: readonly string[] = [
  'duration',
  'throughput_a2b',
  'throughput_b2a',
  'retransmitted_share_a2b',
  'retransmitted_share_b2a',
  'first_time',
];

/** Left out one after the other where there is no room and the user has not chosen: how it ended is worth more. */
const LESS: readonly string[] = ['packets_a2b', 'packets_b2a', 'rtt', 'unique_bytes_a2b', 'rtx', 'unique_bytes_b2a'];

export function chosenColumns(all: readonly Column[], choice: ColumnChoice): Column[] {
  if (choice === null) return all.filter((column) => column.shownAtFirst);
  return choice.flatMap((id) => all.find((column) => column.id === id) ?? []);
}

/** The columns that fit the width, scrolled sideways by `offset` columns; without a choice of the user, filled up with more. */
export function fittingColumns(all: readonly Column[], choice: ColumnChoice, width: number, offset: number): Column[] {
  const chosen = chosenColumns(all, choice);
  const scrolled = [...chosen.slice(0, PINNED), ...chosen.slice(PINNED + offset)];
  const more = choice === null ? MORE.flatMap((id) => all.find((column) => column.id === id) ?? []) : [];
  const wanted = choice === null && offset === 0 ? withoutLess(scrolled, width - 2) : scrolled;
  let room = width - 2;
  const fitting: Column[] = [];
  for (const column of [...wanted, ...more]) {
    if (column.width > room) break;
    fitting.push(column);
    room -= column.width + GAP;
  }
  return fitting;
}

function withoutLess(columns: readonly Column[], room: number): Column[] {
  let kept = [...columns];
  for (const id of LESS) {
    if (kept.reduce((sum, column) => sum + column.width + GAP, -GAP) <= room) break;
    kept = kept.filter((column) => column.id !== id);
  }
  return kept;
}

export function headerText(
  columns: readonly Pick<Column, 'id' | 'title' | 'width' | 'align'>[],
  sort: { column: string; descending: boolean } | null,
  theme: Theme,
): string {
  const titles = columns.map((column) => {
    const arrow =
      sort?.column === column.id ? (sort.descending ? theme.glyphs.descending : theme.glyphs.ascending) : '';
    return fitTo(
      arrow === '' ? column.title : `${column.title.slice(0, column.width - 1)}${arrow}`,
      column.width,
      column.align,
    );
  });
  return `  ${titles.join(' '.repeat(GAP))}`;
}

const ROLES: Record<ReturnType<Column['tone']>, Role> = {
  normal: 'normal',
  good: 'good',
  warning: 'warning',
  bad: 'bad',
  faint: 'faint',
};

interface RowState {
  selected: boolean;
  focused: boolean;
  tagged: boolean;
}

/** One row of the list: `>` marks the selected, `*` a tagged one. */
export function rowText(
  columns: readonly Column[],
  connection: ConnectionRow,
  { selected, focused, tagged }: RowState,
  width: number,
  theme: Theme,
): string {
  const marks = (selected ? theme.glyphs.cursor : ' ') + (tagged ? '*' : ' ');
  const gap = ' '.repeat(GAP);
  if (selected) {
    const plain = columns.map((column) => fitTo(column.text(connection), column.width, column.align)).join(gap);
    return theme.paint(focused ? 'selected' : 'resting', fitTo(marks + plain, width));
  }
  const painted = columns.map((column) =>
    theme.paint(ROLES[column.tone(connection)], fitTo(column.text(connection), column.width, column.align)),
  );
  return marks + painted.join(gap);
}
