/** The visible part of a graph as an SVG picture (https://www.w3.org/TR/SVG11/), at most a stroke a pixel. */
import type { TraceIntervals, TraceMeasure } from '../analysis/trace-intervals.ts';
import { TONES, type Tone } from './cells.ts';
import { type Column, firstAtOrAfter } from './column.ts';
import { extremes } from './decimate.ts';
import { DEFINITIONS, type GraphKind } from './definitions.ts';
import type { Extent } from './draw.ts';
import { renderGraph } from './graph.ts';
import { type BarsLayer, type Layer, MARKS, type MarksLayer, type ValuesLayer } from './layers.ts';
import type { GraphOptions } from './picture.ts';
import { type PlotFrame, visible } from './plot.ts';
import { label, tickStep, ticks, type Unit } from './scales.ts';
import type { ConnectionSeries } from './series.ts';
import { FRAMES, traceLayer } from './trace.ts';
import type { Viewport } from './viewport.ts';

const WIDTH = 960;
const HEIGHT = 540;
const MARGIN = { left: 64, right: 16, top: 40, bottom: 32 };
const PLOT = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
const MICROS = 1e6;

const COLOURS: Record<Tone, string> = {
  axis: '#666666',
  window: '#b8860b',
  average: '#2f6fd6',
  sack: '#8e44ad',
  acknowledged: '#2e8b57',
  data: '#222222',
  duplicate: '#2f6fd6',
  retransmission: '#d62728',
  mark: '#c2185b',
  cursor: '#222222',
};

/** `title`: safe for the terminal, which makes it safe here once escaped. */
export function graphSvg(
  kind: GraphKind,
  series: ConnectionSeries,
  viewport: Viewport,
  options: GraphOptions,
  title: string,
): string {
  if (kind === 'ladder') return document(title, ladderText(series, viewport, options));
  const definition = DEFINITIONS[kind];
  return plotSvg(definition.layers(series.directions[options.side]), definition, viewport, title);
}

export function traceSvg(measure: TraceMeasure, trace: TraceIntervals, viewport: Viewport, title: string): string {
  return plotSvg([traceLayer(measure, trace, viewport)], FRAMES[measure], viewport, title);
}

function plotSvg(layers: readonly Layer[], { unit, fromZero }: PlotFrame, viewport: Viewport, title: string): string {
  const extent = visible(layers, viewport, fromZero);
  return document(title, [
    ...axes(extent, unit),
    `<clipPath id="plot"><rect x="${MARGIN.left}" y="${MARGIN.top}" width="${PLOT.width}" height="${PLOT.height}"/></clipPath>`,
    '<g clip-path="url(#plot)">',
    ...layers.flatMap((layer) => shapes(layer, extent)),
    '</g>',
  ]);
}

function document(title: string, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="monospace" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(MARGIN.left, 24, title, 'data', 'start'),
    ...content,
    '</svg>\n',
  ].join('\n');
}

const xOf = ({ x0, x1 }: Extent, x: number): number => Math.round(MARGIN.left + ((x - x0) * PLOT.width) / (x1 - x0));
const yOf = ({ y0, y1 }: Extent, y: number): number => Math.round(MARGIN.top + ((y1 - y) * PLOT.height) / (y1 - y0));

function axes(extent: Extent, unit: Unit): string[] {
  const { x0, x1, y0, y1 } = extent;
  const bottom = MARGIN.top + PLOT.height;
  const yStep = tickStep(y0, y1, 8);
  const xStep = tickStep(x0 / MICROS, x1 / MICROS, 8);
  return [
    stroke(`M${MARGIN.left} ${MARGIN.top}V${bottom}H${WIDTH - MARGIN.right}`, 'axis'),
    ...ticks(y0, y1, 8).map((y) => text(MARGIN.left - 6, yOf(extent, y) + 4, label(y, yStep, unit), 'axis', 'end')),
    ...ticks(x0 / MICROS, x1 / MICROS, 8).map((x) =>
      text(xOf(extent, x * MICROS), bottom + 18, `${label(x, xStep, 'seconds')} s`, 'axis', 'middle'),
    ),
  ];
}

