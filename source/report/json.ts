/**
 * A JSON object a line for each connection (docs/schema/connection-1.json): statistics by id, those of a direction in "a2b" and "b2a"
 * (docs/statistics.md). What is not known is null; whole numbers that a double cannot hold exactly are strings.
 */

import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic, StatisticValue } from '../connection/statistic.ts';
import { STATISTICS } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { didYouMean } from '../quantities/nearest.ts';
import { safeJson } from '../stream/safe-text.ts';
import { knownOf, saveEach, writeEach } from './each-connection.ts';
import type { ReportWriter, SaveWriter } from './export.ts';
import type { Output } from './output.ts';
import { isoTime } from './times.ts';
import { UsageError } from './usage-error.ts';

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

/** What a line holds. */
interface Fields {
  readonly ofConnection: readonly Member[];
  readonly ofDirection: readonly Member[];
  readonly file: boolean;
}

/** What people ask for, `--fields core`. */
const CORE = [
  'number',
  'file',
  'first_time',
  'duration',
  'complete',
  'reset',
  'address',
  'port',
  'packets',
  'data_bytes',
  'retransmitted_packets',
  'out_of_order_packets',
  'zero_windows',
  'handshake_rtt',
  'rtt_average',
  'throughput',
];

function fieldsOf(ids: readonly string[]): Fields {
  const members = (scope: Statistic['scope']): readonly Member[] =>
    STATISTICS.filter(({ id, scope: own }) => own === scope && ids.includes(id)).map((statistic) => ({
      key: `${JSON.stringify(statistic.id)}:`,
      statistic,
    }));
  return { ofConnection: members('connection'), ofDirection: members('direction'), file: ids.includes('file') };
}

const ALL = ['file', ...STATISTICS.map(({ id }) => id)];

/** The fields that `--fields` names; null = all. Throws UsageError on a name that is none. */
function fieldsNamed(text: string | null): Fields {
  if (text === null || text === 'all') return fieldsOf(ALL);
  if (text === 'core') return fieldsOf(CORE);
  const ids = text.split(',').map((id) => id.trim());
  const wrong = ids.find((id) => !ALL.includes(id));
  if (wrong === undefined) return fieldsOf(ids);
  const meant = didYouMean(wrong, ALL);
  throw new UsageError(
    `--fields: there is no field '${wrong}'${meant || '.'} Write core, all, or names of docs/statistics.md as in a,b,c`,
  );
}

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
  fields: Fields,
  store: ConnectionStore,
  connection: ConnectionRow,
  file: string,
  isKnown = ALL_KNOWN,
): void {
  const { ofConnection, ofDirection } = fields;
  const direction = (side: 0 | 1): string => `{${membersText(ofDirection, store, connection, side, isKnown)}}`;
  const parts = [
    ...(ofConnection.length === 0 ? [] : [membersText(ofConnection, store, connection, 0, isKnown)]),
    ...(fields.file ? [`"file":${safeJson(file)}`] : []),
    ...(ofDirection.length === 0 ? [] : [`"a2b":${direction(0)}`, `"b2a":${direction(1)}`]),
  ];
  output.text(`{${parts.join(',')}}\n`);
}

export const jsonReport: ReportWriter = async ({ capture, fields: named }, output, complain) => {
  const fields = fieldsNamed(named);
  return await writeEach(capture, output, complain, (store, connection, file) =>
    writeJsonLine(output, fields, store, connection, file),
  );
};

export const saveJson: SaveWriter = (asked, source, signal) =>
  saveEach(asked, signal, (output) => {
    const { store, files } = source;
    const fields = fieldsOf(ALL);
    return (connection) => {
      const { name } = files[store.identity.file(connection)];
      writeJsonLine(output, fields, store, connection, name, knownOf(source, connection));
    };
  });
