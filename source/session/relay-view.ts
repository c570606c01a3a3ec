/** The proxy as a screen sees it: built from the relay's events and counters, asked through its commands. */
import { type ProxyRequest, parseProxyArguments } from '../proxy/arguments.ts';
import type { RelayNumber, TimedEvent } from '../proxy/channel.ts';
import type { RelayClient } from '../proxy/client.ts';
import { RelayState } from '../proxy/counters.ts';
import { endpointText } from '../proxy/endpoints.ts';
import { parseHoldPattern } from '../proxy/hold-pattern.ts';
import { impairmentText } from '../proxy/impairments.ts';
import type { ResendScript } from '../proxy/resend.ts';
import type {
  HeldMessage,
  HeldVerdict,
  ProxyConnection,
  ProxyListener,
  ProxyRecording,
  ProxyView,
} from './proxy-view.ts';
import { RecordedConnections } from './recorded-connections.ts';
import { ENDINGS, eventText, FAILURES } from './relay-events.ts';
import { resendScript } from './resend-script.ts';
import type { Session } from './session.ts';

/** Connections listed; the oldest that are over leave the list first. */
const MOST_LISTED = 20_000;
const DROPPED_AT_ONCE = 1000;
/** Shaping options that `impair` understands. */
const IMPAIRMENTS = /^--(latency|rate|fault)(=|$)/;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What events tell of a connection; the rest is in the counters. */
interface Relayed {
  readonly number: RelayNumber;
  readonly listener: number;
  client: string;
  preview: string;
  /** Null while it is open. */
  over: { word: string; tone: ProxyConnection['tone']; micros: number } | null;
  /** Of the last attempt that failed. */
  failure: string | null;
}

export class RelayView implements ProxyView {
  readonly startedMicros = Date.now() * 1000;
  readonly listeners: Writable<ProxyListener>[] = [];
  held: readonly HeldMessage[] = [];
  lastEvent: ProxyView['lastEvent'] = null;
  /** Resolves to the path of the first segment; rejects with why nothing can be recorded. */
  readonly recordingBegun: Promise<string>;
  readonly #client: RelayClient;
  readonly #request: ProxyRequest;
  readonly #changed: () => void;
  readonly #relayed = new Map<RelayNumber, Relayed>();
  /** Numbers listed, in order. */
  #listed: RelayNumber[] = [];
  readonly #recorded = new RecordedConnections();
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
    for (const pair of request.pairs) this.#expectListener(pair);
    this.recordingBegun = new Promise((resolve, reject) => {
      this.#begun = resolve;
      this.#failed = reject;
    });
    client.onEvent((event) => this.#take(event));
  }

  /** The recording is read by that session. */
  readBy(session: Session): void {
    this.#session = session;
  }

  get count(): number {
    this.#addUnheard();
    return this.#listed.length;
  }

