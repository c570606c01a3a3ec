/** A proxy out of thin air, for the proxy screen: two listeners, some connections, what was asked of it. */

import { asRow } from '../../../source/connection/numbering.ts';
import { proxyColumns } from '../../../source/proxy-view/columns.ts';
import { ProxyRows } from '../../../source/proxy-view/rows.ts';
import type {
  HeldMessage,
  HeldVerdict,
  ProxyConnection,
  ProxyListener,
  ProxyView,
} from '../../../source/session/proxy-view.ts';
import { START } from './fake-session.ts';

export class FakeProxy implements ProxyView {
  readonly startedMicros = START;
  readonly listeners: ProxyListener[] = [
    listener(0, '127.0.0.1:8080', 'api.internal:443', { tls: 'TLS up', connections: 9, open: 2 }),
    listener(1, '0.0.0.0:9100', 'printer:9100', { exposed: true, impairments: 'latency 120 ms each way' }),
  ];
  readonly connections: ProxyConnection[] = [
    connection(10, { state: 'refused', tone: 'bad', preview: 'ECONNREFUSED', recorded: null }),
    connection(12, {
      state: 'done',
      bytesToServer: 410,
      bytesToClient: 2100,
      messagesToServer: 1,
      messagesToClient: 1,
      wait: { worst: 44_000, last: 2000, median: 3000 },
    }),
    connection(14, {
      state: 'open',
      tone: 'good',
      bytesToServer: 1200,
      bytesToClient: 38_000,
      messagesToServer: 3,
      messagesToClient: 3,
      over: false,
      wait: { worst: 81_000, last: 81_000, median: 900 },
    }),
  ];
  readonly totals = { opened: 14, open: 3, bytesToServer: 1_200_000, bytesToClient: 38_000_000 };
  held: HeldMessage[] = [];
  recording = { path: 'session-1031.pcapng', bytes: 39e6, limit: 1e9, stopped: null as string | null, cutBytes: 0 };
  lastEvent = null;
  /** Everything asked of it, in order. */
  readonly asked: unknown[][] = [];

  readonly columns = proxyColumns(this.listeners);
  readonly list: ProxyRows = new ProxyRows(this, this.columns, () => this.changed());
  /** Called when something of the list has changed. */
  changed = (): void => {};

  get count(): number {
    return this.connections.length;
  }
  at = (row: number): ProxyConnection => this.connections[row];
  numberAt = (place: number): number => this.connections[place].number;
  placeOf = (number: number): number => this.connections.findIndex((one) => one.number === number);
  connection = (number: number): ProxyConnection | null => this.connections[this.placeOf(number)] ?? null;
  add(words: string): string | null {
    this.asked.push(['add', words]);
    return words.includes(' ') ? null : `${words}: wanted LISTEN TARGET, such as 8080 localhost:80`;
  }
  stopListener = (number: number): void => void this.asked.push(['stop', number]);
  kill = (number: number): void => void this.asked.push(['kill', number]);
  impair(number: number, options: string): string | null {
    this.asked.push(['impair', number, options]);
    return null;
  }
  hold(number: number, pattern: string): string | null {
    this.asked.push(['hold', number, pattern]);
    return null;
  }
  release = (held: number, verdict: HeldVerdict): void => void this.asked.push(['release', held, verdict]);
  async clientSide(number: number): Promise<Uint8Array> {
    return Buffer.from(`what ${number} sent`);
  }
  async resend(number: number, edited: Uint8Array | null, timing: 'answers' | 'original'): Promise<string> {
    this.asked.push(['resend', number, edited === null ? null : Buffer.from(edited).toString(), timing]);
    return `#${number} resent: 1,200 bytes, answered`;
  }
  clear = (): void => void this.asked.push(['clear']);
}

function listener(number: number, address: string, target: string, facts: Partial<ProxyListener>): ProxyListener {
  return {
    number,
    address,
    target,
    tls: '',
    exposed: false,
    state: 'listening',
    problem: null,
    connections: 5,
    open: 1,
    impairments: '',
    holding: '',
    ...facts,
  };
}

function connection(number: number, facts: Partial<ProxyConnection>): ProxyConnection {
  return {
    number,
    listener: 0,
    client: `127.0.0.1:${51_000 + number}`,
    state: 'done',
    tone: 'normal',
    openedMicros: START,
    lastMicros: START + 4_100_000,
    bytesToServer: 0,
    bytesToClient: 0,
    messagesToServer: 0,
    messagesToClient: 0,
    over: true,
    changes: [],
    wait: null,
    preview: 'GET /v1/jobs HTTP/1.1',
    recorded: asRow(0),
    ...facts,
  };
}
