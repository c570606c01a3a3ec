import type { Column, QueriedList } from '../../session/connection-list.ts';
import { Menu } from '../components/menu.tsx';
import { useDesk } from '../hooks/use-desk.ts';

interface Props {
  list: QueriedList;
  columns: readonly Pick<Column, 'id' | 'title' | 'align'>[];
  /** What the order is called that no column gives. */
  unsorted: string;
}

/** Chooses the column to sort by; numbers start with the largest. */
export function SortMenu({ list, columns, unsorted }: Props) {
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
