/**
 * A graph file for xplot (http://www.xplot.org/): commands with a time and a value, a line each; colours stand on lines of
 * their own, or behind a command for that one alone (docs/tcptrace.md, "Graph files").
 */

import type { TextFile } from '../files.ts';
import { microsOf, secondsOf } from '../times.ts';

export interface PlotFrame {
  title: string;
  /** false: no title lines (--noshowtitle). */
  showTitle: boolean;
  xLabel: string;
  yLabel: string;
  /** Fractions on the y axis; absent: in sequence numbers alone, as tcptrace has it. */
  fractions?: true;
  /** µs since 1970 that the time axis begins at (-z); null: times as they are. */
  zeroMicros: number | null;
  /** -M leaves out all colours. */
  colour: boolean;
}

/** Commands with one point; text commands carry a line of text. */
export type Mark = 'dot' | 'diamond' | 'box' | 'uarrow' | 'darrow' | 'utick' | 'dtick' | 'htick';
export type TextMark = 'atext' | 'btext' | 'ltext' | 'rtext' | 'ctext';

/** A value as xplot reads it: modulo 2^32, unsigned. */
const unsigned = (y: number): number => y - Math.floor(y / 2 ** 32) * 2 ** 32;

export class Plot {
  private readonly file: Pick<TextFile, 'write'>;
  private readonly frame: PlotFrame;
  private started = false;
  /** What times count from, µs since 1970; null: times as they are. */
  private zeroMicros: number | null;

  constructor(file: Pick<TextFile, 'write'>, frame: PlotFrame) {
    this.file = file;
    this.frame = frame;
    this.zeroMicros = frame.zeroMicros;
  }

  /** The colour of what follows. */
  setColour(colour: string): void {
    if (this.frame.colour) this.put(colour);
  }

  /** `colour`: of this mark alone. */
  mark(mark: Mark, micros: number, y: number, colour?: string): void {
    this.put(this.coloured(`${mark} ${this.time(micros)} ${unsigned(y)}`, colour));
  }

  text(mark: TextMark, micros: number, y: number, text: string, colour?: string): void {
    this.put(this.coloured(`${mark} ${this.time(micros)} ${unsigned(y)}`, colour));
    this.put(text);
  }

  line(fromMicros: number, fromY: number, toMicros: number, toY: number): void {
    this.put(`line ${this.time(fromMicros)} ${unsigned(fromY)} ${this.time(toMicros)} ${unsigned(toY)}`);
  }

  /** The last line of the file. */
  end(): void {
    this.put('go');
  }

  private coloured(command: string, colour: string | undefined): string {
    return colour === undefined || !this.frame.colour ? command : `${command} ${colour}`;
  }

  private time(micros: number): string {
    // A time of exactly 0 is no time yet to tcptrace.
    if (this.zeroMicros === 0) this.zeroMicros = micros;
    const shown = this.zeroMicros === null ? micros : Math.max(0, micros - this.zeroMicros);
    return `${unsigned(secondsOf(shown))}.${String(microsOf(shown)).padStart(6, '0')}`;
  }

  private put(line: string): void {
    if (!this.started) {
      this.started = true;
      this.putHeader();
    }
    this.file.write(`${line}\n`);
  }

  private putHeader(): void {
    const { title, showTitle, xLabel, yLabel, fractions, zeroMicros } = this.frame;
    const xType = zeroMicros === null ? 'timeval' : 'dtime';
    const yType = fractions || yLabel === 'sequence number' ? 'double' : 'signed';
    this.file.write(`${xType} ${yType}\n`);
    if (showTitle) this.file.write(`title\n${title}\n`);
    this.file.write(`xlabel\n${xLabel}\nylabel\n${yLabel}\n`);
  }
}
