/** A graph in one line: the greatest value of each cell as a bar, with its figures in words. */
import type { TraceIntervals, TraceMeasure } from '../analysis/trace-intervals.ts';
import type { Characters } from './cells.ts';
import { type ColumnExtremes, extremes } from './decimate.ts';
import { DEFINITIONS, type GraphKind } from './definitions.ts';
import type { ValuesLayer } from './layers.ts';
import { figure, type Unit } from './scales.ts';
import type { ConnectionSeries, Side } from './series.ts';
import { FRAMES, traceLayer } from './trace.ts';
import type { Viewport } from './viewport.ts';

const BARS = { braille: ' ▁▂▃▄▅▆▇█', ascii: ' .:-=+*#@' };

type Held = Pick<ColumnExtremes, 'filled' | 'least' | 'greatest' | 'last'>;

export interface Sparkline {
  title: string;
  /** `cols` cells. */
  bars: string;
  least: string;
  greatest: string;
}

/** Of [x0, x1] µs since the connection's first packet. The time-sequence graph and the ladder have none. */
export function sparkline(
  kind: Exclude<GraphKind, 'ladder' | 'time-sequence'>,
  series: ConnectionSeries,
  side: Side,
  view: { x0: number; x1: number },
  cols: number,
  characters: Characters,
): Sparkline {
  const { title, unit, layers } = DEFINITIONS[kind];
  const layer = layers(series.directions[side]).at(-1) as ValuesLayer;
  return { title, ...sparklineOf(layer, unit, view, cols, characters) };
}

/** A measure of the whole trace, in `cols` cells. */
export function traceSparkline(
  measure: TraceMeasure,
  trace: TraceIntervals,
  viewport: Viewport,
  cols: number,
  characters: Characters,
): Sparkline {
  const layer = traceLayer(measure, trace, viewport);
  return { title: measure, ...sparklineOf(layer, FRAMES[measure].unit, viewport, cols, characters) };
}

/** The values of an area hold until the next. */
function sparklineOf(
  { shape, x, y }: ValuesLayer,
  unit: Unit,
  { x0, x1 }: { x0: number; x1: number },
  cols: number,
  characters: Characters,
): Omit<Sparkline, 'title'> {
  const { filled, least, greatest, last, before } = extremes(x, y, x0, x1, cols);
  if (shape === 'area') hold({ filled, least, greatest, last }, before >= 0 ? y.values[before] : 0);
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (let i = 0; i < cols; i++) {
    if (filled[i] === 0) continue;
    low = Math.min(low, least[i]);
    high = Math.max(high, greatest[i]);
  }
  const steps = BARS[characters].length - 1;
  const lowest = shape === 'area' ? 0 : 1;
  const bars = Array.from(filled, (full, i) =>
    full === 0 ? ' ' : BARS[characters][high > 0 ? Math.max(lowest, Math.ceil((greatest[i] / high) * steps)) : lowest],
  );
  if (low > high) return { bars: bars.join(''), least: '-', greatest: '-' };
  return { bars: bars.join(''), least: figure(low, unit), greatest: figure(high, unit) };
}

/** Fills columns without a value of their own with the one before. */
function hold({ filled, least, greatest, last }: Held, before: number): void {
  let value = before;
  for (let i = 0; i < filled.length; i++) {
    if (filled[i] === 1) value = last[i];
    else {
      filled[i] = 1;
      least[i] = value;
      greatest[i] = value;
    }
  }
}
