/** Every exchange of the capture, in the user's order: read once somebody looks, and from then on as the capture grows. */
import { setImmediate } from 'node:timers/promises';
import { type Replay, replay } from '../analysis/replay.ts';
import { exchangeFilter } from '../filter/exchanges.ts';
import type { Decoding } from '../stream/decoding.ts';
import { type ExchangeFacts, factsOf } from '../stream/exchange-facts.ts';
import { ExchangeObserver } from '../stream/exchange-observer.ts';
import { type EndText, type Service, type ServiceKey, Services } from '../stream/services.ts';
import { ExchangeTable } from './exchange-table.ts';
import type { Pulse } from './pulse.ts';
import { restAfter, Throttle } from './throttle.ts';

/** What exchanges can be sorted by. */
export const EXCHANGE_ORDERS = ['time', 'wait', 'took', 'size', 'status', 'words'] as const;
export type ExchangeOrder = (typeof EXCHANGE_ORDERS)[number];

export interface ExchangeQuery {
  readonly filter: string;
  readonly order: ExchangeOrder;
  readonly isDescending: boolean;
}

export interface ExchangeReading extends Omit<Replay, 'observer' | 'more'> {
  decoding: Decoding;
  more: () => Promise<boolean>;
  endText: EndText;
  pulse: Pulse;
}

export class ExchangeList {
  query: ExchangeQuery = { filter: '', order: 'time', isDescending: false };
  /** Packets read so far. */
  packets = 0;
  readonly #table = new ExchangeTable();
  readonly #reading: ExchangeReading;
  readonly #throttle: Throttle;
  #shown = new Uint32Array(0);
  #listed = -1;
  #closed = false;

  constructor(reading: ExchangeReading) {
    this.#reading = reading;
    this.#throttle = new Throttle(() => this.#list());
    void this.#read();
  }

  get total(): number {
    return this.#table.count + this.#table.forgotten;
  }

  /** Exchanges of which only the sums are known any more. */
  get forgotten(): number {
    return this.#table.forgotten;
  }

  /** Exchanges that the filter leaves. */
  get count(): number {
    return this.#shown.length;
  }

  at(place: number): ExchangeFacts {
    return this.#table.at(this.#shown[place]);
  }

  /** Returns what is wrong with the filter; null = nothing. */
  ask(query: ExchangeQuery): string | null {
    const test = exchangeFilter(query.filter);
    if (typeof test === 'string') return test;
    this.query = query;
    this.#listed = -1;
    this.#list();
    return null;
  }

  /** Sums of those that the filter leaves, most time waited first. */
  services(by: ServiceKey): readonly Service[] {
    const services = new Services(by, this.#reading.endText);
    for (const at of this.#shown) services.add(this.#table.at(at));
    return services.all;
  }

  close(): void {
    this.#closed = true;
    this.#throttle.stop();
  }

  async #read(): Promise<void> {
    const reading = this.#reading;
    const { store } = reading;
    const portsOf = (row: number) => [store.identity.port(row, 0), store.identity.port(row, 1)] as const;
    const observer = new ExchangeObserver(reading.decoding, portsOf, (exchange, row) =>
      this.#table.add(factsOf(exchange, row)),
    );
    const more = async (): Promise<boolean> => {
      this.#throttle.ask();
      return !this.#closed && (await reading.more()) && !this.#closed;
    };
    for await (const packets of replay({ ...reading, observer, more })) {
      if (this.#closed) return;
      this.packets = packets;
      this.#throttle.ask();
      await setImmediate();
    }
    this.#list();
  }

  #list(): void {
    if (this.total === this.#listed || this.#closed) return;
    const began = performance.now();
    this.#listed = this.total;
    this.#shown = this.#ordered();
    this.#throttle.rest(restAfter(performance.now() - began));
    this.#reading.pulse.touch();
  }

  #ordered(): Uint32Array<ArrayBuffer> {
    const test = exchangeFilter(this.query.filter);
    const places: number[] = [];
    const keys: (number | string)[] = [];
    for (let at = 0; at < this.#table.count; at++) {
      const facts = this.#table.at(at);
      if (typeof test !== 'string' && !test(facts)) continue;
      places.push(at);
      keys[at] = keyOf(facts, this.query.order);
    }
    const sign = this.query.isDescending ? -1 : 1;
    places.sort((one, other) => sign * compare(keys[one], keys[other]) || one - other);
    return Uint32Array.from(places);
  }
}

function keyOf(facts: ExchangeFacts, order: ExchangeOrder): number | string {
  switch (order) {
    case 'time':
      return facts.micros;
    case 'wait':
      return facts.wait ?? -1;
    case 'took':
      return facts.duration ?? -1;
    case 'size':
      return facts.requestBytes + facts.replyBytes;
    case 'status':
      return facts.status ?? '';
    case 'words':
      return facts.words;
  }
}

const compare = (one: number | string, other: number | string): number => (one < other ? -1 : one > other ? 1 : 0);

/** What a screen asks of it. */
export type ExchangeView = Pick<
  ExchangeList,
  'query' | 'packets' | 'total' | 'forgotten' | 'count' | 'at' | 'ask' | 'services'
>;
