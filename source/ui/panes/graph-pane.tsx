/** Pictures of the graph room as ready lines: its tones are roles of the palette here. */
import type { TraceIntervals, TraceMeasure } from '../../analysis/trace-intervals.ts';
import type { ConnectionRow } from '../../connection/numbering.ts';
import { statistic } from '../../connection/statistics.ts';
import type { Span, Tone } from '../../graph/cells.ts';
import type { GraphKind } from '../../graph/definitions.ts';
import { renderGraph } from '../../graph/graph.ts';
import type { GraphPicture } from '../../graph/picture.ts';
import type { ConnectionSeries } from '../../graph/series.ts';
import { type Sparkline, sparkline, traceSparkline } from '../../graph/sparkline.ts';
import { TRACE_GRAPHS } from '../../graph/trace.ts';
import { type Viewport, wholeOf } from '../../graph/viewport.ts';
import type { Session } from '../../session/session.ts';
import { Lines } from '../components/line.tsx';
import { useTheme } from '../hooks/contexts.ts';
import { useSession } from '../hooks/use-session.ts';
import { useSettled } from '../hooks/use-settled.ts';
import { fitTo } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';

const ROLES: Record<Tone, Role> = {
  axis: 'faint',
  window: 'accent',
  average: 'good',
  sack: 'warning',
  acknowledged: 'good',
  data: 'normal',
  duplicate: 'warning',
  retransmission: 'bad',
  mark: 'bad',
  cursor: 'selected',
};

/** Braille where the locale has it. */
export const charactersOf = (theme: Theme) => (theme.unicode ? 'braille' : 'ascii');

interface Shown {
  kind: GraphKind;
  side: 0 | 1;
  /** µs since the first packet; null = no cursor. */
  cursor: number | null;
}

export function picture(
  series: ConnectionSeries,
  viewport: Viewport,
  { kind, side, cursor }: Shown,
  theme: Theme,
): GraphPicture {
  return renderGraph(kind, series, viewport, { side, cursor, characters: charactersOf(theme) });
}

export const paintSpans = (line: readonly Span[], theme: Theme): string =>
  line.map(({ text, tone }) => theme.paint(ROLES[tone], text)).join('');

/** The signs of the graph and what they mean, as many as fit. */
export function legendLine({ legend }: GraphPicture, width: number, theme: Theme): string {
  let line = '';
  let used = 1;
  for (const { sign, text, tone } of legend) {
    const taken = sign.length + text.length + 3;
    if (used + taken > width) break;
    line += ` ${theme.paint(ROLES[tone], sign)} ${text} `;
    used += taken;
  }
  return line;
}

type Sparkling = Parameters<typeof sparkline>[0];

const SPARKLING: readonly Sparkling[] = ['throughput', 'RTT', 'outstanding data', 'segment size'];

const NAME = 18;
const FIGURES = 24;

/** The other graphs that fit in a line. */
export const sparklingBeside = (kind: GraphKind, kinds: readonly GraphKind[]): readonly Sparkling[] =>
  SPARKLING.filter((other) => other !== kind && kinds.includes(other));

/** A line for each of the graphs. */
export function sparkLines(
  graphs: readonly Sparkling[],
  series: ConnectionSeries,
  side: 0 | 1,
  viewport: Viewport,
  width: number,
  theme: Theme,
): string[] {
  return graphs.map((graph) =>
    sparkLine(sparkline(graph, series, side, viewport, barsFor(width), charactersOf(theme)), theme),
  );
}

/** A line for each measure of the whole trace but the one that is drawn large. */
export function traceLines(
  trace: TraceIntervals,
  drawn: TraceMeasure,
  viewport: Viewport,
  width: number,
  theme: Theme,
): string[] {
  return TRACE_GRAPHS.filter((measure) => measure !== drawn).map((measure) =>
    sparkLine(traceSparkline(measure, trace, viewport, barsFor(width), charactersOf(theme)), theme),
  );
}

const barsFor = (width: number): number => Math.max(10, width - NAME - FIGURES - 2);

function sparkLine({ title, bars, least, greatest }: Sparkline, theme: Theme): string {
  const figures = fitTo(least === greatest ? least : `${least} to ${greatest}`, FIGURES);
  return fitTo(` ${title}`, NAME) + theme.paint('accent', bars) + theme.paint('faint', `  ${figures}`);
}

/** The side that sent more: its graph says more. */
export function busierSide(session: Session, connection: ConnectionRow): 0 | 1 {
  const { value } = statistic('data_bytes');
  const [a, b] = ([0, 1] as const).map((side) => Number(value(session.store, connection, side)));
  return b > a ? 1 : 0;
}

/** Time of the last packet so far, µs since the first. */
export const spanOf = ({ packets }: ConnectionSeries): number => (packets.count === 0 ? 1 : packets.x.last());

interface Props {
  connection: ConnectionRow;
  width: number;
  height: number;
}

/** The time-sequence graph of the selected connection, below the list on high terminals. */
export function GraphPane({ connection, width, height }: Props) {
  const session = useSession();
  const theme = useTheme();
  const settled = useSettled(connection);
  const side = busierSide(session, connection);
  const heading = theme.paint('heading', fitTo(` time-sequence  ${side === 0 ? 'a->b' : 'b->a'}`, width));
  if (settled === null) return <Lines lines={[heading]} width={width} height={height} />;
  const series = session.series(connection);
  const viewport = wholeOf(spanOf(series), width, height - 1);
  const { lines } = picture(series, viewport, { kind: 'time-sequence', side, cursor: null }, theme);
  return <Lines lines={[heading, ...lines.map((line) => paintSpans(line, theme))]} width={width} height={height} />;
}
