/** What happens in each stretch of time, into slice.dat (-xslice; docs/tcptrace.md, "Modules"). */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import type { ReportFolder, TextFile } from './files.ts';
import { ipLength } from './ip-length.ts';
import { microsOf, secondsOf, timeText } from './times.ts';

const NAMES = ['segs', 'bytes', 'rexsegs', 'rexbytes', 'new', 'active'];
/** More empty rows than this are not written one by one: a clock may jump by years. */
const MOST_EMPTY_ROWS = 1_000_000;

/** Width of the time column, and a time as it shows it: -tb, -tl, -tu, -tU. */
interface TimeForm {
  width: number;
  text(micros: number): string;
}

const BRIEF: TimeForm = { width: 15, text: (micros) => timeText(micros).slice(11, 26) };
const TIME_FORMS: Record<string, TimeForm> = {
  b: BRIEF,
  l: { width: 31, text: timeText },
  u: { width: 9, text: (micros) => String(secondsOf(micros)).padStart(8) },
  U: {
    width: 16,
    text: (micros) => `${String(secondsOf(micros)).padStart(8)}.${String(microsOf(micros)).padStart(6, '0')}`,
  },
};

export interface SliceSettings {
  seconds: number;
  time: TimeForm;
}

/** The words after -xslice; null and what is wrong where one is not understood. */
export function sliceSettings(argument: string): SliceSettings | string {
  const settings: SliceSettings = { seconds: 15, time: BRIEF };
  for (const word of argument.split(/\s+/).filter(Boolean)) {
    const seconds = /^-i(\d+(?:\.\d*)?|\.\d+)$/.exec(word)?.[1];
    const form = /^-t([bluU])$/.exec(word)?.[1];
    if (seconds !== undefined && Number(seconds) > 0) settings.seconds = Number(seconds);
    else if (form !== undefined) settings.time = TIME_FORMS[form];
    else if (word !== '-d')
      return `-xslice: '${word}' is not understood; write -i15 for the seconds, -tb -tl -tu -tU for the times`;
  }
  return settings;
}

export class Slice implements PassObserver {
  private readonly file: TextFile;
  private readonly time: TimeForm;
  private readonly interval: number;
  private next: number | null = null;
  private number = 1;
  private counts = { segments: 0, bytes: 0, rexSegments: 0, rexBytes: 0, opened: 0, active: 0 };
  /** By connection: number of the slice in which it was last active. */
  private readonly lastActive = new Map<number, number>();

  constructor({ seconds, time }: SliceSettings, folder: ReportFolder) {
    this.time = time;
    this.interval = Math.max(1, Math.round(seconds * 1e6));
    this.file = folder.create('slice.dat');
    this.file.write(`${'date'.padEnd(time.width)}${NAMES.map((name) => ` ${name.padStart(8)}`).join('')}\n`);
    this.file.write(`${'-'.repeat(time.width)}${` ${'-'.repeat(8)}`.repeat(NAMES.length)}\n`);
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    // A connection that opens in a new slice is counted in the one before.
    if (outcome.opened) this.counts.opened++;
    this.rollOver(outcome.micros);
    const { counts } = this;
    const bytes = ipLength(segments, i);
    counts.segments++;
    counts.bytes += bytes;
    if (outcome.retransmittedBytes > 0) {
      counts.rexSegments++;
      counts.rexBytes += bytes;
    }
    if (this.lastActive.get(outcome.connection) === this.number) return;
    this.lastActive.set(outcome.connection, this.number);
    counts.active++;
  }

  end(lastFrameMicros: number): void {
    this.write(lastFrameMicros);
  }

  private rollOver(micros: number): void {
    this.next ??= micros + this.interval;
    const empty = Math.floor((micros - this.next) / this.interval);
    while (micros >= this.next) {
      this.write(this.next);
      this.number++;
      this.next += empty > MOST_EMPTY_ROWS ? empty * this.interval : this.interval;
    }
  }

  private write(micros: number): void {
    const { counts } = this;
    const row = Object.values(counts).map((count) => ` ${String(count).padStart(8)}`);
    this.file.write(`${this.time.text(micros)}${row.join('')}\n`);
    this.counts = { segments: 0, bytes: 0, rexSegments: 0, rexBytes: 0, opened: 0, active: 0 };
  }
}
