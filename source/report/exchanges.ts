/**
 * Requests and their replies (`--exchanges`), a line each as they end, and their sums (`--services`): as text, with --csv, --tsv
 * or --sv separated, with --json as objects.
 */
import { addressText } from '../connection/addresses.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import { statistic } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { duration, size } from '../findings/wording.ts';
import { Decoding } from '../stream/decoding.ts';
import { type ExchangeFacts, factsOf, outcomeOf } from '../stream/exchange-facts.ts';
import { ExchangeObserver } from '../stream/exchange-observer.ts';
import { SERVICE_KEYS, type Service, Services } from '../stream/services.ts';
import { ignoredBeforehand } from './chosen.ts';
import { csvField } from './columns.ts';
import type { Form, ReportWriter } from './export.ts';
import type { Output } from './output.ts';
import { complainOf, exitCodeOf, type Reading, readCapture } from './reading.ts';
import type { CaptureRequest } from './request.ts';
import { isoTime } from './times.ts';
import { UsageError } from './usage-error.ts';

type Cell = string | number | boolean | null;

const RETRANSMITTED = statistic('retransmitted_packets');

/** Every exchange in the order in which they end. */
export const exchangesReport: ReportWriter = async ({ capture, form }, output, complain) => {
  const table = new Table(form, output);
  const reading = await readExchanges(capture, output, (facts, store) => {
    if (form === 'text') output.text(`${exchangeLine(facts, store)}\n`);
    else table.write(exchangeCells(facts, store));
  });
  complainOf(reading, complain);
  return exitCodeOf(reading);
};

/** Their sums, most time waited first. */
export const servicesReport: ReportWriter = async ({ capture, value, form }, output, complain) => {
  const by = SERVICE_KEYS.find((key) => key === value);
  if (by === undefined) throw new UsageError(`--services: '${value}' is none of ${SERVICE_KEYS.join(', ')}`);
  let services: Services | null = null;
  const reading = await readExchanges(capture, output, (facts, store) => {
    services ??= new Services(by, (row, side, withPort) =>
      withPort ? endOf(store, row, side) : addressText(store.identity, row, side),
    );
    services.add(facts);
  });
  const all = (services as Services | null)?.all ?? [];
  if (form === 'text') for (const line of serviceLines(all, reading.store)) output.text(`${line}\n`);
  else {
    const table = new Table(form, output);
    for (const service of all) table.write(serviceCells(service, reading.store));
  }
  complainOf(reading, complain);
  return exitCodeOf(reading);
};

async function readExchanges(
  request: CaptureRequest,
  output: Output,
  hear: (facts: ExchangeFacts, store: ConnectionStore) => void,
): Promise<Reading> {
  const ignored = await ignoredBeforehand(request);
  const decoding = new Decoding(request.decodeAs);
  return await readCapture(request, {
    policy: 'everything',
    depth: 'traffic',
    ignored,
    observers: (store) => {
      const portsOf = (row: ConnectionRow) => [store.identity.port(row, 0), store.identity.port(row, 1)] as const;
      return [new ExchangeObserver(decoding, portsOf, (exchange, row) => hear(factsOf(exchange, row), store))];
    },
    resting: () => output.flush(),
  });
}

function exchangeLine(facts: ExchangeFacts, store: ConnectionStore): string {
  const { connection, client, protocol, words, wait, micros, requestBytes, replyBytes } = facts;
  const [asks, answers] = endsOf(facts, store);
  const times = wait === null ? '' : `  wait ${duration(wait)}, took ${duration(facts.duration ?? 0)}`;
  const direction = client === 0 ? '>' : '<';
  const [left, right] = client === 0 ? [asks, answers] : [answers, asks];
  const sizes = `${size(requestBytes)} > ${size(replyBytes)}`;
  return `${isoTime(micros)}  #${store.number(connection)} ${left} ${direction} ${right}  ${protocol}  ${words} → ${outcomeOf(facts)}${times}  ${sizes}`;
}

