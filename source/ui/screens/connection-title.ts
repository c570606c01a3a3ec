import type { ConnectionNumber } from '../../session/connection-list.ts';
import type { Session } from '../../session/session.ts';

/** "#9  172.16.16.154:64868 <-> 72.246.56.35:80  closed". */
export function connectionTitle(session: Session, connection: ConnectionNumber): string {
  const [a, b] = ([0, 1] as const).map((side) => session.endpoint(connection, side));
  return `#${session.store.number(connection) + 1} ${session.label(connection, 0)}  ${a} <-> ${b}  ${session.ending(connection)}`;
}

/** Where it stands in the list, and the keys for its neighbours: "9/16 []". */
export function connectionPlace(session: Session, connection: ConnectionNumber): string {
  const row = session.list.rowOf(connection);
  return row < 0 ? '[ ]' : `${row + 1}/${session.list.count} [ ]`;
}
