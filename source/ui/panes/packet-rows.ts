/** The rows of the packet list: number, time, direction, flags, relative sequence range, acknowledgement, length, window, marks. */
import type { PacketRow } from '../../session/session.ts';
import { shortCount } from '../format/size.ts';
import { moment, type TimeFormat } from '../format/time.ts';
import { fitTo } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';
import { ARROW, SIDE_ROLE } from './messages-pane.tsx';

/** RFC 9293 section 3.1, from the lowest bit; AE (RFC 9768) is bit 8. One letter each, as tcpdump shows them where it does. */
const FLAG_LETTERS = ['F', 'S', 'R', 'P', '.', 'U', 'E', 'W', 'e'];

export function flagLetters(flags: number): string {
  return FLAG_LETTERS.filter((_, bit) => (flags >> bit) & 1).join('');
}

/** Cells of the columns, 0 = left out; narrow screens leave the marks more room. */
export interface Widths {
  number: number;
  time: number;
  flags: number;
  range: number;
  ack: number;
  length: number;
}

const NARROWEST: Widths = { number: 6, time: 10, flags: 4, range: 13, ack: 0, length: 4 };
const NARROW: Widths = { number: 6, time: 10, flags: 4, range: 15, ack: 7, length: 5 };
const WIDE: Widths = { number: 9, time: 12, flags: 5, range: 23, ack: 11, length: 6 };

/** Cells of a shortened window: 64k. */
const WINDOW = 4;

/** For the packets shown: a number that is longer than most is not cut. */
export function widthsFor(width: number, packets: readonly PacketRow[]): Widths {
  const usual = width < 76 ? NARROWEST : width < 110 ? NARROW : WIDE;
  const longest = (numbers: readonly number[]): number => String(Math.max(0, ...numbers)).length;
  const number = longest(packets.map((packet) => packet.number));
  const ack = usual.ack === 0 ? 0 : longest(packets.map(({ acknowledgement }) => acknowledgement ?? 0));
  return { ...usual, number: Math.max(usual.number, number), ack: Math.max(usual.ack, ack) };
}

function columns(
  widths: Widths,
  [number, time, direction, flags, range, ack, length, window]: readonly string[],
): string {
  const right = (text: string, cells: number) => fitTo(text, cells, 'right');
  return [
    right(number, widths.number),
    right(time, widths.time),
    direction,
    fitTo(flags, widths.flags),
    right(range, widths.range),
    ...(widths.ack === 0 ? [] : [right(ack, widths.ack)]),
    right(length, widths.length),
    right(window, WINDOW),
  ].join(' ');
}

export function packetHeader(width: number, widths: Widths): string {
  const names = columns(widths, ['packet', 'time', '  ', 'flag', 'sequence', 'ack', 'len', 'win']);
  return fitTo(`  ${names} marks`, width);
}

interface Shown {
  packet: PacketRow;
  before: PacketRow | null;
  start: number;
  timeFormat: TimeFormat;
  widths: Widths;
}

/** Marks that mean trouble; the others are told in passing. */
const TROUBLE = /retrans|out of order|zero window|window full|lost|RST|reset|unseen/i;

export function packetRow(
  { packet, before, start, timeFormat, widths }: Shown,
  selected: boolean,
  focused: boolean,
  width: number,
  theme: Theme,
): string {
  const time = moment(timeFormat, packet.micros, start, before?.micros ?? null);
  const ack = packet.acknowledgement === null ? '-' : String(packet.acknowledgement);
  const facts = columns(widths, [
    String(packet.number),
    time.slice(0, widths.time),
    ARROW[packet.side],
    flagLetters(packet.flags),
    sequenceRange(packet, widths.range),
    ack,
    String(packet.length),
    packet.window === null ? '-' : shortCount(packet.window),
  ]);
  const marks = packet.marks.join(', ');
  if (selected)
    return theme.paint(focused ? 'selected' : 'resting', fitTo(`${theme.glyphs.cursor} ${facts} ${marks}`, width));
  const told = fitTo(`  ${facts} `, Math.min(width, facts.length + 3));
  const role = TROUBLE.test(marks) ? 'bad' : 'faint';
  return theme.paint(SIDE_ROLE[packet.side], told) + theme.paint(role, fitTo(marks, width - told.length));
}

/** "1000:1448", or where both ends do not fit only the first. */
function sequenceRange({ sequence, length }: PacketRow, room: number): string {
  const range = `${sequence}:${sequence + length}`;
  return length === 0 || range.length > room ? String(sequence) : range;
}
