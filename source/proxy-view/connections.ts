/** The relayed connections, in order of arrival: what events tell of them, with the relay's counters and the recording. */
import type { ConnectionRow } from '../connection/numbering.ts';
import type { RelayNumber, TimedEvent } from '../proxy/channel.ts';
import { type RelayCounters, RelayState } from '../proxy/counters.ts';
import type { ProxyConnection } from '../session/proxy-view.ts';
import type { Session } from '../session/session.ts';
import { ENDINGS, FAILURES } from './events.ts';
import { RecordedConnections } from './recorded.ts';

/** Connections listed; the oldest that are over leave the list first. */
const MOST_LISTED = 20_000;
const DROPPED_AT_ONCE = 1000;
/** Changes told of a connection. */
const MOST_CHANGES = 4;

/** What events tell of a connection; the rest is in the counters. */
interface Told {
  readonly number: RelayNumber;
  readonly listener: number;
  client: string;
  preview: string;
  /** What was done to its traffic, the latest last; bounded. */
  changes: string[];
  /** Null while it is open. */
  over: { word: string; tone: ProxyConnection['tone']; micros: number } | null;
  /** Of the last attempt that failed. */
  failure: string | null;
}

export class ProxyConnections {
  readonly #counters: RelayCounters;
  readonly #told = new Map<RelayNumber, Told>();
  /** Numbers listed, in order. */
  #listed: RelayNumber[] = [];
  readonly #recorded = new RecordedConnections();
  #session: Session | null = null;

  constructor(counters: RelayCounters) {
    this.#counters = counters;
  }

  /** The recording is read by that session. */
  readBy(session: Session): void {
    this.#session = session;
  }

  get count(): number {
    this.#addUnheard();
    return this.#listed.length;
  }

  numberAt(place: number): RelayNumber {
    return this.#listed[place];
  }

  placeOf(number: RelayNumber): number {
    return this.#listed.indexOf(number);
  }

  at(row: number): ProxyConnection {
    return this.#facts(this.#told.get(this.#listed[row]) as Told);
  }

  /** Null: no longer listed. */
  connection(number: RelayNumber): ProxyConnection | null {
    const told = this.#told.get(number);
    return told === undefined ? null : this.#facts(told);
  }

  #facts(told: Told): ProxyConnection {
    const { number, listener, client, preview, changes, over } = told;
    const counts = this.#counters.read(number);
    return {
      number,
      listener,
      client,
      ...this.#stateOf(told),
      openedMicros: counts?.openedMicros ?? 0,
      lastMicros: over?.micros ?? counts?.lastMicros ?? 0,
      bytesToServer: counts?.bytesToServer ?? 0,
      bytesToClient: counts?.bytesToClient ?? 0,
      messagesToServer: counts?.messagesToServer ?? 0,
      messagesToClient: counts?.messagesToClient ?? 0,
      wait: counts?.wait ? { worst: counts.worstWait, last: counts.wait, median: counts.medianWait } : null,
      preview,
      changes,
      recorded: this.recordedAs(number),
    };
  }

  /** Null: not known, or no longer. */
  listenerOf(number: RelayNumber): number | null {
    return this.#told.get(number)?.listener ?? null;
  }

  /** Null: not recorded (yet). */
  recordedAs(number: RelayNumber): ConnectionRow | null {
    if (this.#session !== null) this.#recorded.look(this.#session.store);
    return this.#recorded.rowOf(number);
  }

  take(event: TimedEvent): void {
    switch (event.event) {
      case 'opened':
        this.#heardOf(event.connection, event.listener).client = event.client;
        break;
      case 'recorded-as':
        this.#recorded.expect(event);
        break;
      case 'attempt-failed':
        this.#change(event.connection, {
          failure: FAILURES[event.failure],
          preview: event.reason,
        });
        break;
      case 'tls-failed':
        this.#change(event.connection, { preview: event.reason });
        break;
      case 'spoke':
        this.#change(event.connection, { preview: event.preview });
        break;
      case 'changed':
        this.#changed(event.connection, `${event.direction}: ${event.what}`);
        break;
      case 'released':
        if (event.how !== 'accepted') this.#changed(event.connection, `what was held is ${event.how}`);
        break;
      case 'closed':
        this.#close(event);
        break;
    }
  }

  /** Takes connections that are over off the list. */
  clear(): void {
    this.#forget(this.#over());
  }

  #close({ connection, ending, micros }: Extract<TimedEvent, { event: 'closed' }>): void {
    const told = this.#told.get(connection);
    if (told === undefined) return;
    const { word, tone } = ENDINGS[ending];
    told.over = { word: ending === 'no upstream' ? (told.failure ?? word) : word, tone, micros };
    if (this.#listed.length < MOST_LISTED + DROPPED_AT_ONCE) return;
    this.#forget(this.#over().slice(0, DROPPED_AT_ONCE));
  }

  #changed(connection: RelayNumber, what: string): void {
    const changes = this.#told.get(connection)?.changes;
    if (changes === undefined || changes.at(-1) === what) return;
    changes.push(what);
    if (changes.length > MOST_CHANGES) changes.shift();
  }

  #change(connection: RelayNumber, facts: Partial<Told>): void {
    const told = this.#told.get(connection);
    if (told !== undefined) Object.assign(told, facts);
  }

  #heardOf(number: RelayNumber, listener: number): Told {
    const known = this.#told.get(number);
    if (known !== undefined) return known;
    const told: Told = { number, listener, client: '', preview: '', changes: [], over: null, failure: null };
    this.#told.set(number, told);
    this.#listed.push(number);
    return told;
  }

  /** Connections whose events were lost, or are still on their way, are in the counters. */
  #addUnheard(): void {
    const counters = this.#counters;
    if (counters.eventsLost === 0) return;
    for (let number = (this.#listed.at(-1) ?? 0) + 1; number <= counters.opened; number++) {
      const counts = counters.read(number);
      if (counts !== null) this.#heardOf(number, counts.listener);
    }
  }

  #over(): RelayNumber[] {
    return this.#listed.filter((number) => this.#told.get(number)?.over !== null);
  }

  #forget(numbers: readonly RelayNumber[]): void {
    for (const number of numbers) this.#told.delete(number);
    this.#listed = this.#listed.filter((number) => this.#told.has(number));
  }

  #stateOf({ number, over }: Told): Pick<ProxyConnection, 'state' | 'tone' | 'over'> {
    if (over !== null) return { state: over.word, tone: over.tone, over: true };
    const state = this.#counters.read(number)?.state;
    // How it ended comes as an event; without events, that it ended is all there is to say.
    if (state === RelayState.closed && this.#counters.eventsLost > 0)
      return { state: 'closed', tone: 'faint', over: true };
    if (state === RelayState.connecting) return { state: 'dialing', tone: 'warning', over: false };
    return { state: state === RelayState.halfClosed ? 'half' : 'open', tone: 'normal', over: false };
  }
}
