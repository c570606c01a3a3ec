/** Frames a plot: ticks with their values at the left and below. */
import { joined, type Span, type Tone } from './cells.ts';
import type { Extent } from './draw.ts';
import { label, tickStep, ticks, type Unit } from './scales.ts';

/** Cells of the labels at the left, with the axis itself. */
export const LEFT = 7;
/** Lines below the plot: the axis and its labels. */
export const BELOW = 2;

const AXIS: Tone = 'axis';
/** Rows between two labels at the left; cells between two below. */
const ROWS_A_TICK = 3;
const CELLS_A_TICK = 11;
const MICROS = 1e6;

export function framed(plot: readonly Span[][], cols: number, { x0, x1, y0, y1 }: Extent, unit: Unit): Span[][] {
  const rows = plot.length;
  const step = tickStep(y0, y1, Math.max(2, Math.floor(rows / ROWS_A_TICK)));
  const labels = Array<string>(rows).fill('');
  for (const value of ticks(y0, y1, Math.max(2, Math.floor(rows / ROWS_A_TICK)))) {
    const row = Math.round(((y1 - value) * (4 * rows - 1)) / (y1 - y0)) >> 2;
    if (row >= 0 && row < rows) labels[row] = label(value, step, unit);
  }
  return [
    ...plot.map((line, row) => joined([{ text: `${labels[row].padStart(LEFT - 1)}|`, tone: AXIS }, ...line])),
    [{ text: `${' '.repeat(LEFT - 1)}+${'-'.repeat(cols)}`, tone: AXIS }],
    [{ text: ' '.repeat(LEFT) + timeLabels(cols, x0 / MICROS, x1 / MICROS), tone: AXIS }],
  ];
}

/** Values under their ticks, as far as they fit. */
function timeLabels(cols: number, from: number, to: number): string {
  const most = Math.max(2, Math.floor(cols / CELLS_A_TICK));
  const step = tickStep(from, to, most);
  let line = '';
  for (const value of ticks(from, to, most)) {
    const text = `${label(value, step, 'seconds')}s`;
    const middle = Math.round(((value - from) * (2 * cols - 1)) / (to - from)) >> 1;
    const start = Math.min(cols - text.length, Math.max(0, middle - (text.length >> 1)));
    if (start > line.length || line === '') line = line.padEnd(start) + text;
  }
  return line.padEnd(cols);
}
