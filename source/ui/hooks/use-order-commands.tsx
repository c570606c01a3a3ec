import type { Column } from '../../session/connection-list.ts';
import { ColumnsDialog } from '../dialogs/columns-dialog.tsx';
import type { Handlers } from '../keys/command-stack.ts';
import { type ColumnChoice, chosenColumns, fittingColumns } from '../panes/columns.ts';
import { useDesk } from './use-desk.ts';
import { useKept } from './use-kept.ts';
import { useSession } from './use-session.ts';
import { useSortCommands } from './use-sort-commands.tsx';

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
