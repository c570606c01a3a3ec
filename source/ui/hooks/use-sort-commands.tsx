import type { Column, QueriedList } from '../../session/connection-list.ts';
import { SortMenu } from '../dialogs/sort-menu.tsx';
import type { Handlers } from '../keys/command-stack.ts';
import { useDesk } from './use-desk.ts';

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
