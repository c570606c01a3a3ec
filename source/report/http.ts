/**
 * Requests and replies with their times (-xhttp; docs/tcptrace.md, "Modules"): on standard output after the report, and in
 * http.times. Their bytes are read from the files that -e has written by then.
 */

import { existsSync, readFileSync } from 'node:fs';
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { directionLabel } from '../connection/labels.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { statistic } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { safeLine } from '../stream/safe-text.ts';
import { type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { endpointText, NUMERIC_ENDPOINTS } from './endpoints.ts';
import type { Outcome } from './extra.ts';
import type { ReportFolder } from './files.ts';
import { contentOf, type Exchange, exchanges } from './http-exchanges.ts';
import { StreamOffset } from './stream-offset.ts';
import { timeText } from './times.ts';

const DEFAULT_PORT = 80;

/** What is remembered of a direction: offsets ascending with the time each was first reached, µs. */
interface Side {
  stream: StreamOffset | null;
  /** Payload: offset behind each segment that reached further, and its time. */
  reached: { offset: number; micros: number }[];
  /** The peer's acknowledgements of it. */
  acked: { offset: number; micros: number }[];
  syn: number;
  /** "Fin", "Rst" or "Last", and its time. */
  ended: { how: 'Fin' | 'Rst' | 'Last'; micros: number };
}

/** The port after -xhttp; what is wrong where it is none. */
export function httpPort(argument: string): number | string {
  if (argument === '') return DEFAULT_PORT;
  const port = Number(argument);
  return Number.isInteger(port) && port > 0 && port < 65_536
    ? port
    : `-xhttp: '${argument}' is no port; write -xhttp or -xhttp8080`;
}

export class HttpTimes implements PassObserver {
  private readonly port: number;
  private readonly store: ConnectionStore;
  private readonly folder: ReportFolder;
  private readonly sides = new Map<number, Side>();

  constructor(port: number, store: ConnectionStore, folder: ReportFolder) {
    this.port = port;
    this.store = store;
    this.folder = folder;
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    if (segments.sourcePort[i] !== this.port && segments.destinationPort[i] !== this.port) return;
    const { micros } = outcome;
    const direction = 2 * outcome.connection + outcome.side;
    const side = this.sideOf(direction);
    const flags = segments.flags[i];
    const sequence = segments.sequence[i];
    const length = segments.dataLength[i];
    if (flags & TcpFlag.syn) side.syn = micros;
    if (flags & TcpFlag.rst) side.ended = { how: 'Rst', micros };
    else if (flags & TcpFlag.fin) side.ended = { how: 'Fin', micros };
    else if (side.ended.how === 'Last') side.ended.micros = micros;
    if (length > 0) {
      side.stream ??= new StreamOffset(this.startOf(direction, sequence));
      const offset = side.stream.of(sequence);
      if (offset !== null) reach(side.reached, offset + length, micros);
    }
    if (flags & TcpFlag.ack) {
      const peer = this.sideOf(direction ^ 1);
      const offset = peer.stream?.of(segments.acknowledgement[i]) ?? null;
      if (offset !== null) reach(peer.acked, offset, micros);
    }
  }

  finish({ output, isListed }: Outcome): void {
    output.ascii('Http module output:\n');
    const file = this.folder.create('http.times');
    for (const connection of this.store.inOrder()) {
      if (!this.sides.has(2 * connection) && !this.sides.has(2 * connection + 1)) continue;
      if (!isListed(connection)) continue;
      const server = this.store.identity.port(connection, 0) === this.port ? 0 : 1;
      const client = (server ^ 1) as 0 | 1;
      const contents = [client, server].map((side) => this.contents(connection, side as 0 | 1));
      const found = exchanges(contents[0], contents[1]);
      for (const line of this.connectionLines(connection, client, server, found)) output.text(`${line}\n`);
      file.write(this.timesLines(connection, client, server, found, contents));
    }
  }

  private sideOf(direction: number): Side {
    let side = this.sides.get(direction);
    if (side === undefined) {
      side = { stream: null, reached: [], acked: [], syn: 0, ended: { how: 'Last', micros: 0 } };
      this.sides.set(direction, side);
    }
    return side;
  }

  private startOf(direction: number, sequence: number): number {
    const { core } = this.store;
    return core.syns(direction) > 0 ? (core.syn(direction) + 1) >>> 0 : sequence;
  }

  private contents(connection: ConnectionRow, side: 0 | 1): Buffer {
    const label = directionLabel(this.store.identity.label(connection), side);
    const path = this.folder.path(`${label}_contents.dat`);
    return this.sides.get(2 * connection + side)?.stream && existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  }

  /** "A:1 ==> B:80 (a2b)" */
  private title(connection: ConnectionRow): string[] {
    const { identity } = this.store;
    return [
      endpointText(NUMERIC_ENDPOINTS, identity, connection, 0),
      endpointText(NUMERIC_ENDPOINTS, identity, connection, 1),
      directionLabel(identity.label(connection), 0),
    ];
  }

  private connectionLines(
    connection: ConnectionRow,
    client: 0 | 1,
    server: 0 | 1,
    found: readonly Exchange[],
  ): string[] {
    const [a, b, label] = this.title(connection);
    const ends = { Server: this.sideOf(2 * connection + server), Client: this.sideOf(2 * connection + client) };
    const lines = [`${a} ==> ${b} (${label})`];
    for (const [name, { syn }] of Object.entries(ends)) lines.push(`  ${name} Syn Time:      ${momentText(syn)}`);
    for (const [name, { ended }] of Object.entries(ends)) {
      lines.push(`  ${name} ${`${ended.how} Time:`.padEnd(15)}${momentText(ended.micros)}`);
    }
    const missing = missingBytes(this.store, connection);
    if (missing > 0) lines.push(`WARNING!!!!  Information may be invalid, ${missing} bytes were not captured`);
    for (const exchange of found) lines.push(...exchangeLines(exchange, ends.Client, ends.Server));
    return lines;
  }

  private timesLines(
    connection: ConnectionRow,
    client: 0 | 1,
    server: 0 | 1,
    found: readonly Exchange[],
    [clientBytes, serverBytes]: readonly Buffer[],
  ): string {
    const ends = this.title(connection).join(' ');
    const replies = found.filter(({ reply }) => reply !== null).length;
    const clientSide = this.sideOf(2 * connection + client);
    const serverSide = this.sideOf(2 * connection + server);
    const lines = found.map((exchange) => {
      const { request, reply } = exchange;
      const times = timesOf(exchange, clientSide, serverSide).map((micros) => (micros / 1e6).toFixed(3));
      const length = reply === null ? 0 : reply.end - reply.start;
      const status = String(reply?.head.status ?? 0).padStart(3);
      const type = reply === null ? '-/-' : safeLine(contentOf(reply).type);
      return `reqrep ${ends} ${times.join(' ')} ${request.end - request.start} ${length} ${status} ${safeLine(request.head.startLine)} ${type}\n`;
    });
    return `conn ${ends} ${clientBytes.length} ${found.length} ${serverBytes.length} ${replies}\n${lines.join('')}`;
  }
}

const MISSED = statistic('missed_bytes');
const TRUNCATED = statistic('truncated_bytes');

/** Payload that is not in the contents of both sides: never captured, or cut by the snaplen. */
function missingBytes(store: ConnectionStore, connection: ConnectionRow): number {
  const figures = ([0, 1] as const).flatMap((side) => [
    MISSED.value(store, connection, side),
    TRUNCATED.value(store, connection, side),
  ]);
  return figures.reduce((sum: number, figure) => sum + Number(figure ?? 0), 0);
}

function exchangeLines(exchange: Exchange, client: Side, server: Side): string[] {
  const { request, reply } = exchange;
  const [sent, started, acked] = timesOf(exchange, client, server);
  const milliseconds = (micros: number): number => (micros === 0 ? 0 : Math.round((micros - sent) / 1000));
  const content = reply === null ? { length: 0, type: '-/-' } : contentOf(reply);
  const [, status = '0', ...reason] = reply?.head.startLine.split(' ') ?? [];
  return [
    `    ${safeLine(request.head.startLine)}`,
    `\tResponse Code:       ${safeLine(status)} (${safeLine(reason.join(' '))})`,
    `\tRequest Length:      ${request.end - request.start}`,
    `\tReply Length:        ${reply === null ? 0 : reply.end - reply.start}`,
    `\tContent Length:      ${content.length}`,
    `\tContent Type  :      ${safeLine(content.type)}`,
    `\tTime request sent:   ${momentText(sent)}`,
    `\tTime reply started:  ${momentText(started)}`,
    `\tTime reply ACKed:    ${momentText(acked)}`,
    `\tElapsed time:  ${milliseconds(started)} ms (request to first byte sent)`,
    `\tElapsed time:  ${milliseconds(acked)} ms (request to content ACKed)`,
  ];
}

/** When the request's first byte was sent, the reply's first byte, and when its last byte was acknowledged; 0 = never. */
function timesOf({ request, reply }: Exchange, client: Side, server: Side): [number, number, number] {
  const sent = timeAt(client.reached, request.start + 1);
  if (reply === null) return [sent, 0, 0];
  return [sent, timeAt(server.reached, reply.start + 1), reply.whole ? timeAt(server.acked, reply.end) : 0];
}

/** When `offset` was first reached; 0 = never. */
function timeAt(reached: readonly { offset: number; micros: number }[], offset: number): number {
  return reached.find((entry) => entry.offset >= offset)?.micros ?? 0;
}

function reach(reached: { offset: number; micros: number }[], offset: number, micros: number): void {
  if (offset > (reached.at(-1)?.offset ?? 0)) reached.push({ offset, micros });
}

function momentText(micros: number): string {
  return `${timeText(micros)} (${(micros / 1e6).toFixed(3)})`;
}