/** Client and server. */
const endsOf = ({ connection, client }: ExchangeFacts, store: ConnectionStore): [string, string] => [
  endOf(store, connection, client),
  endOf(store, connection, client === 0 ? 1 : 0),
];

/** "10.0.0.1:80", "[::1]:80". */
function endOf({ identity }: ConnectionStore, row: ConnectionRow, side: 0 | 1): string {
  const address = addressText(identity, row, side);
  return `${address.includes(':') ? `[${address}]` : address}:${identity.port(row, side)}`;
}

function exchangeCells(facts: ExchangeFacts, store: ConnectionStore): Record<string, Cell> {
  const [client, server] = endsOf(facts, store);
  return {
    time: isoTime(facts.micros),
    connection: store.number(facts.connection),
    packet: facts.packet,
    client,
    server,
    protocol: facts.protocol,
    request: facts.words,
    host: facts.host,
    status: facts.status,
    failed: facts.failed,
    state: facts.state,
    wait_us: facts.wait,
    duration_us: facts.duration,
    request_bytes: facts.requestBytes,
    reply_bytes: facts.replyBytes,
  };
}

function serviceCells(service: Service, store: ConnectionStore): Record<string, Cell> {
  const { name, exchanges, errors, unanswered, waits, requestBytes, replyBytes, connections } = service;
  const at = (share: number): Cell => rounded(waits.quantile(share));
  return {
    name,
    exchanges,
    errors,
    unanswered,
    wait_median_us: at(0.5),
    wait_95_us: at(0.95),
    wait_99_us: at(0.99),
    wait_worst_us: waits.count === 0 ? null : waits.worst,
    request_bytes: requestBytes,
    reply_bytes: replyBytes,
    connections: connections.size,
    retransmitted: retransmittedIn(service, store),
  };
}

const rounded = (micros: number | null): number | null => (micros === null ? null : Math.round(micros));

function retransmittedIn({ connections }: Service, store: ConnectionStore): number {
  let sum = 0;
  for (const row of connections)
    for (const side of [0, 1] as const) sum += Number(RETRANSMITTED.value(store, row, side) ?? 0);
  return sum;
}

const SERVICE_HEADS = ['', 'count', 'errors', 'no reply', 'median', '95 %', '99 %', 'worst', 'bytes', 'rtx'];

function serviceLines(services: readonly Service[], store: ConnectionStore): string[] {
  const rows = services.map((service) => {
    const { name, exchanges, errors, unanswered, waits, requestBytes, replyBytes } = service;
    const at = (share: number): string => waitText(waits.quantile(share));
    const worst = waits.count === 0 ? '-' : duration(waits.worst);
    const bytes = size(requestBytes + replyBytes);
    const counts = [exchanges, errors, unanswered].map(String);
    return [name, ...counts, at(0.5), at(0.95), at(0.99), worst, bytes, String(retransmittedIn(service, store))];
  });
  const lines = [SERVICE_HEADS, ...rows];
  const widths = SERVICE_HEADS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

const waitText = (micros: number | null): string => (micros === null ? '-' : duration(micros));

/** Rows for other programs: JSON objects, or separated values under their names. */
class Table {
  readonly #form: Form;
  readonly #output: Output;
  #hasNames = false;

  constructor(form: Form, output: Output) {
    this.#form = form;
    this.#output = output;
  }

  write(cells: Record<string, Cell>): void {
    if (typeof this.#form === 'string') {
      this.#output.text(`${JSON.stringify(cells)}\n`);
      return;
    }
    const { separator } = this.#form;
    if (!this.#hasNames) this.#output.text(`${Object.keys(cells).join(separator)}\n`);
    this.#hasNames = true;
    this.#output.text(
      `${Object.values(cells)
        .map((cell) => csvField(cell === null ? '' : String(cell), separator))
        .join(separator)}\n`,
    );
  }
}
