/**
 * A connection's graphs as lines of text in tones. Pure: the same series and viewport give the same picture, whatever shows
 * it. A viewer keeps a ConnectionSeries (filled by running the analyser again), a Viewport and a cursor, and asks for a
 * picture whenever one of them changes.
 */
import type { GraphDefinition } from './definition.ts';
import { ladder } from './ladder.ts';
import { outstanding } from './outstanding.ts';
import type { GraphOptions, GraphPicture } from './picture.ts';
import { renderPlot } from './plot.ts';
import { rtt } from './rtt.ts';
import { segmentSize } from './segment-size.ts';
import type { ConnectionSeries } from './series.ts';
import { throughput } from './throughput.ts';
import { timeSequence } from './time-sequence.ts';
import type { Viewport } from './viewport.ts';

/** In the order that a key steps through them. */
export const GRAPH_KINDS = [
  'time-sequence',
  'throughput',
  'RTT',
  'outstanding data',
  'segment size',
  'ladder',
] as const;
export type GraphKind = (typeof GRAPH_KINDS)[number];

/** Graphs with axes; the ladder has its own layout. */
export const DEFINITIONS: Record<Exclude<GraphKind, 'ladder'>, GraphDefinition> = {
  'time-sequence': timeSequence,
  throughput,
  RTT: rtt,
  'outstanding data': outstanding,
  'segment size': segmentSize,
};

export function renderGraph(
  kind: GraphKind,
  series: ConnectionSeries,
  viewport: Viewport,
  options: GraphOptions,
): GraphPicture {
  if (kind === 'ladder') return ladder(series, viewport, options);
  const definition = DEFINITIONS[kind];
  return renderPlot(definition.layers(series.directions[options.side]), definition, viewport, options);
}
