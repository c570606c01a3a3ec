/** Draws layers on a canvas: plain loops over the columns, so that a million values take a few milliseconds. */
import type { Canvas } from './canvas.ts';
import { toneIndex } from './cells.ts';
import { firstAtOrAfter } from './column.ts';
import { extremes, forEachColumn } from './decimate.ts';
import { type BarsLayer, LAST_FREQUENT_MARK, type Layer, MARKS, type MarksLayer, type ValuesLayer } from './layers.ts';

/** What of the graph is visible: x in µs since the graph's beginning, y in the graph's unit. */
export interface Extent {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

export function draw(canvas: Canvas, layers: readonly Layer[], view: Extent): void {
  for (const layer of layers) {
    switch (layer.shape) {
      case 'bars':
        drawBars(canvas, layer, view);
        break;
      case 'marks':
        drawMarks(canvas, layer, view);
        break;
      case 'dots':
        drawDots(canvas, layer, view);
        break;
      case 'area':
        drawArea(canvas, layer, view);
        break;
      default:
        drawValues(canvas, layer, view);
    }
  }
}

/** Dots from the top; outside the canvas where the value is outside the view. */
const dotOfY = (canvas: Canvas, { y0, y1 }: Extent, y: number): number =>
  Math.round(((y1 - y) * (canvas.height - 1)) / (y1 - y0));

function drawBars(canvas: Canvas, { bars: { x, from, to, tones, runs } }: BarsLayer, view: Extent): void {
  const { y0, y1 } = view;
  const down = (canvas.height - 1) / (y1 - y0);
  forEachColumn(canvas.width, x, view, (column, first, end) => {
    let run = firstAtOrAfter(runs.values, runs.count, first + 1);
    for (let bar = first; bar < end; run++) {
      const next = run < runs.count && runs.values[run] < end ? runs.values[run] : end;
      const low = from.values[bar];
      const high = to.values[next - 1];
      if (low <= y1 && high >= y0) {
        const bottom = low < y0 ? canvas.height - 1 : Math.round((y1 - low) * down);
        const top = high > y1 ? 0 : Math.round((y1 - high) * down);
        canvas.vertical(column, top, bottom, tones.values[bar]);
      }
      bar = next;
    }
  });
}

function drawDots(canvas: Canvas, { x, y, tone }: ValuesLayer, view: Extent): void {
  const { y0, y1 } = view;
  const down = (canvas.height - 1) / (y1 - y0);
  const index = toneIndex(tone);
  forEachColumn(canvas.width, x, view, (column, first, end) => {
    let drawn = Number.NaN;
    for (let i = first; i < end; i++) {
      const value = y.values[i];
      if (value === drawn || value < y0 || value > y1) continue;
      canvas.dot(column, Math.round((y1 - value) * down), index);
      drawn = value;
    }
  });
}

function drawArea(canvas: Canvas, { x, y, tone }: ValuesLayer, view: Extent): void {
  const { filled, greatest, last, before } = extremes(x, y, view.x0, view.x1, canvas.width);
  const index = toneIndex(tone);
  const bottom = dotOfY(canvas, view, 0);
  let value = before >= 0 ? y.values[before] : 0;
  for (let column = 0; column < canvas.width; column++) {
    const height = filled[column] === 1 ? greatest[column] : value;
    if (height > 0) canvas.vertical(column, dotOfY(canvas, view, height), bottom, index);
    if (filled[column] === 1) value = last[column];
  }
}

function drawMarks(canvas: Canvas, { x, y, marks }: MarksLayer, view: Extent): void {
  const { x0, x1, y0, y1 } = view;
  const start = firstAtOrAfter(x.values, x.count, x0);
  const end = firstAtOrAfter(x.values, x.count, x1 + 1);
  const crowded = frequent(marks.values, start, end) > canvas.cols / 4;
  for (let i = start; i < end; i++) {
    const value = y.values[i];
    const rank = marks.values[i];
    if (value < y0 || value > y1 || (crowded && rank <= LAST_FREQUENT_MARK)) continue;
    const { letter, tone, place } = MARKS[rank];
    const col = Math.round(((x.values[i] - x0) * (canvas.width - 1)) / (x1 - x0)) >> 1;
    const row = dotOfY(canvas, view, value) >> 2;
    const shift = place === 'at' ? 0 : place === 'above' ? -1 : 1;
    canvas.letter(col, Math.min(canvas.rows - 1, Math.max(0, row + shift)), letter, rank, tone);
  }
}

function frequent(marks: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (marks[i] <= LAST_FREQUENT_MARK) count++;
  return count;
}

function drawValues(canvas: Canvas, layer: ValuesLayer, view: Extent): void {
  const { x, y } = layer;
  const { filled, first, least, greatest, last, before, after } = extremes(x, y, view.x0, view.x1, canvas.width);
  const tone = toneIndex(layer.tone);
  const steps = layer.shape === 'steps';
  const dot = (value: number): number => dotOfY(canvas, view, value);
  let column = 0;
  let value = before >= 0 ? valueAt(layer, before, view.x0) : Number.NaN;
  const join = (to: number, next: number): void => {
    if (Number.isNaN(value)) return;
    if (steps) {
      canvas.horizontal(column, to, dot(value), tone);
      canvas.vertical(to, dot(value), dot(next), tone);
    } else canvas.line(column, dot(value), to, dot(next), tone);
  };
  for (let i = 0; i < canvas.width; i++) {
    if (filled[i] === 0) continue;
    join(i, first[i]);
    canvas.vertical(i, dot(least[i]), dot(greatest[i]), tone);
    column = i;
    value = last[i];
  }
  if (after >= 0) join(canvas.width - 1, valueAt(layer, after - 1, view.x1));
}

/** The layer's value at a time after its value `i`: the same for steps, on the way to the next for lines. */
function valueAt({ shape, x, y }: ValuesLayer, i: number, micros: number): number {
  if (shape === 'steps' || i < 0 || i + 1 >= x.count) return i < 0 ? Number.NaN : y.values[i];
  const share = (micros - x.values[i]) / (x.values[i + 1] - x.values[i]);
  return y.values[i] + (y.values[i + 1] - y.values[i]) * share;
}
