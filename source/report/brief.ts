/** A connection a line, as tcptrace's brief report (docs/tcptrace.md, "Formats"). */

import { writeDirectionLabel } from '../connection/labels.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import { isComplete, isReset, isUnidirectional } from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { ENDPOINT_ROOM, type EndpointWriter, writePairLabel } from './endpoints.ts';
import { writeAligned, writeAscii, writeUnsigned } from './numbers.ts';
import type { Output } from './output.ts';

const BLANK = 0x20;
const LINE_ROOM = 4 * ENDPOINT_ROOM;
const WARNING_ROOM = 128;

/** `%3d: ` of the number, and the label, padded to `width` (the longest label of all). */
export function writeLineStart(
  output: Output,
  endpoints: EndpointWriter,
  identity: ConnectionStore['identity'],
  row: number,
  /** From 1. */
  number: number,
  width: number,
): void {
  output.room(LINE_ROOM);
  const { bytes } = output;
  let at = writeAligned(bytes, output.at, number, 3);
  at = writeAscii(bytes, at, ': ');
  const end = writePairLabel(bytes, at, endpoints, identity, row);
  for (let blank = end; blank < at + width; blank++) bytes[blank] = BLANK;
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

/** What ends a line, by 1 = complete, 2 = reset, 4 = unidirectional, added up. */
const ENDINGS = Array.from({ length: 8 }, (_, marks) =>
  Buffer.from(
    `${marks & 1 ? '  (complete)' : ''}${marks & 2 ? '  (reset)' : ''}${marks & 4 ? '  (unidirectional)' : ''}\n`,
  ),
);

/** The line of a connection, and under it a warning for each direction with hardware duplicates. */
export function writeBriefLine(
  output: Output,
  store: ConnectionStore,
  endpoints: EndpointWriter,
  connection: ConnectionRow,
  width: number,
): void {
  const { core, identity } = store;
  writeLineStart(output, endpoints, identity, connection, store.number(connection), width);
  writePacketCounts(output, core.packets(2 * connection), core.packets(2 * connection + 1));
  const marks =
    Number(isComplete(store, connection)) +
    2 * Number(isReset(store, connection)) +
    4 * Number(isUnidirectional(store, connection));
  output.bytes.set(ENDINGS[marks], output.at);
  output.at += ENDINGS[marks].length;
  for (const side of [0, 1] as const) writeDuplicates(output, store, connection, side);
}

const BEFORE_DIRECTION = Buffer.from('    ** Warning, ');
const BEFORE_COUNT = Buffer.from(': detected ');
const AFTER_COUNT = Buffer.from(' hardware duplicate(s) (same seq # and IP ID)\n');

/** The warning about hardware duplicates of a direction, if there were any. */
function writeDuplicates(
  output: Output,
  { core, identity }: ConnectionStore,
  connection: ConnectionRow,
  side: 0 | 1,
): void {
  const duplicates = core.hardwareDuplicates(2 * connection + side);
  if (duplicates === 0) return;
  output.room(WARNING_ROOM);
  const { bytes } = output;
  let at = output.at;
  bytes.set(BEFORE_DIRECTION, at);
  at = writeDirectionLabel(bytes, at + BEFORE_DIRECTION.length, identity.label(connection), side);
  bytes.set(BEFORE_COUNT, at);
  at = writeUnsigned(bytes, at + BEFORE_COUNT.length, duplicates);
  bytes.set(AFTER_COUNT, at);
  output.at = at + AFTER_COUNT.length;
}
