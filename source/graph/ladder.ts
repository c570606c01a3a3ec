/** Who sent what when: two life lines, time downwards to scale, an arrow a packet. Packets that share a row are counted. */
import { type Characters, joined, type Span, TONES, type Tone } from './cells.ts';
import { forEachColumn } from './decimate.ts';
import type { LegendEntry } from './definitions.ts';
import type { GraphOptions, GraphPicture } from './picture.ts';
import { label, tickStep } from './scales.ts';
import type { ConnectionSeries, PacketColumns } from './series.ts';
import type { Viewport } from './viewport.ts';
import { flagWords } from './words.ts';

const TIME = 11;
const HEAD = 1;
const MICROS = 1e6;
/** A silence over so many rows is written into its middle. */
const SILENT_ROWS = 3;

const ARROWS = {
  braille: { shaft: '─', right: '▶', left: '◀', line: '│' },
  ascii: { shaft: '-', right: '>', left: '<', line: '|' },
} as const satisfies Record<Characters, object>;

const LEGEND: readonly LegendEntry[] = [
  { sign: '>', text: 'data', tone: 'data' },
  { sign: '>', text: 'sent again', tone: 'retransmission' },
  { sign: '>', text: 'ACK', tone: 'acknowledged' },
  { sign: '>', text: 'SYN, FIN, RST', tone: 'mark' },
];

/** Packets that fall into one row: [from, to) of the packet columns. */
interface Row {
  from: number;
  to: number;
}

export function ladder(series: ConnectionSeries, viewport: Viewport, options: GraphOptions): GraphPicture {
  const { packets } = series;
  const count = Math.max(1, viewport.rows - HEAD);
  const width = Math.max(8, viewport.cols - TIME);
  const rows = rowsOf(packets, viewport, count);
  const cursorRow = options.cursor === null ? -1 : rowAt(options.cursor, viewport, count);
  const arrows = ARROWS[options.characters];
  const step = tickStep(viewport.x0 / MICROS, viewport.x1 / MICROS, count);
  const lines = rows.map(({ from, to }, row): Span[] => {
    const time = from < to ? label(packets.x.values[from] / MICROS, Math.min(step, 1e-4), 'seconds') : '';
    const content =
      from < to ? arrow(packets, from, to, width, arrows) : blank(silence(rows, row, packets), width, arrows);
    const spans: Span[] = [{ text: `${time.padStart(TIME - 1)} `, tone: 'axis' }, ...content];
    return joined(row === cursorRow ? spans.map(({ text }) => ({ text, tone: 'cursor' })) : spans);
  });
  const head = `${'seconds'.padStart(TIME - 1)} A${' '.repeat(width - 2)}B`;
  return {
    lines: [[{ text: head, tone: 'axis' }], ...lines],
    legend: LEGEND,
    extent: { x0: viewport.x0, x1: viewport.x1, y0: 0, y1: count },
    plot: { left: TIME, top: HEAD, cols: width, rows: count },
  };
}

const rowAt = (micros: number, { x0, x1 }: Viewport, count: number): number =>
  Math.round(((micros - x0) * (count - 1)) / (x1 - x0));

function rowsOf({ x }: PacketColumns, viewport: Viewport, count: number): Row[] {
  const rows = Array.from({ length: count }, (): Row => ({ from: 0, to: 0 }));
  forEachColumn(count, x, viewport, (row, from, to) => {
    rows[row] = { from, to };
  });
  return rows;
}

/** µs without a packet, for the middle row of a long gap; else 0. */
function silence(rows: readonly Row[], row: number, packets: PacketColumns): number {
  let above = row;
  let below = row;
  while (above >= 0 && rows[above].from === rows[above].to) above--;
  while (below < rows.length && rows[below].from === rows[below].to) below++;
  if (above < 0 || below === rows.length || below - above <= SILENT_ROWS || row !== (above + below) >> 1) return 0;
  return packets.x.values[rows[below].from] - packets.x.values[rows[above].to - 1];
}

function blank(silent: number, width: number, { line }: { line: string }): Span[] {
  const seconds = silent / MICROS;
  const text = silent > 0 ? `${label(seconds, seconds / 100, 'seconds')} s`.slice(0, width - 2) : '';
  const before = (width - 2 - text.length) >> 1;
  const tone: Tone = 'axis';
  return [{ text: `${line}${' '.repeat(before)}${text}${' '.repeat(width - 2 - text.length - before)}${line}`, tone }];
}

function arrow(
  packets: PacketColumns,
  from: number,
  to: number,
  width: number,
  arrows: (typeof ARROWS)['braille' | 'ascii'],
): Span[] {
  const right = packets.side.values[from] === 0;
  const several = to - from > 1;
  const tone = TONES[strongest(packets, from, to)];
  const text = ` ${several ? summary(packets, from, to) : packetText(packets, from)} `.slice(0, width - 4);
  const shaft = arrows.shaft.repeat(Math.max(0, width - 4 - text.length));
  const both = packets.side.values.subarray(from, to).includes(right ? 1 : 0);
  const start = both || !right ? arrows.left : arrows.shaft;
  const end = both || right ? arrows.right : arrows.shaft;
  const before = both ? shaft.slice(shaft.length >> 1) : right ? '' : shaft;
  const middle = before + text + shaft.slice(before.length);
  return [
    { text: arrows.line, tone: 'axis' },
    { text: start + middle + end, tone },
    { text: arrows.line, tone: 'axis' },
  ];
}

function strongest(packets: PacketColumns, from: number, to: number): number {
  let tone = 0;
  for (let i = from; i < to; i++) if (packets.tones.values[i] > tone) tone = packets.tones.values[i];
  return tone;
}

/** `3 segments > 4344 bytes, 2 < 0 bytes` */
function summary(packets: PacketColumns, from: number, to: number): string {
  const counts = [0, 0];
  const bytes = [0, 0];
  for (let i = from; i < to; i++) {
    counts[packets.side.values[i]]++;
    bytes[packets.side.values[i]] += packets.length.values[i];
  }
  const side = (i: number, sign: string): string => `${counts[i]} ${sign} ${bytes[i]} bytes`;
  return [counts[0] > 0 ? side(0, '>') : '', counts[1] > 0 ? side(1, '<') : ''].filter(Boolean).join(', ');
}

/** `PSH ACK 1:446 (445) ack 1 win 64240` */
export function packetText(packets: PacketColumns, i: number): string {
  const sequence = packets.sequence.values[i];
  const length = packets.length.values[i];
  const ack = packets.ack.values[i];
  const range = length > 0 ? ` ${sequence}:${sequence + length} (${length})` : ` ${sequence}`;
  const answer = Number.isNaN(ack) ? '' : ` ack ${ack} win ${packets.window.values[i]}`;
  return `${flagWords(packets.flags.values[i])}${range}${answer}`;
}
