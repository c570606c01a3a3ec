/** Which relayed connections are listed, in which order: a filter and a sort over the list of all, made anew as they change. */

import type { RelayNumber } from '../proxy/channel.ts';
import type { ConnectionList, ListQuery } from '../session/connection-list.ts';
import type { ProxyColumn } from '../session/proxy-view.ts';
import { restAfter, Throttle } from '../session/throttle.ts';
import type { ProxyConnections } from './connections.ts';
import { NO_FILTER, proxyFilter } from './filter.ts';

/** All connections, in order of arrival: at most some 20,000. */
export type AllConnections = Pick<ProxyConnections, 'count' | 'at' | 'numberAt' | 'placeOf'>;

export class ProxyRows implements ConnectionList<RelayNumber> {
  query: ListQuery = { filter: '', sort: null };
  readonly state = 'ready';
  readonly #all: AllConnections;
  readonly #columns: readonly ProxyColumn[];
  readonly #changed: () => void;
  #filter = NO_FILTER;
  /** Relay's numbers; null = all, in order of arrival. */
  #rows: number[] | null = null;
  readonly #making = new Throttle(() => this.#make());

  constructor(all: AllConnections, columns: readonly ProxyColumn[], changed: () => void) {
    this.#all = all;
    this.#columns = columns;
    this.#changed = changed;
  }

  get problem(): string | null {
    return this.#filter.problem;
  }

  get count(): number {
    return this.#rows?.length ?? this.#all.count;
  }

  at = (place: number): RelayNumber => this.#rows?.[place] ?? this.#all.numberAt(place);

  placeOf = (number: RelayNumber): number => this.#rows?.indexOf(number) ?? this.#all.placeOf(number);

  ask(query: ListQuery): void {
    if (query.filter !== this.query.filter) this.#filter = proxyFilter(query.filter, this.#columns, this.#filter);
    this.query = query;
    this.#make();
  }

  /** Connections have come or changed: makes the rows anew, soon. */
  refresh(): void {
    if (!this.#isEverything) this.#making.ask();
  }

  close(): void {
    this.#making.stop();
  }

  get #isEverything(): boolean {
    return this.query.filter.trim() === '' && this.query.sort === null;
  }

  #make(): void {
    const began = performance.now();
    this.#rows = this.#isEverything ? null : this.#matching();
    this.#making.rest(restAfter(performance.now() - began));
    this.#changed();
  }

  #matching(): number[] {
    const now = Date.now() * 1000;
    const { matches } = this.#filter;
    const connections = Array.from({ length: this.#all.count }, (_, row) => this.#all.at(row)).filter((one) =>
      matches(one, now),
    );
    const { sort } = this.query;
    const column = this.#columns.find(({ id }) => id === sort?.column);
    if (sort === null || column === undefined) return connections.map(({ number }) => number);
    const rows = connections.map((one) => ({ number: one.number, key: column.value(one, now) }));
    const direction = sort.descending ? -1 : 1;
    return rows.sort((one, other) => direction * inOrder(one.key, other.key)).map(({ number }) => number);
  }
}

type Key = ReturnType<ProxyColumn['value']>;

/** What is not known comes before all that is: last where the largest come first. */
function inOrder(one: Key, other: Key): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}
