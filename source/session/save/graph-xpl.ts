/** The visible part of a graph as a file for xplot: every value, nothing decimated. */
import { TONES, type Tone } from '../../graph/cells.ts';
import { type Column, firstAtOrAfter } from '../../graph/column.ts';
import { DEFINITIONS, type GraphKind } from '../../graph/graph.ts';
import { type Layer, MARKS } from '../../graph/layers.ts';
import type { ConnectionSeries, Side } from '../../graph/series.ts';
import { Plot, type TextMark } from '../../report/xplot/plot.ts';

/** xplot's colours, on its black ground. */
const COLOURS: Record<Tone, string> = {
  axis: 'white',
  window: 'yellow',
  average: 'blue',
  sack: 'purple',
  acknowledged: 'green',
  data: 'white',
  duplicate: 'blue',
  retransmission: 'red',
  mark: 'magenta',
  cursor: 'white',
};

const PLACES = { above: 'atext', at: 'ctext', below: 'btext' } as const satisfies Record<string, TextMark>;

interface Stretch {
  /** µs since the connection's first packet. */
  x0: number;
  x1: number;
}

/** Times are seconds since the connection's first packet; values wrap at 2^32, as in xplot's sequence numbers. */
export function graphXpl(
  kind: Exclude<GraphKind, 'ladder'>,
  series: ConnectionSeries,
  side: Side,
  view: Stretch,
  title: string,
): string {
  const lines: string[] = [];
  const plot = new Plot(
    { write: (text) => void lines.push(text) },
    { title, showTitle: true, xLabel: 'time', yLabel: kind, fractions: true, zeroMicros: 0, colour: true },
  );
  for (const layer of DEFINITIONS[kind].layers(series.directions[side])) plotLayer(plot, layer, view);
  plot.end();
  return lines.join('');
}

function plotLayer(plot: Plot, layer: Layer, view: Stretch): void {
  const x = layer.shape === 'bars' ? layer.bars.x : layer.x;
  const [first, end] = visible(x, view);
  if (layer.shape === 'steps' || layer.shape === 'line' || layer.shape === 'dots') plot.setColour(COLOURS[layer.tone]);
  for (let i = first; i < end; i++) {
    const micros = x.values[i];
    const next = i + 1 < end ? x.values[i + 1] : micros;
    switch (layer.shape) {
      case 'bars':
        plot.setColour(COLOURS[TONES[layer.bars.tones.values[i]]]);
        plot.line(micros, layer.bars.from.values[i], micros, layer.bars.to.values[i]);
        break;
      case 'marks': {
        const { letter, place, tone } = MARKS[layer.marks.values[i]];
        plot.text(PLACES[place], micros, layer.y.values[i], letter, COLOURS[tone]);
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

const visible = ({ values, count }: Column, { x0, x1 }: Stretch): [number, number] => [
  firstAtOrAfter(values, count, x0),
  firstAtOrAfter(values, count, x1 + 1),
];
