import { Box } from 'ink';
import type { TraceIntervals, TraceMeasure } from '../../analysis/trace-intervals.ts';
import { traceSvg } from '../../graph/svg.ts';
import { besideInTrace, intervalIn, readTrace, renderTrace, TRACE_GRAPHS, traceCsv } from '../../graph/trace.ts';
import { panned, revealing, type Viewport, wholeOf, zoomed } from '../../graph/viewport.ts';
import { traceXpl } from '../../report/xplot/graph-xpl.ts';
import { Line, Lines } from '../components/line.tsx';
import { TitleBar } from '../components/title-bar.tsx';
import { type GraphFormat, WriteGraph } from '../dialogs/write-graph.tsx';
import { bytesInWords, withCommas } from '../format/size.ts';
import { duration, isoTime } from '../format/time.ts';
import { useArea, useKept, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { openingSides } from '../hooks/use-connection-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { filterFor } from '../hooks/use-filter-prompt.ts';
import { useSession } from '../hooks/use-session.ts';
import { Depth } from '../keys/command-stack.ts';
import { charactersOf, paintSpans, traceLines } from '../panes/graph-pane.tsx';
import { fitTo } from '../terminal/width.ts';
import { captureTitle } from './titles.ts';

/** How much closer one step of zooming comes. */
const ZOOM = 0.5;

/** Lines from which on the other measures are shown too. */
const ROOMY = 16;

/** All connections together over time: one measure at a time, the others in a line each; grows while the capture is read. */
export function TraceScreen() {
  const session = useSession();
  const desk = useDesk();
  const theme = useTheme();
  const { width, height } = useArea();
  const [measure, setMeasure] = useKept<TraceMeasure>('trace.measure', 'packets');
  const [shown, setShown] = useKept<{ x0: number; x1: number } | null>('trace.shown', null);
  const [cursor, setCursor] = useKept('trace.cursor', 0);

  const { trace } = session;
  const end = trace.length * trace.intervalMicros;
  const sparks = height >= ROOMY ? TRACE_GRAPHS.length - 1 : 0;
  const rows = Math.max(4, height - 2 - sparks);
  const whole = wholeOf(end, width, rows);
  const viewport: Viewport = shown === null ? whole : { ...whole, ...shown };
  const characters = charactersOf(theme);
  const drawn = renderTrace(measure, trace, viewport, { characters, cursor });

  const look = ({ x0, x1 }: Viewport) => setShown(x0 <= 0 && x1 >= end ? null : { x0, x1 });
  const put = (micros: number) => {
    const at = Math.max(0, Math.min(end, micros));
    setCursor(at);
    look(revealing(viewport, at, end));
  };
  const column = (viewport.x1 - viewport.x0) / Math.max(1, drawn.plot.cols);
  const toRetransmission = (step: 1 | -1) => {
    const next = besideInTrace('retransmissions', trace, viewport, cursor, step);
    if (next === null) desk.say('no further retransmission in this direction');
    else put(next);
  };
  const written = (format: GraphFormat): string => {
    const title = `${captureTitle(session.summary)}  ${measure}`;
    if (format === 'csv') return traceCsv(trace, viewport);
    if (format === 'xpl') return traceXpl(measure, trace, viewport, title);
    return traceSvg(measure, trace, viewport, title);
  };
  /** The connections that were there in the interval under the cursor. */
  const list = () => {
    const reading = readTrace(trace, viewport, cursor);
    if (reading === null) return;
    const [from, to] = [reading.from, reading.to].map((since) => isoTime(trace.firstMicros + since));
    filterFor(session.list, `first_time:<${to} last_time:>=${from}`, desk);
    desk.open('connections');
  };
  useCommands(
    'trace',
    {
      ...openingSides(desk, 'trace'),
      open: list,
      right: () => put(cursor + column),
      left: () => put(cursor - column),
      top: () => put(0),
      bottom: () => put(end),
      pageDown: () => look(panned(viewport, 0.5, end)),
      pageUp: () => look(panned(viewport, -0.5, end)),
      zoomIn: () => look(zoomed(viewport, ZOOM, cursor, end)),
      zoomOut: () => look(zoomed(viewport, 1 / ZOOM, cursor, end)),
      fitAll: () => setShown(null),
      viewAs: () => setMeasure(TRACE_GRAPHS[(TRACE_GRAPHS.indexOf(measure) + 1) % TRACE_GRAPHS.length]),
      nextProblem: () => toRetransmission(1),
      previousProblem: () => toRetransmission(-1),
      write: () => desk.show(<WriteGraph stem={`trace-${measure.replace(' ', '-')}`} text={written} />),
      ...(shown === null ? {} : { escape: () => setShown(null) }),
    },
    { depth: Depth.screen },
  );

  const close = end / (viewport.x1 - viewport.x0);
  const title = [
    `whole trace  ${measure} in ${duration(intervalIn(trace, viewport))} each`,
    `${seconds(viewport.x0)}-${seconds(viewport.x1)} s`,
    close > 1.01 ? `zoom ${close.toFixed(close < 10 ? 1 : 0)}x` : '',
    session.progress.state === 'reading' ? 'reading' : '',
  ].filter((part) => part !== '');
  return (
    <Box flexDirection="column">
      <TitleBar
        text={title.join('  ')}
        right={`${TRACE_GRAPHS.indexOf(measure) + 1}/${TRACE_GRAPHS.length} v`}
        width={width}
      />
      <Lines lines={drawn.lines.map((line) => paintSpans(line, theme))} width={width} height={rows} />
      <Lines
        lines={sparks === 0 ? [] : traceLines(trace, measure, viewport, width, theme)}
        width={width}
        height={sparks}
      />
      <Line text={fitTo(` ${readingText(trace, viewport, cursor)}`, width)} />
    </Box>
  );
}

const seconds = (micros: number): string => (micros / 1e6).toFixed(micros < 1e7 ? 3 : 1);

function readingText(trace: TraceIntervals, viewport: Viewport, cursor: number): string {
  const reading = readTrace(trace, viewport, cursor);
  if (reading === null) return 'no TCP packet';
  const counts = reading.counts.map(({ measure, count }) =>
    measure === 'bytes' ? bytesInWords(count) : `${withCommas(count)} ${measure}`,
  );
  return [`${(reading.from / 1e6).toFixed(3)} s`, ...counts].join('  ');
}
