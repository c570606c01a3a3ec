/**
 * The whole trace over time: packets, bytes, retransmissions and new connections of each interval, counted while the pass
 * runs, in a fixed amount of shared memory. When the trace outgrows its intervals they become twice as long, so any length
 * of trace fits. Another thread may look at any time; while intervals are joined it sees one odd frame.
 */

import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentColumns } from '../connection/columns.ts';
import { Fact, NOBODY } from '../connection/layout/constants.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import type { PassObserver } from './observer.ts';

/** Intervals kept; a power of two, so that pairs can be joined. */
export const MOST_INTERVALS = 8192;
const FIRST_INTERVAL_MICROS = 1000;

/** What is counted in each interval, in TCP. */
export const TRACE_MEASURES = ['packets', 'bytes', 'retransmissions', 'new connections'] as const;
export type TraceMeasure = (typeof TRACE_MEASURES)[number];

/** Indexes of the first cells of the buffer; counts follow, MOST_INTERVALS for each measure. */
const Head = { firstMicros: 0, intervalMicros: 1, lastMicros: 2, counts: 8 } as const;

const Counts = {
  packets: Head.counts,
  bytes: Head.counts + MOST_INTERVALS,
  retransmissions: Head.counts + 2 * MOST_INTERVALS,
  opened: Head.counts + 3 * MOST_INTERVALS,
} as const;

export class TraceIntervals implements PassObserver {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Float64Array;

  /** With the buffer of another thread's intervals: a view of them. */
  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer((Head.counts + TRACE_MEASURES.length * MOST_INTERVALS) * 8);
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

  /** Intervals from the first segment to the last. */
  get length(): number {
    return Number.isNaN(this.firstMicros) ? 0 : Math.floor(this.lastMicros / this.intervalMicros) + 1;
  }

  count(measure: TraceMeasure, interval: number): number {
    return this.#cells[Head.counts + TRACE_MEASURES.indexOf(measure) * MOST_INTERVALS + interval];
  }

  batch({ micros }: PacketBatch, { dataLength }: SegmentBatch, columns: SegmentColumns, count: number): void {
    const { number, direction, facts } = columns;
    const cells = this.#cells;
    for (let i = 0; i < count; i++) {
      if (number[i] === 0 || direction[i] === NOBODY) continue;
      const interval = this.#intervalOf(micros[i]);
      cells[Counts.packets + interval]++;
      if (dataLength[i] > 0) cells[Counts.bytes + interval] += dataLength[i];
      if (facts[i] & Fact.resent) cells[Counts.retransmissions + interval]++;
      if (facts[i] & Fact.opened) cells[Counts.opened + interval]++;
    }
  }

  #intervalOf(micros: number): number {
    const cells = this.#cells;
    if (Number.isNaN(cells[Head.firstMicros])) cells[Head.firstMicros] = micros;
    // A clock that was set back counts into the beginning.
    const since = Math.max(0, micros - cells[Head.firstMicros]);
    while (since >= MOST_INTERVALS * cells[Head.intervalMicros]) this.#doubleIntervals();
    if (since > cells[Head.lastMicros]) cells[Head.lastMicros] = since;
    return Math.floor(since / cells[Head.intervalMicros]);
  }

  #doubleIntervals(): void {
    const cells = this.#cells;
    for (let start = Head.counts; start < cells.length; start += MOST_INTERVALS) {
      for (let i = 0; i < MOST_INTERVALS / 2; i++) cells[start + i] = cells[start + 2 * i] + cells[start + 2 * i + 1];
      cells.fill(0, start + MOST_INTERVALS / 2, start + MOST_INTERVALS);
    }
    cells[Head.intervalMicros] *= 2;
  }
}
