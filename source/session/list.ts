/** The connection list: which connections are shown, in which order. Index arrays only; the rows stay where they are. */
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { type Matcher, type PromptFilter, type PromptSubject, promptFilter } from '../filter/prompt.ts';
import type { ListedColumn } from './columns.ts';
import type { ConnectionList, ListQuery } from './connection-list.ts';
import { type SortKey, sortedBy } from './order.ts';
import type { Pulse } from './pulse.ts';
import { inSlices, stretches } from './slices.ts';

/** While rows grow, the list is made anew at most this often (ms), and never uses more than a fifth of the time. */
const SHORTEST_PAUSE = 250;
const PAUSE_FACTOR = 4;

const EVERYTHING: ListQuery = { filter: '', sort: null };

export class FilteredList implements ConnectionList {
  query: ListQuery = EVERYTHING;
  state: 'ready' | 'working' = 'ready';
  private readonly store: ConnectionStore;
  private readonly columns: readonly ListedColumn[];
  private readonly subject: PromptSubject;
  private readonly selected: Matcher | null;
  private readonly pulse: Pulse;

  private filter: PromptFilter;
  /** The connections shown; null = all, by number. */
  private shown: Uint32Array | null = null;
  /** All connections in the order last sorted by, as long as no row has changed since. */
  private sorted: { key: string; order: Uint32Array } | null = null;
  private work: AbortController | null = null;
  private pause: NodeJS.Timeout | null = null;
  private restUntil = 0;
  /** Rows have changed since the list was last begun to be made. */
  private stale = false;
  /** What tells connections apart whose rows are not in the order of their numbers. */
  private readonly lastKeys: readonly SortKey[];

  /** `selected`: which connections may be shown at all, null = all. */
  constructor(columns: readonly ListedColumn[], subject: PromptSubject, selected: Matcher | null, pulse: Pulse) {
    this.store = subject.store;
    this.columns = columns;
    this.subject = subject;
    this.selected = selected;
    this.pulse = pulse;
    if (selected !== null) this.shown = new Uint32Array(0);
    this.lastKeys = this.store.most === null ? [] : [{ value: (row) => this.store.number(row) }];
    this.filter = promptFilter('', subject);
  }

  get problem(): string | null {
    return this.filter.problem;
  }

  get count(): number {
    return this.shown?.length ?? this.store.count;
  }

  at = (place: number): ConnectionRow => asRow(this.shown === null ? place : this.shown[place]);

  placeOf(connection: ConnectionRow): number {
    if (this.shown !== null) return this.shown.indexOf(connection);
    return connection < this.store.count ? connection : -1;
  }

  ask(query: ListQuery): void {
    if (query.filter !== this.query.filter) this.filter = promptFilter(query.filter, this.subject, this.filter);
    this.query = query;
    this.state = 'working';
    this.start();
  }

  /** Rows have changed or come: makes the list anew, soon. */
  refresh(): void {
    this.sorted = null;
    this.stale = true;
    if (this.isEverything || this.work !== null || this.pause !== null) return;
    const wait = this.restUntil - performance.now();
    if (wait <= 0) this.start();
    else this.pause = setTimeout(() => this.start(), wait);
  }

  close(): void {
    this.work?.abort();
    if (this.pause !== null) clearTimeout(this.pause);
  }

  private get isEverything(): boolean {
    return this.query.filter.trim() === '' && this.query.sort === null && this.selected === null;
  }

  private start(): void {
    this.close();
    this.pause = null;
    this.stale = false;
    const work = new AbortController();
    this.work = work;
    const began = performance.now();
    const made = this.isEverything ? Promise.resolve(null) : inSlices(this.make(), work.signal);
    made.then(
      (shown) => {
        if (work.signal.aborted) return;
        this.shown = shown;
        const wasAskedFor = this.state === 'working';
        this.state = 'ready';
        this.work = null;
        this.restUntil = performance.now() + Math.max(SHORTEST_PAUSE, PAUSE_FACTOR * (performance.now() - began));
        if (this.stale) this.refresh();
        if (wasAskedFor) this.pulse.answer();
        else this.pulse.touch();
      },
      (failure) => {
        if (!work.signal.aborted) throw failure;
      },
    );
  }

  private *make(): Generator<void, Uint32Array, void> {
    const order = yield* this.order();
    const { selected } = this;
    const { matches, text } = this.filter;
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

  private *order(): Generator<void, Uint32Array, void> {
    const { sort } = this.query;
    const column = this.columns.find(({ id }) => id === sort?.column);
    const key = column === undefined ? '' : `${column.id} ${sort!.descending}`;
    if (this.sorted?.key === key) return this.sorted.order;
    const keys = [...(column?.keys ?? []), ...this.lastKeys];
    const order = yield* sortedBy(keys, sort?.descending ?? false, this.store.count);
    this.sorted = { key, order };
    return order;
  }
}
