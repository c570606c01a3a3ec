/** The whole trace over time as a graph: one measure of each interval, all connections together. */
import { TRACE_MEASURES, type TraceIntervals, type TraceMeasure } from '../analysis/trace-intervals.ts';
import { Column, firstAtOrAfter } from './column.ts';
import type { ValuesLayer } from './layers.ts';
import type { GraphPicture, PlotOptions } from './picture.ts';
import { type PlotFrame, renderPlot } from './plot.ts';
import type { Viewport } from './viewport.ts';

export const FRAMES: Record<TraceMeasure, PlotFrame> = {
  packets: { unit: 'segments', fromZero: true, legend: [] },
  bytes: { unit: 'bytes', fromZero: true, legend: [] },
  retransmissions: { unit: 'segments', fromZero: true, legend: [] },
  'new connections': { unit: 'segments', fromZero: true, legend: [] },
};

/** A value at the beginning of each interval, and 0 at the end of the last; µs since the first segment. */
export function traceLayer(measure: TraceMeasure, trace: TraceIntervals): ValuesLayer {
  const { length, intervalMicros } = trace;
  const x = new Column(length + 1);
  const y = new Column(length + 1);
  for (let interval = 0; interval < length; interval++) {
    x.push(interval * intervalMicros);
    y.push(trace.count(measure, interval));
  }
  x.push(length * intervalMicros);
  y.push(0);
  const tone = measure === 'retransmissions' ? 'retransmission' : 'data';
  return { shape: 'area', name: measure, tone, x, y, beyond: false };
}

export function renderTrace(
  measure: TraceMeasure,
  trace: TraceIntervals,
  viewport: Viewport,
  options: PlotOptions,
): GraphPicture {
  return renderPlot([traceLayer(measure, trace)], FRAMES[measure], viewport, options);
}

/** What a cursor reads: the interval at a time, with all that was counted in it. */
export interface TraceReading {
  /** µs since the first segment. */
  from: number;
  to: number;
  counts: readonly { measure: TraceMeasure; count: number }[];
}

/** `micros` since the first segment; null while there is none. */
export function readTrace(trace: TraceIntervals, micros: number): TraceReading | null {
  const { length, intervalMicros } = trace;
  if (length === 0) return null;
  const interval = Math.max(0, Math.min(length - 1, Math.floor(micros / intervalMicros)));
  return {
    from: interval * intervalMicros,
    to: (interval + 1) * intervalMicros,
    counts: TRACE_MEASURES.map((measure) => ({ measure, count: trace.count(measure, interval) })),
  };
}

/** The next (or the previous) interval that has some of the measure, as µs since the first segment; null = none. */
export function besideInTrace(
  measure: TraceMeasure,
  trace: TraceIntervals,
  micros: number,
  step: 1 | -1,
): number | null {
  const { length, intervalMicros } = trace;
  for (let i = Math.floor(micros / intervalMicros) + step; i >= 0 && i < length; i += step) {
    if (trace.count(measure, i) > 0) return i * intervalMicros;
  }
  return null;
}

const seconds = (micros: number): string => (micros / 1e6).toFixed(6);

/** All measures of the visible intervals as comma-separated values, a line an interval. */
export function traceCsv(trace: TraceIntervals, { x0, x1 }: { x0: number; x1: number }): string {
  const { x } = traceLayer('packets', trace);
  const first = Math.max(0, firstAtOrAfter(x.values, x.count, x0 + 1) - 1);
  const end = Math.min(trace.length, firstAtOrAfter(x.values, x.count, x1 + 1));
  const lines = Array.from({ length: Math.max(0, end - first) }, (_, i) =>
    [seconds(x.values[first + i]), ...TRACE_MEASURES.map((measure) => trace.count(measure, first + i))].join(','),
  );
  return [['seconds', ...TRACE_MEASURES.map((measure) => measure.replace(' ', '_'))].join(','), ...lines, ''].join(
    '\n',
  );
}
