/** The proxy's lists: the chosen listener, the chosen connection, the commands that filter and order them. */
import { useEffect, useState } from 'react';
import type { ProxyColumn, ProxyConnection, ProxyListener, ProxyView } from '../../session/proxy-view.ts';
import { windowTop } from '../components/movement.ts';
import type { PromptCompletion } from '../components/prompt.tsx';
import type { Handlers } from '../keys/command-stack.ts';
import { useKept, useMemory } from './contexts.ts';
import { useListFilter } from './use-filter-prompt.ts';
import { useSortCommands } from './use-order.tsx';

/** The list as it was when the display was paused. */
interface Still {
  rows: readonly ProxyConnection[];
  nowMicros: number;
}

interface ProxyCursor {
  count: number;
  at(row: number): ProxyConnection | null;
  row: number;
  /** The first row shown. */
  top: number;
  /** The chosen one; null while the list is empty. */
  connection: ProxyConnection | null;
  /** What ages are reckoned to, µs since 1970. */
  nowMicros: number;
  following: boolean;
  paused: boolean;
  moveTo(row: number): void;
  follow(on: boolean): void;
  pause(on: boolean): void;
}

/** Puts the cursor of the proxy's list on a connection, by the relay's number. */
export function useProxyChoice(): (number: number) => void {
  const [, choose] = useKept<number | null>('proxy.connection', null);
  const [, setFollowing] = useKept('proxy.following', true);
  return (number) => {
    setFollowing(false);
    choose(number);
  };
}

/** The chosen row among relayed connections: it stays on its connection while others come, go and change places. */
export function useProxyCursor(proxy: ProxyView, page: number): ProxyCursor {
  const place = useMemory('proxy.place', { top: 0, row: 0 });
  const [chosen, choose] = useKept<number | null>('proxy.connection', null);
  const [following, setFollowing] = useKept('proxy.following', true);
  const [still, setStill] = useKept<Still | null>('proxy.still', null);
  const clock = useClock();

  const { list } = proxy;
  const count = still?.rows.length ?? list.count;
  const at = (row: number): ProxyConnection | null =>
    still === null ? proxy.connection(list.at(row)) : (still.rows[row] ?? null);
  const rowOf = (number: number): number =>
    still === null ? list.placeOf(number) : still.rows.findIndex((one) => one.number === number);

  const last = Math.max(0, count - 1);
  const listed = chosen === null ? -1 : rowOf(chosen);
  const row = following && still === null ? newestRow(proxy) : Math.min(listed >= 0 ? listed : place.row, last);
  const top = windowTop(place.top, count, page, row);
  useEffect(() => {
    place.top = top;
    place.row = row;
  });
  const connection = count === 0 ? null : at(row);
  const shown = useMemory<{ number: number | null }>('proxy.shown', { number: null });
  useEffect(() => {
    shown.number = connection?.number ?? null;
  });
  const moveTo = (next: number) => {
    setFollowing(false);
    choose(at(Math.max(0, Math.min(last, next)))?.number ?? null);
  };
  const pause = (on: boolean) => {
    if (!on) return setStill(null);
    choose(connection?.number ?? null);
    setStill({ rows: rowsOf(proxy), nowMicros: clock });
  };
  const follow = (on: boolean) => {
    if (!on) choose(connection?.number ?? null);
    setFollowing(on);
  };
  const nowMicros = still?.nowMicros ?? clock;
  return { count, at, row, top, connection, nowMicros, following, paused: still !== null, moveTo, follow, pause };
}

function rowsOf(proxy: ProxyView): ProxyConnection[] {
  const { list } = proxy;
  return Array.from({ length: list.count }, (_, row) => proxy.connection(list.at(row))).filter((one) => one !== null);
}

/** The row of the connection that came last; without a sort the last. */
function newestRow({ list }: ProxyView): number {
  if (list.query.sort === null) return Math.max(0, list.count - 1);
  let newest = 0;
  for (let row = 1; row < list.count; row++) if (list.at(row) > list.at(newest)) newest = row;
  return newest;
}

/** Now in µs since 1970, a second at a time: ages go on when nothing else moves. */
function useClock(): number {
  const [now, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() * 1000), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface ChosenListener {
  row: number;
  /** null while there is none. */
  listener: ProxyListener | null;
  choose(row: number): void;
}

/** The listener that shaping, holding and stopping are about. */
export function useChosenListener(listeners: readonly ProxyListener[]): ChosenListener {
  const [kept, choose] = useKept('proxy.listener', 0);
  const row = Math.max(0, Math.min(kept, listeners.length - 1));
  return { row, listener: listeners[row] ?? null, choose };
}

/** The commands that filter and order the list of relayed connections: those of the list of captured ones. */
export function useProxyListCommands(proxy: ProxyView, shown: readonly ProxyColumn[]): Handlers {
  const { list, columns } = proxy;
  const filter = useListFilter({
    list,
    total: () => proxy.count,
    hint: 'words match any text; state:rst wait:>1s not:…',
    complete: (text) => completions(text, columns),
  });
  const sort = useSortCommands(list, { all: columns, shown, unsorted: 'as they came' });
  const clear = () => list.ask({ ...list.query, filter: '' });
  return { filter, ...sort, ...(list.query.filter === '' ? {} : { escape: clear }) };
}

/** The fields that the last word may become. */
function completions(text: string, columns: readonly ProxyColumn[]): PromptCompletion[] {
  const [, before, word] = /^(.*?)([^\s:]*)$/s.exec(text) ?? ['', text, ''];
  if (before.endsWith(':')) return [];
  const fields = ['host', 'port', 'not', ...columns.map(({ id }) => id)];
  return fields
    .filter((field) => field.startsWith(word))
    .map((field) => ({ text: `${before}${field}:`, word: `${field}:`, meaning: '' }));
}
