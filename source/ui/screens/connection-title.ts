import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Session } from '../../session/session.ts';

/** "#9  172.16.16.154:64868 <-> 72.246.56.35:80  closed". */
export function connectionTitle(session: Session, connection: ConnectionRow): string {
  const [a, b] = ([0, 1] as const).map((side) => session.endpoint(connection, side));
  return `#${session.store.number(connection)} ${session.label(connection, 0)}  ${a} <-> ${b}  ${session.ending(connection)}`;
}

/** Where it stands in the list, and the keys for its neighbours: "9/16 []". */
export function connectionPlace(session: Session, connection: ConnectionRow): string {
  const row = session.list.placeOf(connection);
  return row < 0 ? '[ ]' : `${row + 1}/${session.list.count} [ ]`;
}
