/** The connection list: which connections are shown, in which order. Index arrays only; the rows stay where they are. */
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { type Matcher, type PromptFilter, type PromptSubject, promptFilter } from '../filter/prompt.ts';
import type { ListedColumn } from './columns.ts';
import type { ConnectionList, ListQuery } from './connection-list.ts';
import { type SortKey, sortedBy } from './order.ts';
import type { Pulse } from './pulse.ts';
import { inSlices, stretches } from './slices.ts';
import { restAfter, Throttle } from './throttle.ts';

const EVERYTHING: ListQuery = { filter: '', sort: null };

export class FilteredList implements ConnectionList {
  query: ListQuery = EVERYTHING;
  state: 'ready' | 'working' = 'ready';
  /** Connections there were at the last news: more may come while a frame is drawn, which must show one list. */
  #known: number;
  readonly #store: ConnectionStore;
  readonly #columns: readonly ListedColumn[];
  readonly #subject: PromptSubject;
  readonly #selected: Matcher | null;
  readonly #pulse: Pulse;

  #filter: PromptFilter;
  /** The connections shown; null = all, by number. */
  #shown: Uint32Array | null = null;
  /** All connections in the order last sorted by, as long as no row has changed since. */
  #sorted: { key: string; order: Uint32Array } | null = null;
  #work: AbortController | null = null;
  readonly #making = new Throttle(() => this.#start());
  /** Rows have changed since the list was last begun to be made. */
  #stale = false;
  /** What tells connections apart whose rows are not in the order of their numbers. */
  readonly #lastKeys: readonly SortKey[];

  /** `selected`: which connections may be shown at all, null = all. */
  constructor(columns: readonly ListedColumn[], subject: PromptSubject, selected: Matcher | null, pulse: Pulse) {
    this.#store = subject.store;
    this.#known = this.#store.count;
    this.#columns = columns;
    this.#subject = subject;
    this.#selected = selected;
    this.#pulse = pulse;
    if (selected !== null) this.#shown = new Uint32Array(0);
    this.#lastKeys = this.#store.most === null ? [] : [{ value: (row) => this.#store.number(row) }];
    this.#filter = promptFilter('', subject);
  }

  get problem(): string | null {
    return this.#filter.problem;
  }

  get count(): number {
    return this.#shown?.length ?? this.#known;
  }

  at = (place: number): ConnectionRow => asRow(this.#shown === null ? place : this.#shown[place]);

  placeOf(connection: ConnectionRow): number {
    if (this.#shown !== null) return this.#shown.indexOf(connection);
    return connection < this.#known ? connection : -1;
  }

  ask(query: ListQuery): void {
    if (query.filter !== this.query.filter) this.#filter = promptFilter(query.filter, this.#subject, this.#filter);
    this.query = query;
    this.state = 'working';
    this.#start();
  }

  /** Rows have changed or come: makes the list anew, soon. */
  refresh(): void {
    this.#known = this.#store.count;
    this.#sorted = null;
    this.#stale = true;
    if (!this.#isEverything && this.#work === null) this.#making.ask();
  }

  close(): void {
    this.#work?.abort();
    this.#making.stop();
  }

  get #isEverything(): boolean {
    return this.query.filter.trim() === '' && this.query.sort === null && this.#selected === null;
  }

  #start(): void {
    this.close();
    this.#stale = false;
    const work = new AbortController();
    this.#work = work;
    const began = performance.now();
    const made = this.#isEverything ? Promise.resolve(null) : inSlices(this.#make(), work.signal);
    made.then(
      (shown) => {
        if (work.signal.aborted) return;
        this.#shown = shown;
        const wasAskedFor = this.state === 'working';
        this.state = 'ready';
        this.#work = null;
        this.#making.rest(restAfter(performance.now() - began));
        if (this.#stale) this.refresh();
        if (wasAskedFor) this.#pulse.answer();
        else this.#pulse.touch();
      },
      (failure) => {
        if (!work.signal.aborted) throw failure;
      },
    );
  }

  *#make(): Generator<void, Uint32Array, void> {
    const order = yield* this.#order();
    const selected = this.#selected;
    const { matches, text } = this.#filter;
    if (text.trim() === '' && selected === null) return order;
    // By number, as the rows lie in memory: in the order of the list each would be looked for far away.
    const fits = new Uint8Array(order.length);
    yield* stretches(order.length, (from, to) => {
      for (let i = from; i < to; i++) {
        const row = asRow(i);
        fits[row] = Number(matches(row) && (selected === null || selected(row)));
      }
    });
    const matching = new Uint32Array(order.length);
    let count = 0;
    yield* stretches(order.length, (from, to) => {
      for (let i = from; i < to; i++) if (fits[order[i]] === 1) matching[count++] = order[i];
    });
    return matching.slice(0, count);
  }

  *#order(): Generator<void, Uint32Array, void> {
    const { sort } = this.query;
    const column = this.#columns.find(({ id }) => id === sort?.column);
    const key = column === undefined ? '' : `${column.id} ${sort!.descending}`;
    if (this.#sorted?.key === key) return this.#sorted.order;
    const keys = [...(column?.keys ?? []), ...this.#lastKeys];
    const order = yield* sortedBy(keys, sort?.descending ?? false, this.#known);
    this.#sorted = { key, order };
    return order;
  }
}
