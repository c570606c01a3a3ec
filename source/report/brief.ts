/** A connection a line, as tcptrace's brief report (docs/tcptrace.md, "Formats"). */
import { directionLabel } from '../connection/labels.ts';
import { isComplete, isReset, isUnidirectional } from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { ENDPOINT_ROOM, type EndpointWriter, writePairLabel } from './endpoints.ts';
import { writeAligned, writeAscii } from './numbers.ts';
import type { Output } from './output.ts';

const BLANK = 0x20;
const LINE_ROOM = 4 * ENDPOINT_ROOM;

/** `%3d: ` and the label, padded to `width` (the longest label of all). */
export function writeLineStart(
  output: Output,
  endpoints: EndpointWriter,
  identity: ConnectionStore['identity'],
  row: number,
  width: number,
): void {
  output.room(LINE_ROOM);
  const { bytes } = output;
  let at = writeAligned(bytes, output.at, row + 1, 3);
  at = writeAscii(bytes, at, ': ');
  const end = writePairLabel(bytes, at, endpoints, identity, row);
  bytes.fill(BLANK, end, at + width);
  output.at = Math.max(end, at + width);
}

/** ` %4lu> %4lu<`: packets each way. */
export function writePacketCounts(output: Output, a2b: number, b2a: number): void {
  const { bytes } = output;
  bytes[output.at] = BLANK;
  let at = writeAligned(bytes, output.at + 1, a2b, 4);
  at = writeAscii(bytes, at, '> ');
  at = writeAligned(bytes, at, b2a, 4);
  output.at = writeAscii(bytes, at, '<');
}

/** The line of a connection, and under it a warning for each direction with hardware duplicates. */
export function writeBriefLine(
  output: Output,
  store: ConnectionStore,
  endpoints: EndpointWriter,
  connection: number,
  width: number,
): void {
  const { core, identity } = store;
  writeLineStart(output, endpoints, identity, connection, width);
  writePacketCounts(output, core.packets(2 * connection), core.packets(2 * connection + 1));
  if (isComplete(store, connection)) output.ascii('  (complete)');
  if (isReset(store, connection)) output.ascii('  (reset)');
  if (isUnidirectional(store, connection)) output.ascii('  (unidirectional)');
  output.ascii('\n');
  for (const side of [0, 1] as const) {
    const duplicates = core.hardwareDuplicates(2 * connection + side);
    if (duplicates === 0) continue;
    const direction = directionLabel(identity.label(connection), side);
    output.ascii(`    ** Warning, ${direction}: detected ${duplicates} hardware duplicate(s) (same seq # and IP ID)\n`);
  }
}
