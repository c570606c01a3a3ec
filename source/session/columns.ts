/**
 * The columns of the connection list. The first ones are made for it; behind them comes every figure of the table of
 * statistics (connection/statistics.ts), so that whatever is counted can be shown and sorted by.
 */

import { carrierOf, carrierText, innermostText } from '../connection/carrier.ts';
import { type IsForwarded, isKnown, type Known } from '../connection/known.ts';
import { directionLabel } from '../connection/labels.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import { processOf, processText } from '../connection/process.ts';
import type { Statistic, StatisticValue } from '../connection/statistic.ts';
import { STATISTICS, statistic } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { safeText } from '../stream/safe-text.ts';
import type { Column } from './connection-list.ts';
import { endingOf, rankOfEnding, toneOfEnding } from './ending.ts';
import { type Endpoints, SharedPrefix } from './endpoints.ts';
import { shortCount, shortDuration } from './figures.ts';
import type { SortKey } from './order.ts';

/** A column with what it is sorted by, the most significant key first. */
export interface ListedColumn extends Column {
  readonly keys: readonly SortKey[];
  readonly known: Known;
}

export interface ColumnSources {
  store: ConnectionStore;
  endpoints: Endpoints;
  /** Seconds lost by the connection's findings, null = nothing known. */
  lostSeconds(connection: ConnectionRow): number | null;
  isForwarded: IsForwarded;
}

const ABSENT = '-';
const A_WIDTH = 10;
const B_WIDTH = 16;
const CARRIER_WIDTH = 12;
const PROCESS_WIDTH = 10;
/** A share of retransmitted packets from which on it is a problem. */
const BAD_SHARE = 0.01;

type Cell = Pick<Column, 'id' | 'title' | 'width'> & Partial<ListedColumn> & Pick<ListedColumn, 'text' | 'keys'>;

/** Fills in what most columns have; what a cell computes on demand stays computed on demand. */
function column(cell: Cell): ListedColumn {
  const common = { align: 'right', shownAtFirst: true, known: 'always', tone: () => 'normal' as const } as const;
  return Object.defineProperties({ ...common, ...cell }, Object.getOwnPropertyDescriptors(cell));
}

export function listColumns(sources: ColumnSources): ListedColumn[] {
  const own = ownColumns(sources);
  const figures = STATISTICS.filter(({ unit }) => unit !== 'text').flatMap((entry) =>
    statisticColumns(asKnown(entry, sources.isForwarded), sources.store),
  );
  const made = new Set(own.map(({ id }) => id));
  return [...own, ...figures.filter(({ id }) => !made.has(id))];
}

/** The statistic with null for its value where it is not known. */
function asKnown(entry: Statistic, isForwarded: IsForwarded): Statistic {
  const { known, value } = entry;
  if (known === 'always') return entry;
  return {
    ...entry,
    value: (store, connection, side) =>
      isKnown(known, isForwarded(connection)) ? value(store, connection, side) : null,
  };
}

