/** Draws layers in a frame of axes. */
import { BELOW, framed, LEFT } from './axes.ts';
import { Canvas } from './canvas.ts';
import { type Column, firstAtOrAfter } from './column.ts';
import { range } from './decimate.ts';
import type { GraphDefinition, LegendEntry } from './definitions.ts';
import { draw, type Extent } from './draw.ts';
import { type Layer, MARKS } from './layers.ts';
import type { GraphPicture, PlotOptions } from './picture.ts';
import { roomy, type Viewport } from './viewport.ts';

/** How a plot is framed and explained. */
export type PlotFrame = Pick<GraphDefinition, 'unit' | 'fromZero' | 'legend'>;

export function renderPlot(
  layers: readonly Layer[],
  { unit, fromZero, legend }: PlotFrame,
  viewport: Viewport,
  { characters, cursor }: PlotOptions,
): GraphPicture {
  const extent = visible(layers, viewport, fromZero);
  const cols = Math.max(1, viewport.cols - LEFT);
  const rows = Math.max(1, viewport.rows - BELOW);
  const canvas = new Canvas(cols, rows);
  draw(canvas, layers, extent);
  if (cursor !== null) {
    canvas.cursor(Math.round(((cursor - extent.x0) * (canvas.width - 1)) / (extent.x1 - extent.x0)) >> 1);
  }
  return {
    lines: framed(canvas.lines(characters), cols, extent, unit),
    legend: [...legend, ...layers.flatMap((layer) => lettersIn(layer, extent))],
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
