import type { Column } from '../../session/session.ts';
import { Menu } from '../components/menu.tsx';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';

/** Chooses the column to sort by; numbers start with the largest. */
export function SortMenu({ columns }: { columns: readonly Column[] }) {
  const { list } = useSession();
  const desk = useDesk();
  const ask = (sort: { column: string; descending: boolean } | null) => list.ask({ ...list.query, sort });
  const items = [
    { label: 'as captured', note: 'number', run: () => ask(null) },
    ...columns.map((column) => ({
      label: column.title.trim() || column.id,
      note: column.id,
      run: () => ask({ column: column.id, descending: column.align === 'right' }),
    })),
  ];
  const initial = columns.findIndex((column) => column.id === list.query.sort?.column) + 1;
  return <Menu title="Sort by" items={items} initial={initial} close={() => desk.show(null)} />;
}
