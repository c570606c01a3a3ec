/** A line that grows point by point, named once where it first leaves zero (docs/tcptrace.md, "Graph files"). */
import type { Plot } from './plot.ts';

export class GrowingLine {
  private readonly plot: Plot;
  private readonly label: string;
  private readonly colour: string;
  private labelled = false;
  /** 0 = none: a point at a time of exactly 0 is none to tcptrace. */
  private previousMicros = 0;
  private previousY = 0;

  constructor(plot: Plot, label: string, colour: string) {
    this.plot = plot;
    this.label = label;
    this.colour = colour;
  }

  /** `y`: a whole number, taken as signed 32 bits. */
  extend(micros: number, value: number): void {
    const { plot, previousMicros, previousY } = this;
    const y = value | 0;
    if (!this.labelled && y !== 0 && previousMicros !== 0) {
      this.labelled = true;
      const middle = previousMicros + halfOfGap(Math.max(0, micros - previousMicros));
      plot.text('ltext', middle, Math.trunc(((1 + previousY + y) | 0) / 2), this.label, this.colour);
    }
    plot.setColour(this.colour);
    plot.mark('dot', micros, y);
    if (previousMicros !== 0) plot.line(micros, y, previousMicros, previousY);
    this.previousMicros = micros;
    this.previousY = y;
  }
}

/** Seconds and microseconds of the gap are halved apart, as tcptrace does: an odd second loses its half. */
function halfOfGap(gap: number): number {
  const seconds = Math.floor(gap / 1e6);
  return Math.floor(seconds / 2) * 1e6 + Math.floor((gap - seconds * 1e6) / 2);
}
