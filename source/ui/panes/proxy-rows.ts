/** The lines of the proxy screen: listeners, connections, held messages, the recording. */
import type {
  HeldMessage,
  ProxyColumn,
  ProxyConnection,
  ProxyListener,
  ProxyRecording,
  ProxyView,
} from '../../session/proxy-view.ts';
import { bytesInWords } from '../format/size.ts';
import { duration } from '../format/time.ts';
import { cells, fitTo } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';
import { headerText } from './columns.ts';

interface Selection {
  selected: boolean;
  focused: boolean;
}

const mark = ({ selected }: Selection, theme: Theme): string => (selected ? theme.glyphs.cursor : ' ');

/** Cells that a listener's counts and impairments get at least. */
const FACTS = 36;

const endsOf = ({ address, target, tls }: ProxyListener): string =>
  `${address} -> ${target}${tls === '' ? '' : ` (${tls})`}`;

/** Cells that the ends of all listeners take, as far as there is room for them. */
export function endsWidth(listeners: readonly ProxyListener[], width: number): number {
  const longest = Math.max(...listeners.map((listener) => cells(endsOf(listener))));
  return Math.min(longest, Math.max(20, Math.min(width - FACTS, 60)));
}

export function listenerLine(
  listener: ProxyListener,
  ends: number,
  chosen: Selection,
  width: number,
  theme: Theme,
): string {
  const { exposed, state, connections, open, impairments, holding, problem } = listener;
  const treated = [impairments, holding === '' ? '' : `hold ${holding}`].filter((words) => words !== '');
  const treatment = treated.length === 0 ? 'untouched' : treated.join('  ');
  const warning = exposed && state === 'listening' ? 'ALL HOSTS! ' : '';
  const counts = `${connections} conn ${open} open`;
  const stopped = state === 'stopped' ? `stopped  ${counts}` : state;
  const facts = state === 'listening' ? `${counts}  ${treatment}` : (problem ?? stopped);
  const left = `${mark(chosen, theme)}${fitTo(endsOf(listener), ends)}  `;
  const rest = width - cells(left);
  if (chosen.selected && chosen.focused) return theme.paint('selected', fitTo(`${left}${warning}${facts}`, width));
  const role = state === 'listening' ? 'normal' : state === 'failed' ? 'bad' : 'faint';
  return left + theme.paint('bad', warning) + theme.paint(role, fitTo(facts, Math.max(0, rest - warning.length)));
}

/** Left out one after the other where the first words would have no room. */
const LESS: readonly string[] = ['messages_to_server', 'messages_to_client', 'age', 'wait'];
const LEAST_WORDS = 12;
/** Cells that they get before anything stands beside them. */
const LEAST_WORDS_BESIDE = 40;
const GAP = 1;
/** Cells of the marks before the first column. */
const MARKS = 1;

/**
 * Those that fit: the words take what is left, and where they have enough the last wait, the listener and the changes join.
 * Of several listeners each connection says which was its own; what the list is sorted by is shown.
 */
export function fittingProxyColumns({ columns: all, list, listeners }: ProxyView, width: number): ProxyColumn[] {
  const [words, changes, listener, via, last, median] = [
    'words',
    'changes',
    'listener',
    'via',
    'last_wait',
    'median_wait',
  ].map((id) => all.find((column) => column.id === id)!);
  const taken = (columns: readonly ProxyColumn[]) => columns.reduce((sum, column) => sum + column.width + GAP, MARKS);
  const sorted = list.query.sort?.column;
  const optional = [words, changes, listener, last, median, ...(listeners.length > 1 ? [] : [via])];
  let figures = all.filter((column) => column.id === sorted || !optional.includes(column));
  for (const id of LESS) {
    if (taken(figures) + LEAST_WORDS <= width) break;
    figures = figures.filter((column) => column.id !== id || id === sorted);
  }
  let room = Math.max(0, width - taken(figures));
  const more: ProxyColumn[] = [];
  for (const column of [last, listener, changes].filter(({ id }) => id !== sorted)) {
    if (room - GAP - column.width < LEAST_WORDS_BESIDE) break;
    room -= GAP + column.width;
    more.push(column);
  }
  return [...figures.filter((column) => column !== words), { ...words, width: room }, ...more];
}

