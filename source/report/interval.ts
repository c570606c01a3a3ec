/** What happened in each stretch of time (`--interval`): a row an interval, counted from the first TCP segment on. */

import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { readDuration } from '../quantities/quantities.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import { ignoredBeforehand } from './chosen.ts';
import type { Form, ReportWriter } from './export.ts';
import type { Output } from './output.ts';
import { exitCodeOf, readAll } from './reading.ts';
import { isoTime, timeText } from './times.ts';
import { UsageError } from './usage-error.ts';

/** More intervals than this without a segment are told in one row: a clock may jump by years. */
const LONGEST_PAUSE = 10_000;

interface Interval {
  /** µs since 1970. */
  start: number;
  segments: number;
  /** Payload bytes by the headers. */
  bytes: number;
  retransmissions: number;
  /** Connections that began. */
  opened: number;
  /** Connections with at least one segment. */
  active: number;
  /** µs; null without samples. */
  rttMedian: number | null;
}

const TITLES = ['interval', 'segments', 'bytes', 'rexmits', 'new', 'active', 'RTT median ms'];
const NAMES = ['start', 'segments', 'bytes', 'retransmitted_segments', 'new', 'active', 'rtt_median_us'];

export const intervalReport: ReportWriter = async ({ capture, value, form }, output, complain) => {
  const micros = readDuration(value ?? '');
  if (micros === null || micros < 1) {
    throw new UsageError(`--interval: '${value}' is not a time span; write it with its unit, as in 10s, 500ms or 2min`);
  }
  const ignored = await ignoredBeforehand(capture);
  const report = new IntervalReport(output, micros, form);
  return exitCodeOf(await readAll(capture, output, complain, () => [report], ignored));
};

class IntervalReport implements PassObserver {
  private readonly output: Output;
  private readonly micros: number;
  private readonly format: Form;
  private current: Interval | null = null;
  private readonly active = new Set<number>();
  private samples: number[] = [];

  /** `micros`: length of an interval, above 0. */
  constructor(output: Output, micros: number, format: Form) {
    this.output = output;
    this.micros = micros;
    this.format = format;
    if (typeof format === 'object') output.text(`${NAMES.join(format.separator)}\n`);
    if (format === 'text') output.ascii(`${line(TITLES)}\n${line(TITLES.map((title) => '-'.repeat(title.length)))}\n`);
  }

  segment(
    _packets: PacketBatch,
    segments: SegmentBatch,
    index: number,
    _number: number,
    outcome: SegmentOutcome,
  ): void {
    const interval = this.intervalAt(outcome.micros);
    interval.segments++;
    interval.bytes += Math.max(0, segments.dataLength[index]);
    if (outcome.sent === 'resent') interval.retransmissions++;
    if (outcome.opened) interval.opened++;
    this.active.add(outcome.number);
    if (outcome.ack === 'sample') this.samples.push(outcome.rtt);
  }

  end(): void {
    if (this.current !== null) this.write(this.current);
  }

  /** Writes out what is over; a segment from before the current interval counts in it. */
  private intervalAt(micros: number): Interval {
    this.current ??= emptyInterval(micros);
    if (micros - this.current.start > this.micros * LONGEST_PAUSE) {
      this.write(this.current);
      const skipped = Math.floor((micros - this.current.start) / this.micros);
      this.current = emptyInterval(this.current.start + skipped * this.micros);
    }
    while (micros >= this.current.start + this.micros) {
      this.write(this.current);
      this.current = emptyInterval(this.current.start + this.micros);
    }
    return this.current;
  }

  private write(interval: Interval): void {
    interval.active = this.active.size;
    interval.rttMedian = median(this.samples);
    this.active.clear();
    this.samples = [];
    const { start, segments, bytes, retransmissions, opened, active, rttMedian } = interval;
    const counts = [segments, bytes, retransmissions, opened, active];
    if (this.format === 'text') {
      const milliseconds = rttMedian === null ? '-' : (rttMedian / 1000).toFixed(3);
      this.output.ascii(`${line([timeText(start), ...counts.map(String), milliseconds])}\n`);
    } else if (typeof this.format === 'object') {
      this.output.text(`${[isoTime(start), ...counts, rttMedian ?? ''].join(this.format.separator)}\n`);
    } else {
      const values = [isoTime(start), ...counts, rttMedian];
      this.output.ascii(`${JSON.stringify(Object.fromEntries(NAMES.map((name, i) => [name, values[i]])))}\n`);
    }
  }
}

function emptyInterval(start: number): Interval {
  return { start, segments: 0, bytes: 0, retransmissions: 0, opened: 0, active: 0, rttMedian: null };
}

function line([time, ...values]: readonly string[]): string {
  return `${time.padEnd(31)}${values.map((value) => value.padStart(14)).join('')}`;
}

function median(samples: number[]): number | null {
  if (samples.length === 0) return null;
  samples.sort((a, b) => a - b);
  const middle = samples.length >> 1;
  return samples.length % 2 === 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
}
