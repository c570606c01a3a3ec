import { Box } from 'ink';
import { type ColumnAlignment, Table } from 'ink-table';
import type { ReactNode } from 'react';
import { useTheme } from '../hooks/contexts.ts';
import { cells, fitTo } from '../terminal/width.ts';
import type { Role } from '../theme/theme.ts';
import { Line } from './line.tsx';

/** Cells of a column at most. */
const WIDEST = 20;

/** Rows and columns by name; figures stand at the right of their column. */
export type TableRow = Readonly<Record<string, string | number>>;

interface Props {
  rows: readonly TableRow[];
}

/** Lines that a table of so many rows takes. */
export const heightOfTable = (rows: number): number => (rows === 0 ? 0 : 2 * rows + 3);

/** A small table in a frame, for facts that stay: no selection, no scrolling of its own. */
export function StaticTable({ rows }: Props) {
  const theme = useTheme();
  if (rows.length === 0) return null;
  const columns = Object.entries(rows[0]).map(([key, value]) => ({ key, align: alignmentOf(value) }));
  const piece = (role: Role, shown: (text: string) => string) => (children: ReactNode) => {
    const text = String(children);
    return (
      <Box width={cells(text)} flexShrink={0}>
        <Line text={theme.paint(role, shown(text))} />
      </Box>
    );
  };
  const plain = (text: string): string => text;
  const heading = piece('heading', plain);
  const cell = piece('normal', plain);
  const frame = piece('faint', theme.unicode ? plain : inAscii);
  // A table keeps the pieces it was made with: another theme takes another table.
  return (
    <Table
      key={theme.name}
      data={rows.map(fitted)}
      columns={columns}
      header={({ children }) => heading(children)}
      cell={({ children }) => cell(children)}
      skeleton={({ children }) => frame(children)}
    />
  );
}

const alignmentOf = (value: string | number): ColumnAlignment => (typeof value === 'number' ? 'right' : 'left');

function fitted(row: TableRow): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => {
      if (typeof value === 'number') return [key, value.toLocaleString('en-US')];
      const width = Math.min(WIDEST, cells(value));
      return [key, fitTo(value, width)];
    }),
  );
}

const inAscii = (text: string): string =>
  text
    .replace(/─/g, '-')
    .replace(/│/g, '|')
    .replace(/[┌┐└┘├┤┬┴┼]/g, '+');