function ownColumns({ store, endpoints, lostSeconds, isForwarded }: ColumnSources): ListedColumn[] {
  const { identity } = store;
  const prefix = new SharedPrefix(store, 0);
  const figureOf = (id: string): Statistic => asKnown(statistic(id), isForwarded);
  const end = (side: 0 | 1, width: number) => (connection: ConnectionRow) =>
    endpoints.folded(connection, side, width, side === 0 ? prefix.text() : '');
  return [
    column({
      id: 'number',
      title: '#',
      get width() {
        return Math.max(3, String(store.found).length);
      },
      text: (connection) => String(store.number(connection)),
      keys: [{ value: (connection) => store.number(connection) }],
    }),
    column({
      id: 'label',
      title: 'ends',
      get width() {
        return Math.max(4, directionLabel(2 * Math.max(0, store.found - 1), 0).length);
      },
      align: 'left',
      text: (connection) => directionLabel(identity.label(connection), 0),
      tone: () => 'faint',
      keys: [{ value: (connection) => identity.label(connection) }],
    }),
    column({
      id: 'a',
      title: 'A (client)',
      width: A_WIDTH,
      align: 'left',
      text: end(0, A_WIDTH),
      whole: (connection) => endpoints.text(connection, 0),
      keys: endpointKeys(store, 0),
    }),
    column({
      id: 'b',
      title: 'B (server)',
      width: B_WIDTH,
      align: 'left',
      text: end(1, B_WIDTH),
      whole: (connection) => endpoints.text(connection, 1),
      keys: endpointKeys(store, 1),
    }),
    count(figureOf('packets'), 'pkt', 0, store),
    count(figureOf('packets'), 'pkt', 1, store),
    count(figureOf('unique_bytes'), 'byt', 0, store),
    count(figureOf('unique_bytes'), 'byt', 1, store),
    retransmitted(figureOf('retransmitted_packets'), store),
    roundTrip(figureOf('rtt_average'), store),
    column({
      id: 'end',
      title: 'end',
      width: 5,
      align: 'left',
      text: (connection) => endingOf(store, connection),
      tone: (connection) => toneOfEnding(endingOf(store, connection)),
      keys: [{ value: (connection) => rankOfEnding(endingOf(store, connection)) }],
    }),
    column({
      id: 'lost',
      title: 'lost',
      width: 4,
      text: (connection) => inSeconds(lostSeconds(connection)),
      tone: (connection) => ((lostSeconds(connection) ?? 0) >= 1 ? 'bad' : 'normal'),
      keys: [{ value: lostSeconds }],
    }),
    column({
      id: 'carrier',
      title: 'carried by',
      width: CARRIER_WIDTH,
      align: 'left',
      // Few captures have any.
      get shownAtFirst() {
        return store.carriers.length > 0;
      },
      text: (connection) => innermostText(carrierOf(store, connection)),
      whole: (connection) => carrierText(carrierOf(store, connection) ?? []),
      keys: [{ value: (connection) => identity.carrier(connection) >> 1 }],
    }),
    column({
      id: 'process',
      title: 'process',
      width: PROCESS_WIDTH,
      align: 'left',
      // Few captures tell of any.
      get shownAtFirst() {
        return store.processes.length + store.localOwners.size > 0;
      },
      text: (connection) => safeText(processOf(store, connection)?.name ?? ''),
      whole: (connection) => processWords(store, connection),
      keys: [{ value: (connection) => store.processVotes.of(connection) }],
    }),
    column({
      id: 'duration',
      title: 'time',
      width: 4,
      shownAtFirst: false,
      text: (connection) => shortDuration(identity.lastMicros(connection) - identity.firstMicros(connection)),
      keys: [{ value: (connection) => identity.lastMicros(connection) - identity.firstMicros(connection) }],
    }),
  ];
}

function processWords(store: ConnectionStore, connection: ConnectionRow): string {
  const process = processOf(store, connection);
  return process === null ? '' : safeText(processText(process));
}

/** Less than this is lost by nobody's standards, seconds. */
const LEAST_LOST = 0.05;

const inSeconds = (seconds: number | null): string =>
  seconds === null || seconds < LEAST_LOST ? '' : shortDuration(seconds * 1e6);

/** A count of one direction: `>` what A sent, `<` what B sent. */
function count({ id, known, value }: Statistic, title: string, side: 0 | 1, store: ConnectionStore): ListedColumn {
  const counted = (connection: ConnectionRow): number | null => keyOf(value(store, connection, side));
  return column({
    id: `${id}_${DIRECTIONS[side]}`,
    title: title + ARROWS[side],
    width: 4,
    known,
    text: (connection) => {
      const packetsOrBytes = counted(connection);
      return packetsOrBytes === null ? ABSENT : shortCount(packetsOrBytes);
    },
    keys: [{ value: counted }],
  });
}

const DIRECTIONS = ['a2b', 'b2a'] as const;
const ARROWS = ['>', '<'] as const;

