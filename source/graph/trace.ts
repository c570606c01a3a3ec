/**
 * The whole trace over time: packets, bytes, retransmissions and new connections of each interval, in a fixed amount of shared
 * memory. When the trace outgrows its intervals they become twice as long, so any length of trace fits.
 */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import { BELOW, framed, LEFT } from './axes.ts';
import { Canvas } from './canvas.ts';
import type { Characters, Span } from './cells.ts';
import { toneIndex } from './cells.ts';
import { roomy, type Viewport } from './viewport.ts';

/** Intervals kept; a power of two, so that pairs can be joined. */
const INTERVALS = 1024;
const FIRST_INTERVAL_MICROS = 1000;

/** What is counted in each interval, in TCP. */
export const TRACE_MEASURES = ['packets', 'bytes', 'retransmissions', 'new connections'] as const;
export type TraceMeasure = (typeof TRACE_MEASURES)[number];

/** Indexes of the first cells of the buffer; counts follow, INTERVALS for each measure. */
const Head = { firstMicros: 0, intervalMicros: 1, lastMicros: 2, counts: 8 } as const;

export class TraceSeries implements PassObserver {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Float64Array;

  /** With the buffer of another thread's series: a view of it. */
  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer((Head.counts + TRACE_MEASURES.length * INTERVALS) * 8);
    this.#cells = new Float64Array(this.buffer);
    if (buffer === undefined) {
      this.#cells[Head.firstMicros] = Number.NaN;
      this.#cells[Head.intervalMicros] = FIRST_INTERVAL_MICROS;
    }
  }

  /** µs since 1970; NaN before the first segment. */
  get firstMicros(): number {
    return this.#cells[Head.firstMicros];
  }

  /** µs from the first segment to the last. */
  get lastMicros(): number {
    return this.#cells[Head.lastMicros];
  }

  get intervalMicros(): number {
    return this.#cells[Head.intervalMicros];
  }

  count(measure: TraceMeasure, interval: number): number {
    return this.#cells[Head.counts + TRACE_MEASURES.indexOf(measure) * INTERVALS + interval];
  }

  segment(_: PacketBatch, segments: SegmentBatch, index: number, __: number, outcome: SegmentOutcome): void {
    const cells = this.#cells;
    if (Number.isNaN(cells[Head.firstMicros])) cells[Head.firstMicros] = outcome.micros;
    // A clock that was set back counts into the beginning.
    const since = Math.max(0, outcome.micros - cells[Head.firstMicros]);
    while (since >= INTERVALS * cells[Head.intervalMicros]) this.#doubleIntervals();
    if (since > cells[Head.lastMicros]) cells[Head.lastMicros] = since;
    const interval = Head.counts + Math.floor(since / cells[Head.intervalMicros]);
    cells[interval]++;
    cells[interval + INTERVALS] += Math.max(0, segments.dataLength[index]);
    if (outcome.retransmittedBytes > 0) cells[interval + 2 * INTERVALS]++;
    if (outcome.opened) cells[interval + 3 * INTERVALS]++;
  }

  #doubleIntervals(): void {
    const cells = this.#cells;
    for (let start = Head.counts; start < cells.length; start += INTERVALS) {
      for (let i = 0; i < INTERVALS / 2; i++) cells[start + i] = cells[start + 2 * i] + cells[start + 2 * i + 1];
      cells.fill(0, start + INTERVALS / 2, start + INTERVALS);
    }
    cells[Head.intervalMicros] *= 2;
  }
}

/** A measure over the trace, a bar an interval; `viewport` in µs since the first segment. */
export function renderTrace(
  measure: TraceMeasure,
  trace: TraceSeries,
  viewport: Viewport,
  characters: Characters,
): { lines: Span[][]; greatest: number } {
  const cols = Math.max(1, viewport.cols - LEFT);
  const canvas = new Canvas(cols, Math.max(1, viewport.rows - BELOW));
  const { x0, x1 } = viewport;
  const heights = new Float64Array(canvas.width);
  const first = Math.max(0, Math.floor(x0 / trace.intervalMicros));
  const last = Math.min(INTERVALS - 1, Math.floor(Math.min(x1, trace.lastMicros) / trace.intervalMicros));
  const scale = (canvas.width - 1) / (x1 - x0);
  for (let interval = first; interval <= last; interval++) {
    const from = Math.max(0, Math.round((interval * trace.intervalMicros - x0) * scale));
    const to = Math.min(
      canvas.width - 1,
      Math.max(from, Math.round(((interval + 1) * trace.intervalMicros - x0) * scale) - 1),
    );
    for (let x = from; x <= to; x++) heights[x] = Math.max(heights[x], trace.count(measure, interval));
  }
  const greatest = heights.reduce((most, height) => Math.max(most, height), 0);
  const { y0, y1 } = roomy([0, greatest], true);
  const tone = toneIndex(measure === 'retransmissions' ? 'retransmission' : 'data');
  for (let x = 0; x < canvas.width; x++) {
    if (heights[x] > 0)
      canvas.vertical(x, Math.round(((y1 - heights[x]) * (canvas.height - 1)) / y1), canvas.height - 1, tone);
  }
  const unit = measure === 'bytes' ? 'bytes' : 'segments';
  return { lines: framed(canvas.lines(characters), cols, { x0, x1, y0, y1 }, unit), greatest };
}
