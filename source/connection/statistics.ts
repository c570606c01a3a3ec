/**
 * The table of everything the program knows to say of a connection. A statistic is added in one of the files of statistics/;
 * reports, columns, filters, the detail pane and docs/statistics.md follow by themselves.
 */
import type { Statistic } from './statistic.ts';
import { CORE_STATISTICS } from './statistics/core.ts';
import { IDENTITY_STATISTICS } from './statistics/identity.ts';
import { OWIN_STATISTICS } from './statistics/owin.ts';
import { RTT_STATISTICS } from './statistics/rtt.ts';
import { TRAFFIC_STATISTICS } from './statistics/traffic.ts';
import { WINDOW_STATISTICS } from './statistics/windows.ts';

/** All statistics, in the order people read them. */
export const STATISTICS: readonly Statistic[] = [
  ...IDENTITY_STATISTICS,
  ...CORE_STATISTICS,
  ...TRAFFIC_STATISTICS,
  ...WINDOW_STATISTICS,
  ...OWIN_STATISTICS,
  ...RTT_STATISTICS,
];

const BY_ID: ReadonlyMap<string, Statistic> = new Map(STATISTICS.map((statistic) => [statistic.id, statistic]));

/** The statistic with this id, if there is one. */
export function findStatistic(id: string): Statistic | undefined {
  return BY_ID.get(id);
}

/** The statistic with this id; throws on an id that the table does not have (a mistake in the program). */
export function statistic(id: string): Statistic {
  const found = BY_ID.get(id);
  if (found === undefined) throw new RangeError(`no statistic "${id}"`);
  return found;
}
