/**
 * A JSON object a line for each connection: every statistic under its id, those of a direction under "a2b" and "b2a"
 * (docs/statistics.md). What is not known is null; whole numbers that a double cannot hold exactly are strings.
 */
import type { Statistic, StatisticValue } from '../connection/statistic.ts';
import { STATISTICS } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { Output } from './output.ts';
import { isoTime } from './times.ts';

const OF_CONNECTION = STATISTICS.filter(({ scope }) => scope === 'connection');
const OF_DIRECTION = STATISTICS.filter(({ scope }) => scope === 'direction');

type Plain = string | number | boolean | null;

/** A value as JSON and CSV have it: times in ISO 8601 (UTC, microseconds), the rest in the statistic's unit. */
export function plainValue({ unit }: Statistic, value: StatisticValue): Plain {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'number') return value;
  if (unit === 'time') return isoTime(value);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value).toString() : value;
}

function objectOf(
  statistics: readonly Statistic[],
  store: ConnectionStore,
  connection: number,
  side: 0 | 1,
): Record<string, Plain> {
  return Object.fromEntries(
    statistics.map((statistic) => [statistic.id, plainValue(statistic, statistic.value(store, connection, side))]),
  );
}

/** `file`: name of the capture file in which the connection begins. */
export function writeJsonLine(output: Output, store: ConnectionStore, connection: number, file: string): void {
  const object = {
    ...objectOf(OF_CONNECTION, store, connection, 0),
    file,
    a2b: objectOf(OF_DIRECTION, store, connection, 0),
    b2a: objectOf(OF_DIRECTION, store, connection, 1),
  };
  output.text(`${JSON.stringify(object)}\n`);
}
