import { carrierOf, innermostText } from '../../connection/carrier.ts';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { CaptureSummary, Session } from '../../session/session.ts';
import { shortCount, withCommas } from '../format/size.ts';
import { duration } from '../format/time.ts';

/** "espn_fail.pcapng  569 pkts  16 conn  95.0 s"; of a stream "2.9M pkts  10k kept, 68k retired  13.3 s". */
export function captureTitle(summary: CaptureSummary): string {
  const { title, cut = '', packets, connections, retired = null, firstMicros, lastMicros } = summary;
  const long = firstMicros === null || lastMicros === null ? '' : `  ${duration(lastMicros - firstMicros)}`;
  const counts =
    retired === null
      ? `${withCommas(packets)} pkts  ${withCommas(connections)} conn`
      : `${shortCount(packets)} pkts  ${shortCount(connections)} kept, ${shortCount(retired)} retired`;
  return `tcptrace-tui  ${title}${cut && ` [${cut}]`}  ${counts}${long}`;
}

export const counted = (count: number, what: string): string => `${withCommas(count)} ${what}${count === 1 ? '' : 's'}`;

/** "#9  172.16.16.154:64868 <-> 72.246.56.35:80  closed", and what carried it if anything did. */
export function connectionTitle(session: Session, connection: ConnectionRow): string {
  const [a, b] = ([0, 1] as const).map((side) => session.endpoint(connection, side));
  const tunnel = innermostText(carrierOf(session.store, connection));
  const carried = tunnel === '' ? '' : `  in ${tunnel}`;
  return `#${session.store.number(connection)} ${session.label(connection, 0)}  ${a} <-> ${b}  ${session.ending(connection)}${carried}`;
}

/** Where it stands in the list, and the keys for its neighbours: "9/16 []". */
export function connectionPlace(session: Session, connection: ConnectionRow): string {
  const row = session.list.placeOf(connection);
  return row < 0 ? '[ ]' : `${row + 1}/${session.list.count} [ ]`;
}
