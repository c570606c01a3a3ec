import { Box } from 'ink';
import type { ConnectionRow } from '../../connection/numbering.ts';
import { graphCsv } from '../../graph/csv.ts';
import { readCursor } from '../../graph/cursor.ts';
import type { GraphKind } from '../../graph/definitions.ts';
import { graphSvg } from '../../graph/svg.ts';
import { panned, revealing, type Viewport, wholeOf, zoomed } from '../../graph/viewport.ts';
import { graphXpl } from '../../report/xplot/graph-xpl.ts';
import { Line, Lines } from '../components/line.tsx';
import { TitleBar } from '../components/title-bar.tsx';
import { type GraphFormat, WriteGraph } from '../dialogs/write-graph.tsx';
import { withCommas } from '../format/size.ts';
import { duration } from '../format/time.ts';
import { useArea, useKept, useTheme } from '../hooks/contexts.ts';
import { useConnectionCommands } from '../hooks/use-connection-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import {
  busierSide,
  legendLine,
  paintSpans,
  picture,
  spanOf,
  sparkLines,
  sparklingBeside,
} from '../panes/graph-pane.tsx';
import { fitTo } from '../terminal/width.ts';
import { connectionPlace, connectionTitle } from './titles.ts';

/** How much closer one step of zooming comes. */
const ZOOM = 0.5;

/** Lines around the graph: title, legend, what the cursor reads. */
const AROUND = 3;
/** Lines from which on the other graphs are shown too. */
const ROOMY = 20;

/** A connection's graphs: one at a time, the others in a line each; the cursor reads values. */
export function GraphsScreen({ connection }: { connection: ConnectionRow }) {
  const session = useSession();
  const desk = useDesk();
  const theme = useTheme();
  const { width, height } = useArea();
  const series = session.series(connection);

  const kinds = session.graphKinds(connection);
  const [chosen, setKind] = useKept<GraphKind>('graphs.kind', 'time-sequence');
  const kind = kinds.includes(chosen) ? chosen : kinds[0];
  const [side, setSide] = useKept<0 | 1>(`graphs.${connection}.side`, busierSide(session, connection));
  const [shown, setShown] = useKept<{ x0: number; x1: number } | null>(`graphs.${connection}.shown`, null);
  const [cursor, setCursor] = useKept(`graphs.${connection}.cursor`, 0);

  const span = spanOf(series);
  const others = height >= ROOMY ? sparklingBeside(kind, kinds) : [];
  const rows = Math.max(4, height - AROUND - others.length);
  const whole = wholeOf(span, width, rows);
  const viewport: Viewport = shown === null ? whole : { ...whole, ...shown };
  const drawn = picture(series, viewport, { kind, side, cursor }, theme);

  const look = ({ x0, x1 }: Viewport) => setShown(x0 <= 0 && x1 >= span ? null : { x0, x1 });
  const put = (micros: number) => {
    const at = Math.max(0, Math.min(span, micros));
    setCursor(at);
    look(revealing(viewport, at, span));
  };
  const column = (viewport.x1 - viewport.x0) / Math.max(1, drawn.plot.cols);
  const row = (viewport.x1 - viewport.x0) / Math.max(1, drawn.plot.rows);
  const reading = readCursor(series, side, cursor);
  const marked = (step: number) => {
    const next = beside(series.directions[side].marks.x, cursor, step);
    if (next === null) desk.say('no further mark in this direction');
    else put(next);
  };
  useConnectionCommands('graphs', connection, {
    right: () => put(cursor + column),
    left: () => put(cursor - column),
    // Time runs downwards on a ladder.
    ...(kind === 'ladder' ? { down: () => put(cursor + row), up: () => put(cursor - row) } : {}),
    top: () => put(0),
    bottom: () => put(span),
    pageDown: () => look(panned(viewport, 0.5, span)),
    pageUp: () => look(panned(viewport, -0.5, span)),
    zoomIn: () => look(zoomed(viewport, ZOOM, cursor, span)),
    zoomOut: () => look(zoomed(viewport, 1 / ZOOM, cursor, span)),
    fitAll: () => setShown(null),
    viewAs: () => setKind(kinds[(kinds.indexOf(kind) + 1) % kinds.length]),
    direction: () => setSide(side === 0 ? 1 : 0),
    nextProblem: () => marked(1),
    previousProblem: () => marked(-1),
    write: () =>
      desk.show(
        <WriteGraph stem={`connection-${session.store.number(connection)}-${kind.replace(' ', '-')}`} text={written} />,
      ),
    ...(reading === null ? {} : { open: () => desk.goTo('packets', { kind: 'packet', number: reading.packet }) }),
    ...(shown === null ? {} : { escape: () => setShown(null) }),
  });

  const written = (format: GraphFormat): string => {
    const heading = connectionTitle(session, connection);
    if (format === 'csv') return graphCsv(kind, series, side, viewport);
    if (format === 'xpl') return graphXpl(kind, series, side, viewport, heading);
    return graphSvg(kind, series, viewport, { side, cursor: null, characters: 'braille' }, heading);
  };

  const close = span / (viewport.x1 - viewport.x0);
  const title = [
    `#${session.store.number(connection)} ${kind}`,
    side === 0 ? 'a->b' : 'b->a',
    `${seconds(viewport.x0)}-${seconds(viewport.x1)} s`,
    close > 1.01 ? `zoom ${close.toFixed(close < 10 ? 1 : 0)}x` : '',
    series.complete ? '' : 'reading',
  ].filter((part) => part !== '');
  return (
    <Box flexDirection="column">
      <TitleBar
        text={title.join('  ')}
        right={`${kinds.indexOf(kind) + 1}/${kinds.length} v  ${connectionPlace(session, connection)}`}
        width={width}
      />
      <Lines lines={drawn.lines.map((line) => paintSpans(line, theme))} width={width} height={rows} />
      <Line text={legendLine(drawn, width, theme)} />
      <Lines lines={sparkLines(others, series, side, viewport, width, theme)} width={width} height={others.length} />
      <Line text={fitTo(` ${readingText(reading, kinds, width - 1)}`, width)} />
    </Box>
  );
}

const seconds = (micros: number): string => (micros / 1e6).toFixed(micros < 1e7 ? 3 : 1);

/** What the cursor reads, of what the graphs can show: as many of the values as fit, the least needed last. */
function readingText(reading: ReturnType<typeof readCursor>, kinds: readonly GraphKind[], width: number): string {
  if (reading === null) return 'no packet';
  const { micros, packet, side, sequence, inFlight, window, rtt } = reading;
  const flight = kinds.includes('outstanding data');
  const values = [
    ['seq', sequence],
    ['in flight', flight ? inFlight : null],
    ['window', flight ? window : null],
  ] as const;
  const known = values.flatMap(([name, value]) => (value === null ? [] : [`${name} ${withCommas(value)}`]));
  const trip = rtt === null || !kinds.includes('RTT') ? [] : [`RTT ${duration(rtt * 1000)}`];
  const parts = [`${(micros / 1e6).toFixed(6)} s`, `packet ${packet} ${side === 0 ? '->' : '<-'}`, ...known, ...trip];
  while (parts.length > 1 && parts.join('  ').length > width) parts.pop();
  return parts.join('  ');
}

/** The value next to `at` in an ascending column; null = none. */
function beside({ values, count }: { values: Float64Array; count: number }, at: number, step: number): number | null {
  if (step > 0) {
    for (let index = 0; index < count; index++) if (values[index] > at) return values[index];
    return null;
  }
  for (let index = count - 1; index >= 0; index--) if (values[index] < at) return values[index];
  return null;
}
