/** The proxy as a screen sees it: built from the relay's events and counters, asked through its commands. */
import { parseProxyArguments } from '../proxy/arguments.ts';
import type { RelayNumber, TimedEvent } from '../proxy/channel.ts';
import type { RelayClient } from '../proxy/client.ts';
import { parseHoldPattern } from '../proxy/hold-pattern.ts';
import { parseImpairment } from '../proxy/impairments.ts';
import type { ProxyRequest } from '../proxy/options.ts';
import type { ResendScript, ResendTiming } from '../proxy/resend.ts';
import type {
  HeldMessage,
  HeldVerdict,
  ProxyColumn,
  ProxyConnection,
  ProxyListener,
  ProxyRecording,
  ProxyView,
} from '../session/proxy-view.ts';
import type { Session } from '../session/session.ts';
import { proxyColumns } from './columns.ts';
import { ProxyConnections } from './connections.ts';
import { eventText } from './events.ts';
import { ProxyListeners } from './listeners.ts';
import { resendScript } from './resend.ts';
import { ProxyRows } from './rows.ts';

/** Shaping options that `impair` understands. */
const IMPAIRMENTS = /^--(latency|rate|fault)(=|$)/;

/** Options that no single listener has. */
const OF_THE_WHOLE = /^--(save|save-limit|keep-payload|force|keep-going|log|headless)(=|$)/;

export class LiveProxyView implements ProxyView {
  readonly startedMicros = Date.now() * 1000;
  held: readonly HeldMessage[] = [];
  lastEvent: ProxyView['lastEvent'] = null;
  readonly columns: readonly ProxyColumn[];
  readonly list: ProxyRows;
  /** Resolves to the path of the first segment; rejects with why nothing can be recorded. */
  readonly recordingBegun: Promise<string>;
  readonly #client: RelayClient;
  readonly #request: ProxyRequest;
  readonly #changed: () => void;
  readonly #listeners = new ProxyListeners();
  readonly #connections: ProxyConnections;
  #recordingPath = '';
  #recordingStopped: string | null = null;
  #session: Session | null = null;
  #resends = 0;
  #begun: (path: string) => void = () => {};
  #failed: (problem: Error) => void = () => {};

