/** tcptrace's --csv, --tsv and --sv: a line a connection, conditional rows always there (docs/tcptrace.md, "Formats"). */
import type { ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { ENDPOINT_ROOM, type EndpointWriter } from './endpoints.ts';
import { writeAscii, writeUnsigned } from './numbers.ts';
import type { Output } from './output.ts';
import { isRow, longLines, type Parts } from './rows.ts';
import { type Template, TemplateBuilder } from './template.ts';
import { microsOf, secondsOf } from './times.ts';

const VALUE_WIDTH = 15;
const FRONT_COLUMNS = ['conn_#', 'host_a', 'host_b', 'port_a', 'port_b', 'first_packet', 'last_packet'];

/** tcptrace's names of the columns; one of them has a blank where the others have an underscore. */
export function csvColumns(parts: Parts): string[] {
  const rows = longLines(parts).filter(isRow);
  const pairs = rows.flatMap(({ column }) => [`${column}_a2b`, `${column}_b2a`]);
  return [...FRONT_COLUMNS, ...pairs].map((name) => name.replace('RTT_full_sz_stdev_a2b', 'RTT full_sz_stdev_a2b'));
}

export class CsvReport {
  private readonly store: ConnectionStore;
  private readonly endpoints: EndpointWriter;
  private readonly separator: string;
  private readonly parts: Parts;
  private readonly template: Template;
  private started = false;

  constructor(store: ConnectionStore, parts: Parts, endpoints: EndpointWriter, separator: string) {
    this.store = store;
    this.parts = parts;
    this.endpoints = endpoints;
    this.separator = separator;
    const builder = new TemplateBuilder();
    for (const row of longLines(parts).filter(isRow)) {
      builder.field(row, 0, VALUE_WIDTH, 0).add(separator).field(row, 1, VALUE_WIDTH, 0).add(separator);
    }
    this.template = builder.add('\n').build();
  }

  /** The line of a connection; before the first one the names of the columns. */
  write(output: Output, connection: ConnectionRow): void {
    if (!this.started) this.writeColumns(output);
    const { identity } = this.store;
    this.writeValue(output, (bytes, at) => writeUnsigned(bytes, at, this.store.number(connection)));
    this.writeValue(output, (bytes, at) => this.endpoints.host(bytes, at, identity, connection, 0));
    this.writeValue(output, (bytes, at) => this.endpoints.host(bytes, at, identity, connection, 1));
    this.writeValue(output, (bytes, at) => this.endpoints.port(bytes, at, identity, connection, 0));
    this.writeValue(output, (bytes, at) => this.endpoints.port(bytes, at, identity, connection, 1));
    const { separator } = this;
    const first = plainTime(identity.firstMicros(connection));
    const last = plainTime(identity.lastMicros(connection));
    output.text(`${first} ${separator} ${last} ${separator}`);
    output.room(this.template.longest);
    output.at = this.template.write(output.bytes, output.at, this.store, connection);
  }

  private writeValue(output: Output, write: (bytes: Uint8Array, at: number) => number): void {
    output.room(ENDPOINT_ROOM);
    output.at = write(output.bytes, output.at);
    output.text(this.separator);
  }

  private writeColumns(output: Output): void {
    for (const column of csvColumns(this.parts)) output.text(column + this.separator);
    output.at = writeAscii(output.bytes, output.at, '\n\n');
    this.started = true;
  }
}

/** Seconds and microseconds as plain numbers: the microseconds are not padded with zeros (tcptrace). */
function plainTime(micros: number): string {
  return `${secondsOf(micros)}.${microsOf(micros)}`;
}