export function connectionHeader(
  columns: readonly ProxyColumn[],
  sort: Parameters<typeof headerText>[1],
  width: number,
  theme: Theme,
): string {
  // The list of captured connections has a mark more.
  return theme.paint('heading', fitTo(headerText(columns, sort, theme).slice(1), width));
}

export function connectionLine(
  columns: readonly ProxyColumn[],
  connection: ProxyConnection,
  nowMicros: number,
  chosen: Selection,
  width: number,
  theme: Theme,
): string {
  const cellOf = (column: ProxyColumn) => fitTo(column.text(connection, nowMicros), column.width, column.align);
  const gap = ' '.repeat(GAP);
  if (chosen.selected) {
    const line = mark(chosen, theme) + columns.map(cellOf).join(gap);
    return theme.paint(chosen.focused ? 'selected' : 'resting', fitTo(line, width));
  }
  const painted = columns.map((column) =>
    column.id === 'state' ? theme.paint(connection.tone, cellOf(column)) : cellOf(column),
  );
  return mark(chosen, theme) + painted.join(gap);
}

/** The line under the listeners; says where there are more of them than lines. */
export function ruleBelow(listeners: number, shown: number, width: number, theme: Theme): string {
  const more = listeners > shown ? ` ${listeners - shown} more: Tab, j ` : '';
  return theme.paint('faint', theme.glyphs.horizontal.repeat(Math.max(0, width - more.length)) + more);
}

/** What happened last; and on the right how the list is filtered and ordered, and where in it the cursor is. */
export function listLine(
  { list, columns, count, lastEvent }: ProxyView,
  { row, following, paused }: { row: number; following: boolean; paused: boolean },
  width: number,
  theme: Theme,
): string {
  const { sort, filter } = list.query;
  const title = columns.find(({ id }) => id === sort?.column)?.title ?? '';
  const parts = [
    paused ? 'PAUSED' : following ? 'following' : '',
    sort === null ? '' : `sort: ${title} ${sort.descending ? theme.glyphs.descending : theme.glyphs.ascending}`,
    filter === '' ? '' : `filter: ${fitTo(filter, Math.min(filter.length, 20))}`,
    count === 0 ? '' : `${list.count === 0 ? 0 : row + 1} of ${list.count}`,
  ];
  const right = parts.filter((part) => part !== '').join('  ');
  const room = Math.max(0, width - cells(right) - 1);
  const left =
    lastEvent === null
      ? theme.paint('faint', theme.glyphs.horizontal.repeat(Math.max(0, room - 1)))
      : theme.paint(lastEvent.tone, fitTo(` ${lastEvent.text}`, Math.max(0, room - 1)));
  return `${left} ${theme.paint(paused ? 'warning' : 'faint', right)}`;
}

export function heldLine(held: HeldMessage, now: number, chosen: Selection, width: number, theme: Theme): string {
  const arrow = held.direction === 'to-server' ? '->' : '<-';
  const since = duration(Math.max(0, now - held.sinceMicros));
  const shown = Buffer.from(held.bytes.subarray(0, 200))
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
  const gathered = held.windowMs === null ? '' : `, gathered ${held.windowMs} ms`;
  const text = `${mark(chosen, theme)}** held ${since}: #${held.connection} ${arrow} ${bytesInWords(held.bytes.length)}${gathered}  ${shown}`;
  return theme.paint(chosen.selected ? 'selected' : 'warning', fitTo(text, width));
}

export function recordingLine(recording: ProxyRecording, width: number, theme: Theme): string {
  const { path, bytes, limit, stopped, cutBytes } = recording;
  const kept =
    limit === null ? '' : bytes > limit ? `, the last ${bytesInWords(limit)} kept` : ` of ${bytesInWords(limit)}`;
  const size = `${bytesInWords(bytes)}${kept}`;
  const cut = cutBytes > 0 ? `  ${bytesInWords(cutBytes)} not recorded: the disk is too slow` : '';
  const state = stopped === null ? `rec: ${path}  ${size}${cut}` : `RECORDING STOPPED: ${stopped}; forwarding goes on`;
  const bad = stopped !== null || cutBytes > 0;
  return theme.paint(bad ? 'bad' : 'faint', fitTo(` ${state}`, width));
}
