/** The commands that order a list, and choose its columns. */
import type { Column, QueriedList } from '../../session/connection-list.ts';
import { Menu } from '../components/menu.tsx';
import { ColumnsDialog } from '../dialogs/columns-dialog.tsx';
import type { Handlers } from '../keys/command-stack.ts';
import { type ColumnChoice, chosenColumns, fittingColumns } from '../panes/columns.ts';
import { useKept } from './contexts.ts';
import { useDesk } from './use-desk.ts';
import { useSession } from './use-session.ts';

type Sortable = Pick<Column, 'id' | 'title' | 'align'>;

/** The commands that order a list: by any of its columns in a menu, by the next of those shown. */
export function useSortCommands(
  list: QueriedList,
  { all, shown, unsorted }: { all: readonly Sortable[]; shown: readonly Sortable[]; unsorted: string },
): Handlers {
  const desk = useDesk();
  const sortBeside = (step: number) => () => {
    const at = shown.findIndex((column) => column.id === list.query.sort?.column);
    const next = shown[(at + step + shown.length) % shown.length];
    if (next === undefined) return;
    list.ask({ ...list.query, sort: { column: next.id, descending: next.align === 'right' } });
    desk.say(`sorted by ${next.title}`);
  };
  return {
    sort: () => desk.show(<SortMenu list={list} columns={all} unsorted={unsorted} />),
    reverse: () => {
      const { sort } = list.query;
      if (sort !== null) list.ask({ ...list.query, sort: { ...sort, descending: !sort.descending } });
    },
    sortLeft: sortBeside(-1),
    sortRight: sortBeside(1),
  };
}

interface Props {
  list: QueriedList;
  columns: readonly Sortable[];
  /** What the order is called that no column gives. */
  unsorted: string;
}

/** Chooses the column to sort by; numbers start with the largest. */
function SortMenu({ list, columns, unsorted }: Props) {
  const desk = useDesk();
  const ask = (sort: { column: string; descending: boolean } | null) => list.ask({ ...list.query, sort });
  const items = [
    { label: unsorted, note: 'number', run: () => ask(null) },
    ...columns.map((column) => ({
      label: column.title.trim() || column.id,
      note: column.id,
      run: () => ask({ column: column.id, descending: column.align === 'right' }),
    })),
  ];
  const initial = columns.findIndex((column) => column.id === list.query.sort?.column) + 1;
  return <Menu title="Sort by" items={items} initial={initial} close={() => desk.show(null)} />;
}

/** The columns of the list that are shown, and the commands that sort by them, choose them and scroll them sideways. */
export function useOrderCommands(width: number): { columns: Column[]; handlers: Handlers } {
  const session = useSession();
  const desk = useDesk();
  const { list } = session;
  const [choice, setChoice] = useKept<ColumnChoice>('connections.columns', null);
  const [sideways, setSideways] = useKept('connections.sideways', 0);
  const chosen = chosenColumns(session.columns, choice);

  const sortCommands = useSortCommands(list, { all: session.columns, shown: chosen, unsorted: 'as captured' });
  return {
    columns: fittingColumns(session.columns, choice, width, sideways),
    handlers: {
      ...sortCommands,
      columns: () => desk.show(<ColumnsDialog columns={session.columns} choice={choice} choose={setChoice} />),
      left: () => setSideways(Math.max(0, sideways - 1)),
      right: () => setSideways(Math.max(0, Math.min(chosen.length - 2, sideways + 1))),
    },
  };
}