  constructor(client: RelayClient, request: ProxyRequest, changed: () => void) {
    this.#client = client;
    this.#request = request;
    this.#changed = changed;
    this.#connections = new ProxyConnections(client.counters);
    this.columns = proxyColumns(this.#listeners.all);
    this.list = new ProxyRows(this.#connections, this.columns, changed);
    for (const pair of request.pairs) this.#listeners.expect(pair);
    this.recordingBegun = new Promise((resolve, reject) => {
      this.#begun = resolve;
      this.#failed = reject;
    });
    client.onEvent((event) => this.#take(event));
  }

  /** The recording is read by that session. */
  readBy(session: Session): void {
    this.#session = session;
    this.#connections.readBy(session);
  }

  get listeners(): readonly ProxyListener[] {
    return this.#listeners.shown;
  }

  get count(): number {
    return this.#connections.count;
  }

  at(row: number): ProxyConnection {
    return this.#connections.at(row);
  }

  connection = (number: RelayNumber): ProxyConnection | null => this.#connections.connection(number);

  /** Something beside the relay went wrong. */
  complain(text: string): void {
    this.lastEvent = { micros: Date.now() * 1000, text, tone: 'bad' };
    this.#changed();
  }

  /** The relay's thread has ended by an error: nothing is forwarded any more. */
  relayDied(problem: string): void {
    const text = `the relay ended by an error of its own: ${problem}; nothing is forwarded any more, what was recorded stays`;
    this.#listeners.fail(text);
    this.#recordingStopped ??= text;
    this.#failed(new Error(text));
    this.complain(text);
  }

  /** Counters have moved. */
  countersMoved(): void {
    this.list.refresh();
    this.#changed();
  }

  get totals(): ProxyView['totals'] {
    const { opened, openNow, bytesToServer, bytesToClient } = this.#client.counters;
    return { opened, open: openNow, bytesToServer, bytesToClient };
  }

  get recording(): ProxyRecording {
    const { recording } = this.#request;
    return {
      path: this.#recordingPath,
      bytes: this.#client.counters.recordedBytes,
      limit: recording.kind === 'ring' ? recording.limit : null,
      stopped: this.#recordingStopped,
      cutBytes: this.#client.counters.cutBytes,
    };
  }

  add(words: string): string | null {
    const given = words.trim().split(/\s+/);
    const foreign = given.find((word) => OF_THE_WHOLE.test(word));
    if (foreign !== undefined) return `${foreign} is for the whole proxy, and given when it starts`;
    const request = parseProxyArguments(given);
    if (request.kind !== 'proxy') return request.kind === 'usage' ? request.problem : 'wanted LISTEN TARGET [options]';
    for (const pair of request.pairs) {
      this.#listeners.expect(pair);
      this.#client.send({ command: 'add', pair });
    }
    this.#changed();
    return null;
  }

  stopListener(listener: number): void {
    this.#client.send({ command: 'stop', listener });
  }

  kill(connection: RelayNumber): void {
    this.#client.send({ command: 'kill', connection });
  }

  impair(listener: number, options: string): string | null {
    const words = shapingOptions(options.trim() === '' ? [] : options.trim().split(/\s+/));
    const foreign = words.find((word) => word.startsWith('--') && !IMPAIRMENTS.test(word));
    if (foreign !== undefined) return `${foreign} cannot be changed now: only --latency, --rate and --fault`;
    const request = parseProxyArguments(['0', 'localhost:1', ...words]);
    if (request.kind !== 'proxy') return request.kind === 'usage' ? request.problem : 'wanted options';
    this.#client.send({ command: 'impair', listener, impairments: request.pairs[0].options.impairments });
    return null;
  }

  hold(listener: number, pattern: string): string | null {
    const parsed = pattern === '' ? null : parseHoldPattern(pattern);
    if (pattern !== '' && parsed === null) return `${pattern} is no pattern: a text, a /regular expression/ or *`;
    this.#client.send({ command: 'hold', listener, patterns: parsed === null ? [] : [parsed] });
    this.#listeners.hold(listener, pattern);
    this.#changed();
    return null;
  }

  release(held: number, verdict: HeldVerdict): void {
    this.#client.send({ command: 'release', held, verdict });
  }

  async resend(connection: RelayNumber, edited: Uint8Array | null, timing: ResendTiming): Promise<string> {
    const listener = this.#connections.listenerOf(connection);
    const script = await this.#scriptOf(connection, edited);
    if (listener === null) throw new Error(`#${connection} is no longer known`);
    const request = ++this.#resends;
    const outcome = this.#next((event) => event.event === 'resent' && event.request === request);
    this.#client.send({ command: 'resend', request, listener, script, timing });
    const { sent, received, ending, reason } = (await outcome) as Extract<TimedEvent, { event: 'resent' }>;
    return `#${connection} resent: ${sent} bytes, ${received} came back, ${reason ?? ending}`;
  }

  clear(): void {
    this.#listeners.clear();
    this.#connections.clear();
    this.list.refresh();
    this.#changed();
  }

  async clientSide(connection: RelayNumber): Promise<Uint8Array> {
    const { turns } = await this.#recordedScript(connection);
    const bytes = Buffer.concat(turns.filter(({ side }) => side === 0).map((turn) => turn.bytes));
    if (bytes.length === 0) throw new Error(`the client of #${connection} has sent nothing`);
    return bytes;
  }

  /** Of all that is recorded by now. */
  async #recordedScript(connection: RelayNumber): Promise<ResendScript> {
    const session = this.#session;
    const recorded = this.#connections.recordedAs(connection);
    if (session === null || recorded === null) throw new Error(`nothing of #${connection} is recorded`);
    return resendScript(await session.turns(recorded), session.store.identity.firstMicros(recorded));
  }

  async #scriptOf(connection: RelayNumber, edited: Uint8Array | null): Promise<ResendScript> {
    const script = await this.#recordedScript(connection);
    if (edited === null) return script;
    const answers = script.turns.filter(({ side }) => side === 1);
    return { turns: [{ side: 0, bytes: edited, after: 0 }, ...answers] };
  }

  #next(wanted: (event: TimedEvent) => boolean): Promise<TimedEvent> {
    return new Promise((resolve) => {
      const stop = this.#client.onEvent((event) => {
        if (!wanted(event)) return;
        stop();
        resolve(event);
      });
    });
  }

  #take(event: TimedEvent): void {
    switch (event.event) {
      case 'held': {
        const { held, connection, direction, bytes, of, micros } = event;
        const windowMs = of.kind === 'piece' ? of.windowMs : null;
        this.held = [...this.held, { held, connection, direction, bytes, sinceMicros: micros, windowMs }];
        break;
      }
      case 'released':
        this.held = this.held.filter(({ held }) => held !== event.held);
        break;
      case 'recording':
        this.#recordingPath = event.path;
        this.#begun(event.path);
        break;
      case 'recording-stopped':
        this.#recordingStopped = event.reason;
        this.#failed(new Error(`cannot record: ${event.reason}`));
        break;
    }
    this.#listeners.take(event, (connection) => this.#connections.listenerOf(connection));
    this.#connections.take(event);
    const said = eventText(event);
    if (said !== null) this.lastEvent = { micros: event.micros, ...said };
    this.list.refresh();
    this.#changed();
  }
}

/** Options as they are, and bare words ("120ms", "1mbit", "reset=10k") with the option that they are for. */
function shapingOptions(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const isValue = /^--[a-z-]+$/.test(words[at - 1] ?? '');
    if (word.startsWith('--') || isValue) return [word];
    const option = ['latency', 'rate'].find((name) => parseImpairment(`${name}=${word}`) !== null) ?? 'fault';
    return [`--${option}`, word];
  });
}