  at(row: number): ProxyConnection {
    const relayed = this.#relayed.get(this.#listed[row]) as Relayed;
    const { number, listener, client, preview, over } = relayed;
    const counts = this.#client.counters.read(number);
    if (this.#session !== null) this.#recorded.look(this.#session.store);
    return {
      number,
      listener,
      client,
      ...this.#stateOf(relayed),
      openedMicros: counts?.openedMicros ?? 0,
      lastMicros: over?.micros ?? counts?.lastMicros ?? 0,
      bytesToServer: counts?.bytesToServer ?? 0,
      bytesToClient: counts?.bytesToClient ?? 0,
      messages: (counts?.messagesToServer ?? 0) + (counts?.messagesToClient ?? 0),
      wait: counts?.wait || null,
      preview,
      recorded: this.#recorded.numberOf(number),
    };
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
    const request = parseProxyArguments(words.trim().split(/\s+/));
    if (request.kind !== 'proxy') return request.kind === 'usage' ? request.problem : 'wanted LISTEN TARGET [options]';
    for (const pair of request.pairs) {
      this.#expectListener(pair);
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
    const words = options.trim() === '' ? [] : options.trim().split(/\s+/);
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
    this.listeners[listener].holding = pattern;
    this.#changed();
    return null;
  }

  release(held: number, verdict: HeldVerdict): void {
    this.#client.send({ command: 'release', held, verdict });
  }

  async resend(connection: RelayNumber, edited: Uint8Array | null): Promise<string> {
    const listener = this.#relayed.get(connection)?.listener;
    const script = await this.#scriptOf(connection, edited);
    if (listener === undefined) throw new Error(`#${connection} is no longer known`);
    const request = ++this.#resends;
    const outcome = this.#next((event) => event.event === 'resent' && event.request === request);
    this.#client.send({ command: 'resend', request, listener, script, timing: 'answers' });
    const { sent, received, ending, reason } = (await outcome) as Extract<TimedEvent, { event: 'resent' }>;
    return `#${connection} resent: ${sent} bytes, ${received} came back, ${reason ?? ending}`;
  }

  clear(): void {
    this.#forget(this.#listed.filter((number) => this.#relayed.get(number)?.over !== null));
    this.#changed();
  }

  async #scriptOf(connection: RelayNumber, edited: Uint8Array | null): Promise<ResendScript> {
    const recorded = this.#recorded.numberOf(connection);
    if (this.#session === null || recorded === null) throw new Error(`nothing of #${connection} is recorded`);
    const firstMicros = this.#session.store.identity.firstMicros(recorded);
    const script = await resendScript(this.#session.conversation(recorded), firstMicros);
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

  #expectListener({ listen, target, options }: ProxyRequest['pairs'][number]): void {
    const [down, up] = [listen.kind === 'tls', target.kind === 'tls'];
    this.listeners.push({
      number: this.listeners.length,
      address: endpointText(listen).replace('tls://', ''),
      target: endpointText(target).replace('tls://', ''),
      tls: down && up ? 'TLS both' : down ? 'TLS down' : up ? 'TLS up' : '',
      exposed: false,
      state: 'starting',
      problem: null,
      connections: 0,
      open: 0,
      impairments: options.impairments.map(impairmentText).join(', '),
      holding: options.hold.map(({ text }) => text).join(', '),
    });
  }

  #take(event: TimedEvent): void {
    switch (event.event) {
      case 'listening': {
        const listener = this.listeners[event.listener];
        listener.state = 'listening';
        listener.address = event.port === null ? event.address : `${event.address}:${event.port}`;
        listener.exposed = event.exposed;
        break;
      }
      case 'listen-failed':
        this.listeners[event.listener].state = 'failed';
        this.listeners[event.listener].problem = event.reason;
        break;
      case 'stopped-listening':
        this.listeners[event.listener].state = 'stopped';
        break;
      case 'opened':
        this.listeners[event.listener].connections++;
        this.listeners[event.listener].open++;
        this.#heardOf(event.connection, event.listener).client = event.client;
        break;
      case 'recorded-as':
        this.#recorded.expect(event);
        break;
      case 'attempt-failed':
        this.#change(event.connection, { failure: FAILURES[event.failure], preview: event.reason });
        break;
      case 'tls-failed':
        this.#change(event.connection, { preview: event.reason });
        break;
      case 'spoke':
        this.#change(event.connection, { preview: event.preview });
        break;
      case 'closed':
        this.#close(event);
        break;
      case 'held': {
        const { held, connection, direction, bytes, of, micros } = event;
        const windowMs = of.kind === 'piece' ? of.windowMs : null;
        this.held = [...this.held, { held, connection, direction, bytes, sinceMicros: micros, windowMs }];
        break;
      }
      case 'released':
        this.held = this.held.filter(({ held }) => held !== event.held);
        break;
      case 'options-changed':
        this.listeners[event.listener].impairments = event.impairments.map(impairmentText).join(', ');
        break;
      case 'recording':
        this.#recordingPath = event.path;
        this.#begun(event.path);
        break;
      case 'recording-stopped':
        this.#recordingStopped = event.reason;
        this.#failed(new Error(event.reason));
        break;
    }
    const said = eventText(event);
    if (said !== null) this.lastEvent = { micros: event.micros, ...said };
    this.#changed();
  }

  #close({ connection, ending, micros }: Extract<TimedEvent, { event: 'closed' }>): void {
    const relayed = this.#relayed.get(connection);
    if (relayed === undefined) return;
    this.listeners[relayed.listener].open--;
    const { word, tone } = ENDINGS[ending];
    relayed.over = { word: ending === 'no upstream' ? (relayed.failure ?? word) : word, tone, micros };
    if (this.#listed.length < MOST_LISTED + DROPPED_AT_ONCE) return;
    const over = this.#listed.filter((number) => this.#relayed.get(number)?.over !== null);
    this.#forget(over.slice(0, DROPPED_AT_ONCE));
  }

  #change(connection: RelayNumber, facts: Partial<Relayed>): void {
    const relayed = this.#relayed.get(connection);
    if (relayed !== undefined) Object.assign(relayed, facts);
  }

  #heardOf(number: RelayNumber, listener: number): Relayed {
    const known = this.#relayed.get(number);
    if (known !== undefined) return known;
    const relayed: Relayed = { number, listener, client: '', preview: '', over: null, failure: null };
    this.#relayed.set(number, relayed);
    this.#listed.push(number);
    return relayed;
  }

  /** Connections whose events were lost, or are still on their way, are in the counters. */
  #addUnheard(): void {
    const { counters } = this.#client;
    if (counters.eventsLost === 0) return;
    for (let number = (this.#listed.at(-1) ?? 0) + 1; number <= counters.opened; number++) {
      const counts = counters.read(number);
      if (counts !== null) this.#heardOf(number, counts.listener);
    }
  }

  #forget(numbers: readonly RelayNumber[]): void {
    for (const number of numbers) this.#relayed.delete(number);
    this.#listed = this.#listed.filter((number) => this.#relayed.has(number));
  }

  #stateOf({ number, over }: Relayed): { state: string; tone: ProxyConnection['tone'] } {
    if (over !== null) return { state: over.word, tone: over.tone };
    const { counters } = this.#client;
    const state = counters.read(number)?.state;
    // How it ended comes as an event; without events, that it ended is all there is to say.
    if (state === RelayState.closed && counters.eventsLost > 0) return { state: 'closed', tone: 'faint' };
    return state === RelayState.connecting ? { state: 'dialing', tone: 'warning' } : { state: 'open', tone: 'normal' };
  }
}
