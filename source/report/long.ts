/**
 * tcptrace's long output: a block of two columns for each connection (docs/tcptrace.md, "Formats"). The rows of a block are
 * a template, one for each combination of conditional rows, made when the first connection needs it.
 */

import { writeLabel } from '../connection/labels.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { IdentityRows } from '../connection/rows/identity.ts';
import { finDirections, isComplete, isReset, synDirections } from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { CONDITION_BIT, conditionsOf } from './conditions.ts';
import { saveEach } from './each-connection.ts';
import { ENDPOINT_ROOM, type EndpointWriter, NUMERIC_ENDPOINTS, writeEndpoint } from './endpoints.ts';
import type { SaveWriter } from './export.ts';
import { writeAscii, writeUnsigned } from './numbers.ts';
import type { Output } from './output.ts';
import { isRow, type Line, longLines, type Parts, type Row } from './rows.ts';
import { type Template, TemplateBuilder } from './template.ts';
import { writeElapsed, writeTime } from './times.ts';

const HEADER_ROOM = 8 * ENDPOINT_ROOM;
const LABEL_WIDTH = 18;
const VALUE_WIDTH = 9;
const UNIT_WIDTH = 5;

/** The 32 equals signs before every block but that of connection 1. */
export const BLOCK_RULE = '='.repeat(32);

/** One column of a row: five blanks, label, value, unit. */
export function addColumn(builder: TemplateBuilder, row: Row, side: 0 | 1): void {
  const label = `${row.name}:`.slice(0, LABEL_WIDTH + 1).padEnd(LABEL_WIDTH);
  builder
    .add(`     ${label} `)
    .field(row, side, VALUE_WIDTH, 1 + UNIT_WIDTH)
    .add(` ${row.unit.padEnd(UNIT_WIDTH)}`);
}

function compile(lines: readonly Line[], conditions: number): Template {
  const builder = new TemplateBuilder();
  for (const line of lines) {
    if (line.condition !== null && (conditions & CONDITION_BIT[line.condition]) === 0) continue;
    if (isRow(line)) {
      addColumn(builder, line, 0);
      addColumn(builder, line, 1);
      builder.add('\n');
    } else for (const text of line.lines) builder.add(`${text}\n`);
  }
  return builder.build();
}

/** "\thost a:        10.0.0.1:1000" for both ends. */
export function writeHosts(output: Output, endpoints: EndpointWriter, identity: IdentityRows, row: number): void {
  output.room(HEADER_ROOM);
  const { bytes } = output;
  for (const side of [0, 1] as const) {
    let at = writeAscii(bytes, output.at, '\thost ');
    const padded = at + 4;
    at = writeLabel(bytes, at, identity.label(row) + side);
    at = writeAscii(bytes, at, ':');
    while (at < padded) at = writeAscii(bytes, at, ' ');
    at = writeAscii(bytes, at, '      ');
    at = writeEndpoint(bytes, at, endpoints, identity, row, side);
    output.at = writeAscii(bytes, at, '\n');
  }
}

/** First and last packet, elapsed time, packets and file name, then the heads of the two columns. */
export function writeTimesAndHeads(
  output: Output,
  identity: IdentityRows,
  row: number,
  packets: number,
  file: string,
): void {
  output.room(HEADER_ROOM);
  const { bytes } = output;
  const first = identity.firstMicros(row);
  const last = identity.lastMicros(row);
  let at = writeAscii(bytes, output.at, '\tfirst packet:  ');
  at = writeTime(bytes, at, first);
  at = writeAscii(bytes, at, '\n\tlast packet:   ');
  at = writeTime(bytes, at, last);
  at = writeAscii(bytes, at, '\n\telapsed time:  ');
  at = writeElapsed(bytes, at, Math.max(0, last - first));
  at = writeAscii(bytes, at, '\n\ttotal packets: ');
  at = writeUnsigned(bytes, at, packets);
  output.at = writeAscii(bytes, at, '\n\tfilename:      ');
  output.text(file);
  output.room(HEADER_ROOM);
  const label = identity.label(row);
  at = writeAscii(bytes, output.at, '\n   ');
  at = writeLabel(bytes, at, label);
  at = writeAscii(bytes, at, '->');
  at = writeLabel(bytes, at, label + 1);
  at = writeAscii(bytes, at, ':\t\t\t      ');
  at = writeLabel(bytes, at, label + 1);
  at = writeAscii(bytes, at, '->');
  at = writeLabel(bytes, at, label);
  output.at = writeAscii(bytes, at, ':\n');
}

export class LongReport {
  private readonly store: ConnectionStore;
  private readonly parts: Parts;
  private readonly endpoints: EndpointWriter;
  /** Names of the files, as Capture.files has them. */
  private readonly files: readonly { name: string }[];
  private readonly lines: readonly Line[];
  private readonly templates = new Map<number, Template>();

  constructor(store: ConnectionStore, parts: Parts, endpoints: EndpointWriter, files: readonly { name: string }[]) {
    this.store = store;
    this.parts = parts;
    this.endpoints = endpoints;
    this.files = files;
    this.lines = longLines(parts);
  }

  /** The block of a connection. */
  write(output: Output, connection: ConnectionRow): void {
    this.writeHeader(output, connection);
    const template = this.templateFor(conditionsOf(this.store, connection, this.parts));
    output.room(template.longest);
    output.at = template.write(output.bytes, output.at, this.store, connection);
  }

  private templateFor(conditions: number): Template {
    let template = this.templates.get(conditions);
    if (template === undefined) {
      template = compile(this.lines, conditions);
      this.templates.set(conditions, template);
    }
    return template;
  }

  private writeHeader(output: Output, connection: ConnectionRow): void {
    const { store, endpoints } = this;
    const { identity, core } = store;
    const number = store.number(connection);
    if (number > 1) output.ascii(`${BLOCK_RULE}\n`);
    output.ascii(`TCP connection ${number}:\n`);
    writeHosts(output, endpoints, identity, connection);
    const complete = isComplete(store, connection);
    output.ascii(`\tcomplete conn: ${isReset(store, connection) ? 'RESET' : complete ? 'yes' : 'no'}`);
    if (!complete) {
      output.ascii(`\t(SYNs: ${synDirections(store, connection)})  (FINs: ${finDirections(store, connection)})`);
    }
    output.ascii('\n');
    const packets = core.packets(2 * connection) + core.packets(2 * connection + 1);
    writeTimesAndHeads(output, identity, connection, packets, this.files[identity.file(connection)].name);
  }
}

export const saveLong: SaveWriter = (asked, { store, files }, signal) =>
  saveEach(asked, signal, (output) => {
    const report = new LongReport(store, { rtt: true, owin: true }, NUMERIC_ENDPOINTS, files);
    return (connection) => report.write(output, connection);
  });
