/** The visible part of a graph as a file for xplot: every value, nothing decimated. */
import type { TraceIntervals, TraceMeasure } from '../../analysis/trace-intervals.ts';
import { TONES } from '../../graph/cells.ts';
import { type BarColumns, type Column, firstAtOrAfter } from '../../graph/column.ts';
import { DEFINITIONS, type GraphKind } from '../../graph/definitions.ts';
import { type Layer, MARKS } from '../../graph/layers.ts';
import type { ConnectionSeries, Side } from '../../graph/series.ts';
import { intervalIn, traceLayer } from '../../graph/trace.ts';
import type { Viewport } from '../../graph/viewport.ts';
import { XPLOT_COLOURS } from './colours.ts';
import { ladderXpl } from './ladder-xpl.ts';
import { Plot, type TextMark } from './plot.ts';

const PLACES = { above: 'atext', at: 'ctext', below: 'btext' } as const satisfies Record<string, TextMark>;

/** Where our times begin for Plot, µs: anything but 0, which it takes for the time of the first item (docs/tcptrace.md). */
const ZERO = 1;

interface Stretch {
  /** µs since the connection's first packet. */
  x0: number;
  x1: number;
}

/** Times are seconds since the connection's first packet; values wrap at 2^32, as in xplot's sequence numbers. */
export function graphXpl(kind: GraphKind, series: ConnectionSeries, side: Side, view: Stretch, title: string): string {
  if (kind === 'ladder') return ladderXpl(series.packets, view, title);
  return layersXpl(DEFINITIONS[kind].layers(series.directions[side]), kind, view, title);
}

/** The whole trace: times are seconds since its first segment. */
export function traceXpl(measure: TraceMeasure, trace: TraceIntervals, view: Viewport, title: string): string {
  const yLabel = `${measure} in ${intervalIn(trace, view) / 1000} ms`;
  return layersXpl([traceLayer(measure, trace, view)], yLabel, view, title);
}

function layersXpl(layers: readonly Layer[], yLabel: string, view: Stretch, title: string): string {
  const lines: string[] = [];
  const plot = new Plot(
    { write: (text) => void lines.push(text) },
    { title, showTitle: true, xLabel: 'time', yLabel, fractions: true, zeroMicros: ZERO, colour: true },
  );
  for (const layer of layers) plotLayer(plot, layer, view);
  plot.end();
  return lines.join('');
}

function plotLayer(plot: Plot, layer: Layer, view: Stretch): void {
  const x = layer.shape === 'bars' ? layer.bars.x : layer.x;
  const [first, end] = visible(x, view);
  if (layer.shape !== 'bars' && layer.shape !== 'marks') plot.setColour(XPLOT_COLOURS[layer.tone]);
  for (let i = first; i < end; i++) {
    const micros = ZERO + x.values[i];
    const next = i + 1 < end ? ZERO + x.values[i + 1] : micros;
    switch (layer.shape) {
      case 'bars':
        plotBar(plot, micros, layer.bars, i);
        break;
      case 'marks': {
        const { letter, place, tone } = MARKS[layer.marks.values[i]];
        plot.text(PLACES[place], micros, layer.y.values[i], letter, XPLOT_COLOURS[tone]);
        break;
      }
      case 'dots':
        plot.mark('dot', micros, layer.y.values[i]);
        break;
      default: {
        const y = layer.y.values[i];
        const nextY = i + 1 < end ? layer.y.values[i + 1] : y;
        if (layer.shape === 'line') plot.line(micros, y, next, nextY);
        else {
          plot.line(micros, y, next, y);
          plot.line(next, y, next, nextY);
        }
      }
    }
  }
}

/** Segments end in arrows and SACK blocks in ticks, as tcptrace draws them (docs/tcptrace.md, "Time-sequence graph"). */
function plotBar(plot: Plot, micros: number, { from, to, tones }: BarColumns, i: number): void {
  const tone = TONES[tones.values[i]];
  const [bottom, top] = tone === 'sack' ? (['htick', 'htick'] as const) : (['darrow', 'uarrow'] as const);
  plot.setColour(XPLOT_COLOURS[tone]);
  plot.mark(bottom, micros, from.values[i]);
  plot.mark(top, micros, to.values[i]);
  plot.line(micros, from.values[i], micros, to.values[i]);
}

const visible = ({ values, count }: Column, { x0, x1 }: Stretch): [number, number] => [
  firstAtOrAfter(values, count, x0),
  firstAtOrAfter(values, count, x1 + 1),
];
