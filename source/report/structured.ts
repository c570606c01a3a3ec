/** The reports for other programs: JSON, CSV of chosen columns, a table per interval. They read all that can be read. */

import type { ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { parseExpression } from '../filter/expression.ts';
import { ignoredBeforehand } from './chosen.ts';
import { columnsOf, writeColumnNames, writeColumnValues } from './columns.ts';
import { NUMERIC_ENDPOINTS } from './endpoints.ts';
import { IntervalReport } from './interval.ts';
import { writeJsonLine } from './json.ts';
import type { Output } from './output.ts';
import { PacketLines } from './packet-lines.ts';
import { type Complain, complainOf, exitCodeOf, type Reading, type ReadingPlan, readCapture } from './reading.ts';
import type { CaptureRequest, ReportKind } from './request.ts';
import { isListed, type Listing, listed, listingOf } from './selection.ts';

type Report<K extends ReportKind['kind']> = Extract<ReportKind, { kind: K }>;

async function readAll(
  request: CaptureRequest,
  output: Output,
  complain: Complain,
  observers: ReadingPlan['observers'],
  ignored?: ReadingPlan['ignored'],
): Promise<Reading> {
  const reading = await readCapture(request, {
    policy: 'everything',
    depth: 'round trips',
    observers,
    ignored,
    resting: () => output.flush(),
  });
  complainOf(reading, complain);
  return reading;
}

/** Writes something of a connection; `file`: name of the capture file in which it begins. */
type Write = (store: ConnectionStore, connection: ConnectionRow, file: string) => void;

/**
 * Writes of each connection that -o, -i, -c, -f and --filter leave: those that are retired while the capture is read when they
 * are, the others at its end, in order of first packet.
 */
async function writeEach(request: CaptureRequest, output: Output, complain: Complain, write: Write): Promise<number> {
  const filter = request.selection.expression === null ? null : parseExpression(request.selection.expression);
  const listing = (store: ConnectionStore): Listing => listingOf(request, store, NUMERIC_ENDPOINTS, filter);
  const reading = await readAll(request, output, complain, (store, { files }) => {
    if (store.most === null) return [];
    const isWanted = isListed(listing(store));
    const retiring = (connection: ConnectionRow): void => {
      if (isWanted(connection)) write(store, connection, files[store.identity.file(connection)].name);
    };
    return [{ retiring }];
  });
  const { store, files } = reading;
  for (const connection of listed(listing(store))) {
    write(store, connection, files[store.identity.file(connection)].name);
  }
  return exitCodeOf(reading);
}

export async function jsonReport(request: CaptureRequest, output: Output, complain: Complain): Promise<number> {
  return await writeEach(request, output, complain, (store, connection, file) =>
    writeJsonLine(output, store, connection, file),
  );
}

export async function columnsReport(
  request: CaptureRequest,
  { columns: names, separator }: Report<'columns'>,
  output: Output,
  complain: Complain,
): Promise<number> {
  const columns = columnsOf(names);
  writeColumnNames(output, columns, separator);
  return await writeEach(request, output, complain, (store, connection) =>
    writeColumnValues(output, columns, separator, store, connection),
  );
}

export async function intervalReport(
  request: CaptureRequest,
  { seconds, format }: Report<'interval'>,
  output: Output,
  complain: Complain,
): Promise<number> {
  const ignored = await ignoredBeforehand(request);
  const report = new IntervalReport(output, seconds, format);
  return exitCodeOf(await readAll(request, output, complain, () => [report], ignored));
}

export async function packetsReport(request: CaptureRequest, output: Output, complain: Complain): Promise<number> {
  const ignored = await ignoredBeforehand(request);
  const lines = (store: ConnectionStore) => [new PacketLines(output, store, request.switches.udp)];
  return exitCodeOf(await readAll(request, output, complain, lines, ignored));
}
