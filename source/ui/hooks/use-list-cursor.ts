import { useEffect } from 'react';
import type { ConnectionRow } from '../../connection/numbering.ts';
import { windowTop } from '../components/movement.ts';
import { useKept, useMemory } from './contexts.ts';
import { useDesk } from './use-desk.ts';
import { useSession } from './use-session.ts';

interface ListCursor {
  row: number;
  /** The first row shown. */
  top: number;
  /** null while the list is empty. */
  selected: ConnectionRow | null;
  following: boolean;
  moveTo(row: number): void;
  choose(connection: ConnectionRow): void;
  follow(on: boolean): void;
}

/**
 * The selected row of the connection list. The cursor stays on its connection while the list is sorted, filtered or still
 * growing, and on its row when the connection is no longer listed.
 */
export function useListCursor(page: number): ListCursor {
  const { list } = useSession();
  const desk = useDesk();
  const place = useMemory('connections.place', { top: 0, row: 0 });
  const [following, follow] = useKept('connections.following', false);
  const listed = desk.connection === null ? -1 : list.placeOf(desk.connection);
  const last = Math.max(0, list.count - 1);
  const row = following ? last : Math.min(listed >= 0 ? listed : place.row, last);
  const top = windowTop(place.top, list.count, page, row);
  useEffect(() => {
    place.top = top;
    place.row = row;
  });
  const selected = list.count > 0 ? list.at(row) : null;
  // The other screens, and what is written, are about the row under the cursor, also where the list has moved it there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another row is another choice
  useEffect(() => {
    if (selected !== null && selected !== desk.connection) desk.choose(selected);
  }, [selected]);
  const choose = (connection: ConnectionRow) => {
    follow(false);
    desk.choose(connection);
  };
  return {
    row,
    top,
    selected,
    following,
    follow,
    choose,
    moveTo: (next) => {
      if (list.count > 0) choose(list.at(Math.max(0, Math.min(list.count - 1, next))));
    },
  };
}
