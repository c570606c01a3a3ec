/**
 * A connection's graphs as lines of text in tones. Pure: the same series and viewport give the same picture, whatever shows
 * it. A viewer keeps a ConnectionSeries (filled by running the analyser again), a Viewport and a cursor, and asks for a
 * picture whenever one of them changes.
 */
import { DEFINITIONS, type GraphKind } from './definitions.ts';
import { ladder } from './ladder.ts';
import type { GraphOptions, GraphPicture } from './picture.ts';
import { renderPlot } from './plot.ts';
import type { ConnectionSeries } from './series.ts';
import type { Viewport } from './viewport.ts';

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
