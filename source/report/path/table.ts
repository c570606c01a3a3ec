/** A path's legs as rows: for the text, CSV and Markdown. */
import { duration } from '../../findings/wording.ts';
import type { ConversationSummary, Path } from '../../path/path.ts';
import { conversationLabel, endpointsOf, pointNames } from './words.ts';

/** A column of the table, in the forms that need it. */
interface Column {
  /** In CSV. */
  id: string;
  /** In text and Markdown. */
  heading: string;
  align: 'left' | 'right';
  /** As CSV has it: times in µs. */
  plain(row: LegRow): string | number | null;
  text(row: LegRow): string;
}

/** One direction of one leg of one conversation. */
export interface LegRow {
  label: string;
  endpoints: readonly [string, string];
  number: number;
  from: string;
  to: string;
  account: ConversationSummary['legs'][0]['accounts'][0];
  seconds: number;
}

export function legRows(path: Path, { conversation, legs }: ConversationSummary): LegRow[] {
  const names = pointNames(path);
  const [a, b] = endpointsOf(path, conversation);
  return legs.flatMap(({ from, to, accounts, losses }) =>
    ([0, 1] as const).map((side) => {
      const route = path.route(conversation, side);
      const forward = route.indexOf(from) < route.indexOf(to);
      const label = conversationLabel(conversation);
      return {
        label: side === 0 ? label : label.split('2').reverse().join('2'),
        endpoints: side === 0 ? ([a, b] as const) : ([b, a] as const),
        number: conversation + 1,
        from: names[forward ? from : to],
        to: names[forward ? to : from],
        account: accounts[side],
        seconds: losses[side]?.seconds ?? 0,
      };
    }),
  );
}

const counted = (id: keyof LegRow['account'] & ('sent' | 'arrived' | 'lost' | 'duplicated' | 'reordered')): Column => ({
  id,
  heading: id,
  align: 'right',
  plain: ({ account }) => account[id],
  text: ({ account }) => String(account[id]),
});

const delay = (id: 'min' | 'median' | 'p95' | 'max', heading: string): Column => ({
  id: `delay_${id}_micros`,
  heading,
  align: 'right',
  plain: ({ account: { delays } }) => (delays === null ? null : Math.round(delays[id])),
  text: ({ account: { delays } }) => (delays === null ? '' : duration(delays[id])),
});

export const COLUMNS: readonly Column[] = [
  { id: 'number', heading: '#', align: 'right', plain: ({ number }) => number, text: ({ number }) => String(number) },
  { id: 'direction', heading: 'direction', align: 'left', plain: ({ label }) => label, text: ({ label }) => label },
  {
    id: 'sender',
    heading: 'sender',
    align: 'left',
    plain: ({ endpoints }) => endpoints[0],
    text: ({ endpoints }) => endpoints[0],
  },
  { id: 'from', heading: 'from', align: 'left', plain: ({ from }) => from, text: ({ from }) => from },
  { id: 'to', heading: 'to', align: 'left', plain: ({ to }) => to, text: ({ to }) => to },
  counted('sent'),
  counted('arrived'),
  counted('lost'),
  {
    id: 'capture_missed',
    heading: 'missed',
    align: 'right',
    plain: ({ account }) => account.captureMissed,
    text: ({ account }) => String(account.captureMissed),
  },
  counted('duplicated'),
  counted('reordered'),
  delay('min', 'least'),
  delay('median', 'median'),
  delay('p95', '95 %'),
  delay('max', 'worst'),
  {
    id: 'lost_seconds',
    heading: 'cost',
    align: 'right',
    plain: ({ seconds }) => Math.round(seconds * 1e6) / 1e6,
    text: ({ seconds }) => (seconds === 0 ? '' : duration(seconds * 1e6)),
  },
];

/** Lines of cells as wide as the widest of their column, headings first. */
export function textTable(rows: readonly LegRow[]): string[] {
  const cells = [COLUMNS.map(({ heading }) => heading), ...rows.map((row) => COLUMNS.map(({ text }) => text(row)))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  return cells.map((line) =>
    line
      .map((cell, column) =>
        COLUMNS[column].align === 'left' ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd(),
  );
}
