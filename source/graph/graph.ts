/**
 * A connection's graphs as lines of text in tones. Pure: the same series and viewport give the same picture, whatever shows
 * it. A viewer keeps a ConnectionSeries (filled by running the analyser again), a Viewport and a cursor, and asks for a
 * picture whenever one of them changes.
 */
import { BELOW, framed, LEFT } from './axes.ts';
import { Canvas } from './canvas.ts';
import type { Characters, Span } from './cells.ts';
import { type Column, firstAtOrAfter } from './column.ts';
import { range } from './decimate.ts';
import type { GraphDefinition, LegendEntry } from './definition.ts';
import { draw, type Extent } from './draw.ts';
import { ladder } from './ladder.ts';
import { type Layer, MARKS } from './layers.ts';
import { outstanding } from './outstanding.ts';
import { rtt } from './rtt.ts';
import { segmentSize } from './segment-size.ts';
import type { ConnectionSeries, Side } from './series.ts';
import { throughput } from './throughput.ts';
import { timeSequence } from './time-sequence.ts';
import { roomy, type Viewport } from './viewport.ts';

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

export interface GraphOptions {
  /** Whose data: 0 = a2b, 1 = b2a. The ladder shows both. */
  side: Side;
  characters: Characters;
  /** µs since the connection's first packet; null = no cursor. */
  cursor: number | null;
}

export interface GraphPicture {
  /** `viewport.rows` lines, each at most `viewport.cols` cells wide. */
  lines: Span[][];
  /** The shapes and the letters in view, the most telling letters first. */
  legend: readonly LegendEntry[];
  /** What is visible, with the y axis as chosen. */
  extent: Extent;
  /** Where the plot lies within the lines, in cells: for the mouse, and to move a cursor by one column. */
  plot: { left: number; top: number; cols: number; rows: number };
}

export function renderGraph(
  kind: GraphKind,
  series: ConnectionSeries,
  viewport: Viewport,
  options: GraphOptions,
): GraphPicture {
  if (kind === 'ladder') return ladder(series, viewport, options);
  const definition = DEFINITIONS[kind];
  const layers = definition.layers(series.directions[options.side]);
  const extent = visible(layers, viewport, definition.fromZero);
  const cols = Math.max(1, viewport.cols - LEFT);
  const rows = Math.max(1, viewport.rows - BELOW);
  const canvas = new Canvas(cols, rows);
  draw(canvas, layers, extent);
  if (options.cursor !== null) {
    canvas.cursor(Math.round(((options.cursor - extent.x0) * (canvas.width - 1)) / (extent.x1 - extent.x0)) >> 1);
  }
  return {
    lines: framed(canvas.lines(options.characters), cols, extent, definition.unit),
    legend: [...definition.legend, ...layers.flatMap((layer) => lettersIn(layer, extent))],
    extent,
    plot: { left: LEFT, top: 0, cols, rows },
  };
}

function lettersIn(layer: Layer, { x0, x1 }: Extent): LegendEntry[] {
  if (layer.shape !== 'marks') return [];
  const { values, count } = layer.x;
  const marks = layer.marks.values;
  const end = firstAtOrAfter(values, count, x1 + 1);
  const present = new Uint8Array(MARKS.length);
  for (let i = firstAtOrAfter(values, count, x0); i < end; i++) present[marks[i]] = 1;
  return MARKS.flatMap(({ letter, means, tone }, i) =>
    present[i] === 1 ? [{ sign: letter, text: means, tone }] : [],
  ).reverse();
}

/** The viewport with its y axis settled: as asked for, or as the visible values need. */
export function visible(layers: readonly Layer[], viewport: Viewport, fromZero: boolean): Extent {
  const { x0, x1, y0, y1 } = viewport;
  if (y0 !== null && y1 !== null) return { x0, x1, y0, y1 };
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const layer of layers) {
    for (const values of fittedValues(layer)) {
      const found = range(layer.shape === 'bars' ? layer.bars.x : layer.x, values, x0, x1);
      if (found === null) continue;
      least = Math.min(least, found[0]);
      greatest = Math.max(greatest, found[1]);
    }
  }
  const fitted = least <= greatest ? roomy([least, greatest], fromZero) : { y0: 0, y1: 1 };
  return { x0, x1, y0: y0 ?? fitted.y0, y1: y1 ?? fitted.y1 };
}

/** The values that the y axis has to show. */
function fittedValues(layer: Layer): Column[] {
  if (layer.shape === 'bars') return [layer.bars.from, layer.bars.to];
  return layer.shape === 'marks' || layer.beyond ? [] : [layer.y];
}
