import type { Column } from '../../session/session.ts';
import { ColumnsDialog } from '../dialogs/columns-dialog.tsx';
import { SortMenu } from '../dialogs/sort-menu.tsx';
import type { Handlers } from '../keys/command-stack.ts';
import { type ColumnChoice, chosenColumns, fittingColumns } from '../panes/columns.ts';
import { useDesk } from './use-desk.ts';
import { useKept } from './use-kept.ts';
import { useSession } from './use-session.ts';

/** The columns of the list that are shown, and the commands that sort by them, choose them and scroll them sideways. */
export function useOrderCommands(width: number): { columns: Column[]; handlers: Handlers } {
  const session = useSession();
  const desk = useDesk();
  const { list } = session;
  const [choice, setChoice] = useKept<ColumnChoice>('connections.columns', null);
  const [sideways, setSideways] = useKept('connections.sideways', 0);
  const chosen = chosenColumns(session.columns, choice);

  const sortBeside = (step: number) => () => {
    const at = chosen.findIndex((column) => column.id === list.query.sort?.column);
    const next = chosen[(at + step + chosen.length) % chosen.length];
    if (next === undefined) return;
    list.ask({ ...list.query, sort: { column: next.id, descending: next.align === 'right' } });
    desk.say(`sorted by ${next.title}`);
  };
  return {
    columns: fittingColumns(session.columns, choice, width, sideways),
    handlers: {
      sort: () => desk.show(<SortMenu columns={session.columns} />),
      reverse: () => {
        const { sort } = list.query;
        if (sort !== null) list.ask({ ...list.query, sort: { ...sort, descending: !sort.descending } });
      },
      sortLeft: sortBeside(-1),
      sortRight: sortBeside(1),
      columns: () => desk.show(<ColumnsDialog columns={session.columns} choice={choice} choose={setChoice} />),
      left: () => setSideways(Math.max(0, sideways - 1)),
      right: () => setSideways(Math.max(0, Math.min(chosen.length - 2, sideways + 1))),
    },
  };
}
