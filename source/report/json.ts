/**
 * A JSON object a line for each connection: every statistic under its id, those of a direction under "a2b" and "b2a"
 * (docs/statistics.md). What is not known is null; whole numbers that a double cannot hold exactly are strings.
 */

import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic, StatisticValue } from '../connection/statistic.ts';
import { STATISTICS } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { safeJson } from '../stream/safe-text.ts';
import { knownOf, saveEach, writeEach } from './each-connection.ts';
import type { ReportWriter, SaveWriter } from './export.ts';
import type { Output } from './output.ts';
import { isoTime } from './times.ts';

type Plain = string | number | boolean | null;

/** A value as JSON and CSV have it: times in ISO 8601 (UTC, microseconds), the rest in the statistic's unit. */
export function plainValue({ unit }: Statistic, value: StatisticValue): Plain {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'number') return value;
  if (unit === 'time') return isoTime(value);
  if (!Number.isFinite(value)) return null;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value).toString() : value;
}

/** `"packets":` and where the value comes from: put together once, because a capture may have a million connections. */
interface Member {
  readonly key: string;
  readonly statistic: Statistic;
}

const members = (scope: Statistic['scope']): readonly Member[] =>
  STATISTICS.filter((statistic) => statistic.scope === scope).map((statistic) => ({
    key: `${JSON.stringify(statistic.id)}:`,
    statistic,
  }));

const OF_CONNECTION = members('connection');
const OF_DIRECTION = members('direction');

/** Whether the statistic is known of the connection at all. */
export type IsKnown = (statistic: Statistic) => boolean;

const ALL_KNOWN: IsKnown = () => true;

function membersText(
  list: readonly Member[],
  store: ConnectionStore,
  connection: ConnectionRow,
  side: 0 | 1,
  isKnown: IsKnown,
): string {
  let text = '';
  for (const { key, statistic } of list) {
    const value = isKnown(statistic) ? plainValue(statistic, statistic.value(store, connection, side)) : null;
    const valueText = typeof value === 'string' ? safeJson(value) : String(value);
    text += text === '' ? key + valueText : `,${key}${valueText}`;
  }
  return text;
}

/** `file`: name of the capture file in which the connection begins. */
function writeJsonLine(
  output: Output,
  store: ConnectionStore,
  connection: ConnectionRow,
  file: string,
  isKnown = ALL_KNOWN,
): void {
  output.text(
    `{${membersText(OF_CONNECTION, store, connection, 0, isKnown)},"file":${safeJson(file)},` +
      `"a2b":{${membersText(OF_DIRECTION, store, connection, 0, isKnown)}},` +
      `"b2a":{${membersText(OF_DIRECTION, store, connection, 1, isKnown)}}}\n`,
  );
}

export const jsonReport: ReportWriter = ({ capture }, output, complain) =>
  writeEach(capture, output, complain, (store, connection, file) => writeJsonLine(output, store, connection, file));

export const saveJson: SaveWriter = (asked, source, signal) =>
  saveEach(asked, signal, (output) => {
    const { store, files } = source;
    return (connection) => {
      const { name } = files[store.identity.file(connection)];
      writeJsonLine(output, store, connection, name, knownOf(source, connection));
    };
  });
