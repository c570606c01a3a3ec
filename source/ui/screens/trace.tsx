import { Box } from 'ink';
import { useState } from 'react';
import {
  panned,
  renderTrace,
  TRACE_MEASURES,
  type TraceInTime,
  type TraceMeasure,
  type Viewport,
  wholeOf,
  zoomed,
} from '../../session/session.ts';
import { Line } from '../components/line.tsx';
import { Lines } from '../components/lines.tsx';
import { TitleBar } from '../components/title-bar.tsx';
import { withCommas } from '../format/size.ts';
import { useArea } from '../hooks/use-area.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useKept } from '../hooks/use-kept.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { Depth } from '../keys/command-stack.ts';
import { charactersOf, paintSpans } from '../panes/graph-picture.ts';
import { fitTo } from '../terminal/width.ts';

const ZOOM = 0.5;

/** All connections together over time: one measure at a time. Opening it again counts what has come since. */
export function TraceScreen({ read }: { read: () => TraceInTime }) {
  const theme = useTheme();
  const { width, height } = useArea();
  const [trace] = useState(read);
  const [measure, setMeasure] = useKept<TraceMeasure>('trace.measure', 'packets');
  const [shown, setShown] = useKept<{ x0: number; x1: number } | null>('trace.shown', null);

  const { series } = trace;
  const whole = wholeOf(series.lastMicros, width, height - 2);
  const viewport: Viewport = shown === null ? whole : { ...whole, ...shown };
  const end = series.lastMicros;
  const look = ({ x0, x1 }: Viewport) => setShown(x0 <= 0 && x1 >= end ? null : { x0, x1 });
  const middle = (viewport.x0 + viewport.x1) / 2;
  useCommands(
    'trace',
    {
      zoomIn: () => look(zoomed(viewport, ZOOM, middle, end)),
      zoomOut: () => look(zoomed(viewport, 1 / ZOOM, middle, end)),
      fitAll: () => setShown(null),
      left: () => look(panned(viewport, -0.25, end)),
      right: () => look(panned(viewport, 0.25, end)),
      viewAs: () => setMeasure(TRACE_MEASURES[(TRACE_MEASURES.indexOf(measure) + 1) % TRACE_MEASURES.length]),
    },
    { depth: Depth.screen },
  );

  const { lines, greatest } = renderTrace(measure, series, viewport, charactersOf(theme));
  const reading = trace.complete ? '' : `  reading ${withCommas(trace.packetsRead)} of`;
  return (
    <Box flexDirection="column">
      <TitleBar
        text={`whole trace  ${measure}${reading}  ${withCommas(trace.packets)} TCP packets`}
        right={`${TRACE_MEASURES.indexOf(measure) + 1}/${TRACE_MEASURES.length} v`}
        width={width}
      />
      <Lines lines={lines.map((line) => paintSpans(line, theme))} width={width} height={height - 2} />
      <Line text={fitTo(` at most ${withCommas(greatest)} ${measure} in ${series.intervalMicros / 1000} ms`, width)} />
    </Box>
  );
}
