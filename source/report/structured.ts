/** The reports for other programs: JSON, CSV of chosen columns, a table per interval. They read all that can be read. */
import type { PassObserver } from '../analysis/observer.ts';
import { parseExpression } from '../filter/expression.ts';
import type { CaptureRequest, ReportKind } from '../options/request.ts';
import { columnsOf, writeColumnNames, writeColumnValues } from './columns.ts';
import { NUMERIC_ENDPOINTS } from './endpoints.ts';
import { IntervalReport } from './interval.ts';
import { writeJsonLine } from './json.ts';
import type { Output } from './output.ts';
import { type Complain, complainOf, exitCodeOf, type Reading, readCapture } from './reading.ts';
import { listed, listingOf } from './selection.ts';

type Report<K extends ReportKind['kind']> = Extract<ReportKind, { kind: K }>;

async function readAll(
  request: CaptureRequest,
  complain: Complain,
  observers: readonly PassObserver[] = [],
): Promise<Reading> {
  const reading = await readCapture(request, {
    policy: 'everything',
    depth: 'round trips',
    observers: () => observers,
  });
  complainOf(reading, complain);
  return reading;
}

/** The connections that -o, -i, -c, -f and --filter leave, 0-based. */
function chosen(request: CaptureRequest, { store }: Reading): Iterable<number> {
  const { filter } = request.selection;
  return listed(listingOf(request, store, NUMERIC_ENDPOINTS, filter === null ? null : parseExpression(filter)));
}

export async function jsonReport(request: CaptureRequest, output: Output, complain: Complain): Promise<number> {
  const reading = await readAll(request, complain);
  const { store, files } = reading;
  for (const connection of chosen(request, reading)) {
    writeJsonLine(output, store, connection, files[store.identity.file(connection)].name);
  }
  return exitCodeOf(reading);
}

export async function columnsReport(
  request: CaptureRequest,
  { columns: names, separator }: Report<'columns'>,
  output: Output,
  complain: Complain,
): Promise<number> {
  const columns = columnsOf(names);
  const reading = await readAll(request, complain);
  writeColumnNames(output, columns, separator);
  for (const connection of chosen(request, reading)) {
    writeColumnValues(output, columns, separator, reading.store, connection);
  }
  return exitCodeOf(reading);
}

export async function intervalReport(
  request: CaptureRequest,
  { seconds, format }: Report<'interval'>,
  output: Output,
  complain: Complain,
): Promise<number> {
  return exitCodeOf(await readAll(request, complain, [new IntervalReport(output, seconds, format)]));
}
