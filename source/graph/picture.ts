/** What a graph is drawn with, and what comes out. */
import type { Characters, Span } from './cells.ts';
import type { LegendEntry } from './definitions.ts';
import type { Extent } from './draw.ts';
import type { Side } from './series.ts';

export interface PlotOptions {
  characters: Characters;
  /** µs since the graph's beginning; null = no cursor. */
  cursor: number | null;
}

export interface GraphOptions extends PlotOptions {
  /** Whose data: 0 = a2b, 1 = b2a. The ladder shows both. */
  side: Side;
}

export interface GraphPicture {
  /** `viewport.rows` lines, each at most `viewport.cols` cells wide. */
  lines: Span[][];
  /** The shapes and the letters in view, the most telling letters first. */
  legend: readonly LegendEntry[];
  /** What is visible, with the y axis as chosen. */
  extent: Extent;
  /** Where the plot lies within the lines, in cells: for the mouse, and to move a cursor by one column. */
  plot: { left: number; top: number; cols: number; rows: number };
}
