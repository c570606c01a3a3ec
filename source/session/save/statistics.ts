/** The figures of connections as files: CSV and JSON with every statistic, or the long report in tcptrace's words. */

import { setImmediate } from 'node:timers/promises';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Statistic } from '../../connection/statistic.ts';
import { STATISTICS } from '../../connection/statistics.ts';
import { columnsOf, writeColumnNames, writeColumnValues } from '../../report/columns.ts';
import { NUMERIC_ENDPOINTS } from '../../report/endpoints.ts';
import { writeJsonLine } from '../../report/json.ts';
import { LongReport } from '../../report/long.ts';
import { Output } from '../../report/output.ts';
import type { SaveRequest } from '../session.ts';
import type { OutputFile } from './output-file.ts';
import type { SaveSource } from './source.ts';

/** Connections written between two looks at the keyboard. */
const AT_A_STRETCH = 64;

export async function writeStatistics(
  file: OutputFile,
  source: SaveSource,
  { connections, what }: Pick<SaveRequest, 'connections' | 'what'>,
  signal: AbortSignal,
): Promise<void> {
  const parts: Uint8Array[] = [];
  const output = new Output((bytes) => parts.push(Uint8Array.from(bytes)));
  const writeOne = writerOf(what, source, output);
  for (const [i, connection] of connections.entries()) {
    writeOne(connection);
    if (i % AT_A_STRETCH !== 0) continue;
    for (const part of parts.splice(0)) await file.write(part);
    await setImmediate();
    signal.throwIfAborted();
  }
  output.flush();
  for (const part of parts) await file.write(part);
}

function writerOf(what: SaveRequest['what'], source: SaveSource, output: Output): (connection: ConnectionRow) => void {
  const { store, files, statistics } = source;
  const knownOf = (connection: ConnectionRow) => {
    const known = new Set(statistics(connection).map(({ id }) => id));
    return ({ id }: Statistic): boolean => known.has(id);
  };
  if (what === 'json') {
    return (connection) =>
      writeJsonLine(output, store, connection, files[store.identity.file(connection)].name, knownOf(connection));
  }
  if (what === 'csv') {
    const columns = columnsOf(STATISTICS.map(({ id }) => id));
    writeColumnNames(output, columns, ',');
    return (connection) => writeColumnValues(output, columns, ',', store, connection, knownOf(connection));
  }
  const report = new LongReport(store, { rtt: true, owin: true }, NUMERIC_ENDPOINTS, files);
  return (connection) => report.write(output, connection);
}
