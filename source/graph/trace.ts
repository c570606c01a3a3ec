/** The whole trace over time as a graph: one measure of each interval, all connections together. */
import { TRACE_MEASURES, type TraceIntervals, type TraceMeasure } from '../analysis/trace-intervals.ts';
import { LEFT } from './axes.ts';
import { Column } from './column.ts';
import type { ValuesLayer } from './layers.ts';
import type { GraphPicture, PlotOptions } from './picture.ts';
import { type PlotFrame, renderPlot } from './plot.ts';
import type { Viewport } from './viewport.ts';

/** In the order that a key steps through them. */
export const TRACE_GRAPHS: readonly TraceMeasure[] = TRACE_MEASURES;

export const FRAMES: Record<TraceMeasure, PlotFrame> = {
  packets: { unit: 'segments', fromZero: true, legend: [] },
  bytes: { unit: 'bytes', fromZero: true, legend: [] },
  retransmissions: { unit: 'segments', fromZero: true, legend: [] },
  'new connections': { unit: 'segments', fromZero: true, legend: [] },
};

/**
 * How long an interval of the view is, µs: the trace's own intervals joined until a picture of that width can tell them apart.
 * Nothing is left out, so every spike stays.
 */
export function intervalIn(trace: TraceIntervals, viewport: Viewport): number {
  const dots = 2 * Math.max(1, viewport.cols - LEFT);
  let interval = trace.intervalMicros;
  while ((viewport.x1 - viewport.x0) / interval > dots) interval *= 2;
  return interval;
}

/** The view's intervals: a value at the beginning of each, and 0 at the end of the last; µs since the first segment. */
export function traceLayer(measure: TraceMeasure, trace: TraceIntervals, viewport: Viewport): ValuesLayer {
  const interval = intervalIn(trace, viewport);
  const joined = interval / trace.intervalMicros;
  const x = new Column();
  const y = new Column();
  for (let first = 0; first < trace.length; first += joined) {
    x.push(first * trace.intervalMicros);
    y.push(sum(measure, trace, first, joined));
  }
  x.push(x.count * interval);
  y.push(0);
  const tone = measure === 'retransmissions' ? 'retransmission' : 'data';
  return { shape: 'area', name: measure, tone, x, y, beyond: false };
}

function sum(measure: TraceMeasure, trace: TraceIntervals, first: number, intervals: number): number {
  const end = Math.min(trace.length, first + intervals);
  let total = 0;
  for (let i = first; i < end; i++) total += trace.count(measure, i);
  return total;
}

export function renderTrace(
  measure: TraceMeasure,
  trace: TraceIntervals,
  viewport: Viewport,
  options: PlotOptions,
): GraphPicture {
  return renderPlot([traceLayer(measure, trace, viewport)], FRAMES[measure], viewport, options);
}

/** What a cursor reads: an interval of the view, with all that was counted in it. */
export interface TraceReading {
  /** µs since the first segment. */
  from: number;
  to: number;
  counts: readonly { measure: TraceMeasure; count: number }[];
}

/** `micros` since the first segment; null while there is none. */
export function readTrace(trace: TraceIntervals, viewport: Viewport, micros: number): TraceReading | null {
  if (trace.length === 0) return null;
  const interval = intervalIn(trace, viewport);
  const joined = interval / trace.intervalMicros;
  const last = Math.floor((trace.length - 1) / joined);
  const at = Math.max(0, Math.min(last, Math.floor(micros / interval)));
  return {
    from: at * interval,
    to: (at + 1) * interval,
    counts: TRACE_MEASURES.map((measure) => ({ measure, count: sum(measure, trace, at * joined, joined) })),
  };
}

/** The next (or the previous) interval of the view that has some of the measure, as µs since the first segment; null = none. */
export function besideInTrace(
  measure: TraceMeasure,
  trace: TraceIntervals,
  viewport: Viewport,
  micros: number,
  step: 1 | -1,
): number | null {
  const interval = intervalIn(trace, viewport);
  const { x, y } = traceLayer(measure, trace, viewport);
  for (let i = Math.floor(micros / interval) + step; i >= 0 && i < x.count; i += step) {
    if (y.values[i] > 0) return x.values[i];
  }
  return null;
}

const seconds = (micros: number): string => (micros / 1e6).toFixed(6);

/** All measures of the intervals in view as comma-separated values, a line an interval. */
export function traceCsv(trace: TraceIntervals, viewport: Viewport): string {
  const layers = TRACE_MEASURES.map((measure) => traceLayer(measure, trace, viewport));
  const [{ x }] = layers;
  const lines: string[] = [];
  for (let i = 0; i + 1 < x.count; i++) {
    if (x.values[i + 1] <= viewport.x0 || x.values[i] > viewport.x1) continue;
    lines.push([seconds(x.values[i]), ...layers.map(({ y }) => y.values[i])].join(','));
  }
  return [['seconds', ...TRACE_MEASURES.map((measure) => measure.replace(' ', '_'))].join(','), ...lines, ''].join(
    '\n',
  );
}
