/** A graph before it has a size: what is drawn, in the units of its axes. Canvas, SVG and CSV are made from the same layers. */
import type { Tone } from './cells.ts';
import type { BarColumns, ByteColumn, Column } from './column.ts';

/** Letters on a graph; the later wins a cell. `place`: beside the value they belong to. */
export const MARKS = [
  { letter: 'd', means: 'duplicate ACK', tone: 'acknowledged', place: 'at' },
  { letter: 'S', means: 'SACK', tone: 'sack', place: 'above' },
  { letter: 'Y', means: 'SYN', tone: 'mark', place: 'above' },
  { letter: 'F', means: 'FIN', tone: 'mark', place: 'above' },
  { letter: 'U', means: 'urgent', tone: 'mark', place: 'above' },
  { letter: 'C', means: 'congestion (CE, ECE, CWR)', tone: 'mark', place: 'above' },
  { letter: 'K', means: 'keep-alive', tone: 'mark', place: 'below' },
  { letter: 'P', means: 'window probe', tone: 'mark', place: 'below' },
  { letter: 'D', means: 'captured twice', tone: 'duplicate', place: 'above' },
  { letter: 'O', means: 'out of order', tone: 'mark', place: 'above' },
  { letter: '3', means: 'third duplicate ACK', tone: 'mark', place: 'above' },
  { letter: 'R', means: 'retransmission', tone: 'retransmission', place: 'above' },
  { letter: 'Z', means: 'zero window', tone: 'mark', place: 'at' },
  { letter: 'X', means: 'RST', tone: 'mark', place: 'above' },
] as const satisfies readonly { letter: string; means: string; tone: Tone; place: 'above' | 'at' | 'below' }[];

/** Marks up to this one come with every lost segment by the dozen: they are drawn where they do not crowd the view. */
export const LAST_FREQUENT_MARK = 1;

export type MarkLetter = (typeof MARKS)[number]['letter'];

export const markIndex = (letter: MarkLetter): number => MARKS.findIndex((mark) => mark.letter === letter);

interface Named {
  /** For the legend and exports. */
  name: string;
}

/** Values that hold until the next (`steps`; `area`: filled down to 0), are joined (`line`) or stand alone (`dots`). */
export interface ValuesLayer extends Named {
  shape: 'steps' | 'area' | 'line' | 'dots';
  tone: Tone;
  /** µs since the graph's beginning, never decreasing. */
  x: Column;
  y: Column;
  /** Leave it out when fitting the y axis: it may go beyond the picture. */
  beyond: boolean;
}

/** Upright bars, each in its own tone. */
export interface BarsLayer extends Named {
  shape: 'bars';
  bars: BarColumns;
}

/** Letters; `marks` are indexes into MARKS. */
export interface MarksLayer extends Named {
  shape: 'marks';
  x: Column;
  y: Column;
  marks: ByteColumn;
}

export type Layer = ValuesLayer | BarsLayer | MarksLayer;
