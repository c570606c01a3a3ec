/** A graph in one line: the greatest value of each cell as a bar, with its figures in words. */
import type { Characters } from './cells.ts';
import { extremes } from './decimate.ts';
import { DEFINITIONS, type GraphKind } from './graph.ts';
import type { ValuesLayer } from './layers.ts';
import { figure } from './scales.ts';
import type { ConnectionSeries, Side } from './series.ts';

const BARS = { braille: ' ▁▂▃▄▅▆▇█', ascii: ' .:-=+*#@' };

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
  { x0, x1 }: { x0: number; x1: number },
  cols: number,
  characters: Characters,
): Sparkline {
  const { title, unit, layers } = DEFINITIONS[kind];
  const { x, y } = layers(series.directions[side]).at(-1) as ValuesLayer;
  const { filled, least, greatest } = extremes(x, y, x0, x1, cols);
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (let i = 0; i < cols; i++) {
    if (filled[i] === 0) continue;
    low = Math.min(low, least[i]);
    high = Math.max(high, greatest[i]);
  }
  const steps = BARS[characters].length - 1;
  const bars = Array.from(filled, (full, i) =>
    full === 0 ? ' ' : BARS[characters][high > 0 ? Math.max(1, Math.ceil((greatest[i] / high) * steps)) : 1],
  );
  if (low > high) return { title, bars: bars.join(''), least: '-', greatest: '-' };
  return { title, bars: bars.join(''), least: figure(low, unit), greatest: figure(high, unit) };
}
