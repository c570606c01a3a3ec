/** The lines of the detail pane: verdict, times, and both directions side by side. */

import { carrierOf, carrierText } from '../../connection/carrier.ts';
import type { ConnectionRow } from '../../connection/numbering.ts';
import { processOf, processText } from '../../connection/process.ts';
import type { Statistic } from '../../connection/statistic.ts';
import { statistic } from '../../connection/statistics.ts';
import type { Session } from '../../session/session.ts';
import { safeText } from '../../stream/safe-text.ts';
import { shortCount } from '../format/size.ts';
import { statisticText, UNKNOWN } from '../format/statistic.ts';
import { dateAndTime, duration } from '../format/time.ts';
import { cells, fitTo, wrapWords } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';
import { SEVERITY_ROLE } from './findings-block.tsx';
import { timeBarLines } from './time-bar.ts';

/** A line of the short view: figures that are read together, with the id of each. */
interface Summary {
  name: string;
  ids: readonly string[];
}

const SUMMARY: readonly Summary[] = [
  { name: 'packets / with data', ids: ['packets', 'data_packets'] },
  { name: 'bytes unique / total', ids: ['unique_bytes', 'data_bytes'] },
  { name: 'resent pkts / bytes', ids: ['retransmitted_packets', 'retransmitted_bytes'] },
  { name: 'out of order / dup acks', ids: ['out_of_order_packets', 'duplicate_acks'] },
  { name: 'SACK pkts / DSACK', ids: ['sack_packets', 'dsack_packets'] },
  { name: 'MSS / largest segment', ids: ['mss', 'largest_segment'] },
  { name: 'wscale / SACK / tstamps', ids: ['window_scale', 'sack_permitted', 'timestamps_sent'] },
  { name: 'window min / avg / max', ids: ['smallest_window', 'average_window', 'largest_window'] },
  { name: 'zero windows / probes', ids: ['zero_windows', 'window_probe_packets'] },
  { name: 'RTT min / avg / max', ids: ['rtt_min', 'rtt_average', 'rtt_max'] },
  { name: 'RTT 3WHS / samples', ids: ['handshake_rtt', 'rtt_samples'] },
  { name: 'longest idle', ids: ['longest_idle'] },
  { name: 'data xmit time', ids: ['data_transmit_time'] },
  { name: 'throughput', ids: ['throughput'] },
  { name: 'SYN / FIN / RST', ids: ['syns', 'fins', 'resets'] },
];

const ROWS = SUMMARY.map(({ name, ids }) => ({ name, statistics: ids.map(statistic) }));

const SIDES = [0, 1] as const;

export function detailLines(
  session: Session,
  connection: ConnectionRow,
  all: boolean,
  width: number,
  theme: Theme,
): string[] {
  const { length } = session.statistics(connection);
  return [
    ...verdictLines(session, connection, width, theme),
    ...carrierLines(session, connection, width),
    ...processLines(session, connection, width),
    ...timeLines(session, connection, width, theme),
    ...(all ? [] : whereTheTimeWent(session, connection, width, theme)),
    headingLine(session, connection, width, theme),
    ...(all ? allRows(session, connection, width, theme) : summaryRows(session, connection, width)),
    theme.paint('faint', fitTo(all ? `all ${length} statistics, v fewer` : `v all ${length} statistics`, width)),
  ];
}

function carrierLines({ store }: Session, connection: ConnectionRow, width: number): string[] {
  const carrier = carrierOf(store, connection);
  return carrier === null ? [] : wrapWords(`carried by ${carrierText(carrier)}`, width);
}

function processLines({ store }: Session, connection: ConnectionRow, width: number): string[] {
  const process = processOf(store, connection);
  return process === null ? [] : wrapWords(`of ${safeText(processText(process))}`, width);
}

function verdictLines(session: Session, connection: ConnectionRow, width: number, theme: Theme): string[] {
  const verdict = session.verdict(connection);
  if (verdict === null) return [];
  const role = SEVERITY_ROLE[verdict.severity];
  return wrapWords(verdict.text, width - 3).map(
    (line, row) => `${theme.paint(role, fitTo(row === 0 ? verdict.severity : '', 2))} ${fitTo(line, width - 3)}`,
  );
}