function retransmitted({ known, value }: Statistic, store: ConnectionStore): ListedColumn {
  const both = (connection: ConnectionRow): number =>
    Number(value(store, connection, 0)) + Number(value(store, connection, 1));
  const packets = (connection: ConnectionRow): number =>
    store.core.packets(2 * connection) + store.core.packets(2 * connection + 1);
  return column({
    id: 'rtx',
    title: 'rtx',
    width: 4,
    known,
    text: (connection) => (both(connection) === 0 ? '' : shortCount(both(connection))),
    tone: (connection) => (both(connection) > BAD_SHARE * packets(connection) ? 'bad' : 'normal'),
    keys: [{ value: both }],
  });
}

/** The longer of both sides' average round trips: the way that crosses the network from where the capture was taken. */
function roundTrip({ known, value }: Statistic, store: ConnectionStore): ListedColumn {
  const longer = (connection: ConnectionRow): number | null => {
    const a = keyOf(value(store, connection, 0));
    const b = keyOf(value(store, connection, 1));
    return a === null || (b !== null && b > a) ? b : a;
  };
  return column({
    id: 'rtt',
    title: 'rtt',
    width: 4,
    known,
    text: (connection) => {
      const micros = longer(connection);
      return micros === null ? ABSENT : shortDuration(micros);
    },
    keys: [{ value: longer }],
  });
}

/** Address, then port: IPv4 in one key; IPv6 comes behind, its address in keys of 6 bytes, which a double holds exactly. */
function endpointKeys({ identity }: ConnectionStore, side: 0 | 1): SortKey[] {
  const isV6 = (connection: ConnectionRow): boolean => identity.version(connection) === 6;
  const address6 = (from: number, to: number) => (connection: ConnectionRow) =>
    numberOf(identity.address6(connection, side), from, to);
  const port = (connection: ConnectionRow): number => identity.port(connection, side);
  return [
    {
      value: (connection) =>
        isV6(connection)
          ? IPV6_BEHIND + address6(0, 6)(connection)
          : identity.address4(connection, side) * PORTS + port(connection),
    },
    { value: address6(6, 12), applies: isV6 },
    { value: (connection) => address6(12, 16)(connection) * PORTS + port(connection), applies: isV6 },
  ];
}

const PORTS = 2 ** 16;
const IPV6_BEHIND = 2 ** 49;

function numberOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 256 + bytes[i];
  return value;
}

/** One column, or one for each direction. */
function statisticColumns(entry: Statistic, store: ConnectionStore): ListedColumn[] {
  const sides: readonly (0 | 1)[] = entry.scope === 'direction' ? [0, 1] : [0];
  return sides.map((side) => {
    const { id, title, unit, known, value } = entry;
    const both = entry.scope === 'connection';
    const heading = both ? title : `${title} ${ARROWS[side]}`;
    return column({
      id: both ? id : `${id}_${DIRECTIONS[side]}`,
      title: heading,
      width: Math.min(heading.length, 14),
      shownAtFirst: false,
      known,
      text: (connection) => figure(unit, value(store, connection, side)),
      keys: [{ value: (connection) => keyOf(value(store, connection, side)) }],
    });
  });
}

function figure(unit: Statistic['unit'], value: StatisticValue): string {
  if (value === null) return ABSENT;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'microseconds':
      return shortDuration(Number(value));
    case 'bytes per second':
      return `${shortCount(Number(value))}/s`;
    case 'time':
      return timeOfDay(Number(value));
    case 'percent':
      return `${Number(value).toFixed(2)}%`;
    case 'number':
    case 'sequence number':
    case 'shift':
      return String(value);
    default:
      return shortCount(Number(value));
  }
}

/** Of a moment in µs since 1970, UTC; times beyond what a calendar holds have none. */
function timeOfDay(micros: number): string {
  const date = new Date(micros / 1000);
  return Number.isNaN(date.getTime()) ? ABSENT : date.toISOString().slice(11, 23);
}

function keyOf(value: StatisticValue): number | null {
  if (value === null || typeof value === 'string') return null;
  return Number(value);
}
