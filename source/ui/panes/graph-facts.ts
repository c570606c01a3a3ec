import type { ConnectionRow } from '../../connection/numbering.ts';
import { statistic } from '../../connection/statistics.ts';
import type { ConnectionSeries } from '../../graph/series.ts';
import type { Session } from '../../session/session.ts';

/** The side that sent more: its graph says more. */
export function busierSide(session: Session, connection: ConnectionRow): 0 | 1 {
  const { value } = statistic('data_bytes');
  const [a, b] = ([0, 1] as const).map((side) => Number(value(session.store, connection, side)));
  return b > a ? 1 : 0;
}

/** Time of the last packet so far, µs since the first. */
export const spanOf = ({ packets }: ConnectionSeries): number => (packets.count === 0 ? 1 : packets.x.last());