function timeLines(session: Session, connection: ConnectionRow, width: number, theme: Theme): string[] {
  const { identity } = session.store;
  const first = identity.firstMicros(connection);
  const last = identity.lastMicros(connection);
  if (width < 70) return [theme.paint('faint', fitTo(`${dateAndTime(first)}  ${duration(last - first)}`, width))];
  return [
    theme.paint('faint', fitTo(`${dateAndTime(first)} to ${dateAndTime(last)} UTC  ${duration(last - first)}`, width)),
  ];
}

function whereTheTimeWent(session: Session, connection: ConnectionRow, width: number, theme: Theme): string[] {
  const spent = session.timeSpent(connection);
  return spent === null ? [] : timeBarLines(spent, width, theme);
}

/** Cells of one side's values: the names keep what is left. */
const sideWidth = (width: number): number => Math.max(12, Math.min(24, Math.floor((width - 24) / 2)));

function headingLine(session: Session, connection: ConnectionRow, width: number, theme: Theme): string {
  const side = sideWidth(width);
  const [a2b, b2a] = SIDES.map((at) => `${at === 0 ? 'a->b' : 'b->a'} ${session.label(connection, at)}`);
  return theme.paint('heading', fitTo('', width - 2 * side) + fitTo(a2b, side, 'right') + fitTo(b2a, side, 'right'));
}

function valueLine(name: string, values: readonly string[], width: number): string {
  const side = sideWidth(width);
  return fitTo(name, width - 2 * side) + values.map((value) => ` ${fitTo(value, side - 1, 'right')}`).join('');
}

function summaryRows(session: Session, connection: ConnectionRow, width: number): string[] {
  const room = sideWidth(width) - 1;
  const values = (statistics: readonly Statistic[], side: 0 | 1) => {
    const exact = together(statistics.map((known) => valueText(session, connection, side, known)));
    return cells(exact) <= room
      ? exact
      : together(
          statistics.map((known) => shortText(session, connection, side, known)),
          '/',
        );
  };
  const known = new Set(session.statistics(connection).map(({ id }) => id));
  return ROWS.filter(({ statistics }) => statistics.every(({ id }) => known.has(id))).map(({ name, statistics }) =>
    valueLine(
      name,
      SIDES.map((side) => values(statistics, side)),
      width,
    ),
  );
}

/** Values read together: a unit that all of them share is written once, and nothing known is one dash. */
function together(values: readonly string[], between = ' / '): string {
  if (values.every((value) => value === UNKNOWN)) return UNKNOWN;
  const unit = / \D+$/.exec(values.at(-1)!)?.[0];
  if (unit === undefined || !values.every((value) => value.endsWith(unit))) return values.join(between);
  return values.map((value) => value.slice(0, -unit.length)).join(between) + unit;
}

function valueText(session: Session, connection: ConnectionRow, side: 0 | 1, known: Statistic): string {
  return statisticText(known.unit, known.value(session.store, connection, side));
}

/** Counts in thousands, where exact ones do not fit side by side. */
function shortText(session: Session, connection: ConnectionRow, side: 0 | 1, known: Statistic): string {
  const value = known.value(session.store, connection, side);
  const counts = known.unit === 'bytes' || known.unit === 'packets';
  return counts && typeof value === 'number' ? shortCount(value) : statisticText(known.unit, value);
}

function allRows(session: Session, connection: ConnectionRow, width: number, theme: Theme): string[] {
  const known = session.statistics(connection);
  const aboutWhole = known.filter(({ scope }) => scope === 'connection');
  const aboutDirections = known.filter(({ scope }) => scope === 'direction');
  const directions = aboutDirections.map((one) =>
    valueLine(
      nameOf(one),
      SIDES.map((side) => valueText(session, connection, side, one)),
      width,
    ),
  );
  const name = Math.min(24, Math.max(...aboutWhole.map((one) => cells(nameOf(one)))) + 2);
  const whole = aboutWhole.map(
    (one) => fitTo(nameOf(one), name) + fitTo(valueText(session, connection, 0, one), width - name),
  );
  return [...directions, theme.paint('heading', fitTo('the whole connection', width)), ...whole];
}

/** tcptrace's name of the row where it has one. */
const nameOf = (known: Statistic): string => known.row ?? known.title;
