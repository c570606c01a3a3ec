/** CSV with the columns that the user names (`--columns`): statistics by id, RFC 4180. */

import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic } from '../connection/statistic.ts';
import { findStatistic, STATISTICS } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { didYouMean } from '../quantities/nearest.ts';
import { knownOf, saveEach, writeEach } from './each-connection.ts';
import type { ReportWriter, SaveWriter } from './export.ts';
import { type IsKnown, plainValue } from './json.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';

export interface ValueColumn {
  readonly name: string;
  readonly statistic: Statistic;
  readonly side: 0 | 1;
}

const SIDES = [
  ['_a2b', 0],
  ['_b2a', 1],
] as const;

/**
 * The columns of a list of names. A statistic of a direction stands for two columns, with `_a2b` or `_b2a` behind its id for
 * one. Throws UsageError.
 */
export function columnsOf(names: readonly string[]): ValueColumn[] {
  return names.flatMap((name) => {
    const whole = findStatistic(name);
    if (whole !== undefined) {
      if (whole.scope === 'connection') return [{ name, statistic: whole, side: 0 }];
      return SIDES.map(([suffix, side]): ValueColumn => ({ name: name + suffix, statistic: whole, side }));
    }
    for (const [suffix, side] of SIDES) {
      const half = name.endsWith(suffix) ? findStatistic(name.slice(0, -suffix.length)) : undefined;
      if (half?.scope === 'direction') return [{ name, statistic: half, side }];
    }
    const meant = didYouMean(
      name,
      STATISTICS.map(({ id }) => id),
    );
    throw new UsageError(
      `--columns: there is no statistic '${name}'${meant || '.'} Write as in --columns number,address,data_bytes; docs/statistics.md and --json name them all`,
    );
  });
}

/** A field as RFC 4180 section 2 wants it: quoted where it holds the separator, a quote or a line break. */
export function csvField(value: string, separator: string): string {
  return value.includes(separator) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The names of the columns. */
function writeColumnNames(output: Output, columns: readonly ValueColumn[], separator: string): void {
  output.text(`${columns.map(({ name }) => csvField(name, separator)).join(separator)}\n`);
}

/** The values of a connection; what is not known is an empty field. */
function writeColumnValues(
  output: Output,
  columns: readonly ValueColumn[],
  separator: string,
  store: ConnectionStore,
  connection: ConnectionRow,
  isKnown: IsKnown = () => true,
): void {
  const fields = columns.map(({ statistic, side }) => {
    const value = isKnown(statistic) ? statistic.value(store, connection, side) : null;
    return csvField(String(plainValue(statistic, value) ?? ''), separator);
  });
  output.text(`${fields.join(separator)}\n`);
}

export const columnsReport: ReportWriter = ({ capture, value, form }, output, complain) => {
  const columns = columnsOf(namesIn(value ?? ''));
  const separator = typeof form === 'object' ? form.separator : ',';
  writeColumnNames(output, columns, separator);
  return writeEach(capture, output, complain, (store, connection) =>
    writeColumnValues(output, columns, separator, store, connection),
  );
};

function namesIn(list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.includes('')) throw new UsageError(`--columns: '${list}' is no list of names; write it as in a,b,c`);
  return names;
}

export const saveCsv: SaveWriter = (asked, source, signal) =>
  saveEach(asked, signal, (output) => {
    const columns = columnsOf(STATISTICS.map(({ id }) => id));
    writeColumnNames(output, columns, ',');
    return (connection) =>
      writeColumnValues(output, columns, ',', source.store, connection, knownOf(source, connection));
  });