function shapes(layer: Layer, extent: Extent): string[] {
  switch (layer.shape) {
    case 'bars':
      return bars(layer, extent);
    case 'marks':
      return letters(layer, extent);
    case 'dots':
      return [stroke(dots(layer, extent), layer.tone)];
    case 'area':
      return [area(layer, extent)];
    default:
      return [stroke(path(layer, extent), layer.tone)];
  }
}

/** The distinct pieces of path that the visible values make. */
function pieces(x: Column, { x0, x1 }: Extent, piece: (i: number) => string): string[] {
  const found = new Set<string>();
  for (let i = firstAtOrAfter(x.values, x.count, x0); i < x.count && x.values[i] <= x1; i++) found.add(piece(i));
  return [...found];
}

function bars({ bars: { x, from, to, tones } }: BarsLayer, extent: Extent): string[] {
  return [...new Set(tones.values.subarray(0, tones.count))].map((tone) => {
    const all = pieces(x, extent, (i) =>
      tones.values[i] === tone
        ? `M${xOf(extent, x.values[i])} ${yOf(extent, from.values[i])}V${yOf(extent, to.values[i]) - 1}`
        : '',
    );
    return stroke(all.join(''), TONES[tone]);
  });
}

function dots({ x, y }: ValuesLayer, extent: Extent): string {
  return pieces(x, extent, (i) => `M${xOf(extent, x.values[i])} ${yOf(extent, y.values[i])}h2v2`).join('');
}

function letters({ x, y, marks }: MarksLayer, extent: Extent): string[] {
  return pieces(x, extent, (i) => {
    const { letter, tone } = MARKS[marks.values[i]];
    return text(xOf(extent, x.values[i]), yOf(extent, y.values[i]) - 4, letter, tone, 'middle');
  });
}

function path({ shape, x, y }: ValuesLayer, extent: Extent): string {
  const { filled, first, least, greatest, last, before, after } = extremes(x, y, extent.x0, extent.x1, PLOT.width + 1);
  const at = (value: number): number => yOf(extent, value);
  let found = before >= 0 ? `M${MARGIN.left} ${at(y.values[before])}` : '';
  for (let i = 0; i <= PLOT.width; i++) {
    if (filled[i] === 0) continue;
    const to = MARGIN.left + i;
    if (found === '') found = `M${to} ${at(first[i])}`;
    else found += shape === 'steps' ? `H${to}V${at(first[i])}` : `L${to} ${at(first[i])}`;
    if (least[i] !== greatest[i]) found += `V${at(least[i])}V${at(greatest[i])}V${at(last[i])}`;
  }
  return after > 0 && shape === 'steps' ? `${found}H${MARGIN.left + PLOT.width}` : found;
}

/** Steps, filled down to 0. */
function area(layer: ValuesLayer, extent: Extent): string {
  const outline = path({ ...layer, shape: 'steps' }, extent);
  const start = /^M(\S+)/.exec(outline)?.[1];
  if (start === undefined) return '';
  const bottom = yOf(extent, 0);
  return `<path d="${outline}V${bottom}H${start}Z" fill="${COLOURS[layer.tone]}"/>`;
}

function ladderText(series: ConnectionSeries, viewport: Viewport, options: GraphOptions): string[] {
  const { lines } = renderGraph('ladder', series, viewport, options);
  const size = Math.min(12, WIDTH / (viewport.cols * 0.65), PLOT.height / lines.length / 1.2);
  return lines.map((spans, row) => {
    const content = spans.map((span) => `<tspan fill="${COLOURS[span.tone]}">${escaped(span.text)}</tspan>`).join('');
    return `<text x="8" y="${MARGIN.top + row * size * 1.2}" font-size="${size}" xml:space="preserve">${content}</text>`;
  });
}

const stroke = (path: string, tone: Tone): string => `<path d="${path}" fill="none" stroke="${COLOURS[tone]}"/>`;

const text = (x: number, y: number, content: string, tone: Tone, anchor: 'start' | 'middle' | 'end'): string =>
  `<text x="${x}" y="${y}" fill="${COLOURS[tone]}" text-anchor="${anchor}">${escaped(content)}</text>`;

const escaped = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
