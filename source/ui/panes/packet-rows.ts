/** The rows of the packet list: number, time, direction, flags, relative sequence range, acknowledgement, length, window, marks. */
import type { PacketRow } from '../../session/session.ts';
import { shortCount } from '../format/size.ts';
import { moment, type TimeFormat } from '../format/time.ts';
import { fitTo } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';
import { ARROW, SIDE_ROLE } from './message-rows.ts';

/** RFC 9293 section 3.1, from the lowest bit; AE (RFC 9768) is bit 8. One letter each, as tcpdump shows them where it does. */
const FLAG_LETTERS = ['F', 'S', 'R', 'P', '.', 'U', 'E', 'W', 'e'];

export function flagLetters(flags: number): string {
  return FLAG_LETTERS.filter((_, bit) => (flags >> bit) & 1).join('');
}

const NUMBER = 8;
const TIME = 11;
const FLAGS = 5;
const RANGE = 21;
const ACK = 10;
const LENGTH = 5;
const WINDOW = 5;

export function packetHeader(width: number): string {
  const line = `  ${fitTo('packet', NUMBER, 'right')} ${fitTo('time', TIME, 'right')} dir ${fitTo('flags', FLAGS)} ${fitTo('sequence', RANGE, 'right')} ${fitTo('ack', ACK, 'right')} ${fitTo('len', LENGTH, 'right')} ${fitTo('win', WINDOW, 'right')} marks`;
  return fitTo(line, width);
}

interface Shown {
  packet: PacketRow;
  /** Not of the chosen direction: told in passing. */
  aside: boolean;
  before: PacketRow | null;
  start: number;
  timeFormat: TimeFormat;
}

/** Marks that mean trouble; the others are told in passing. */
const TROUBLE = /retrans|out of order|zero window|window full|lost|RST|reset|unseen/i;

export function packetRow(
  { packet, aside, before, start, timeFormat }: Shown,
  selected: boolean,
  focused: boolean,
  width: number,
  theme: Theme,
): string {
  const time = moment(timeFormat, packet.micros, start, before?.micros ?? null);
  const range = packet.length > 0 ? `${packet.sequence}:${packet.sequence + packet.length}` : String(packet.sequence);
  const ack = packet.acknowledgement === null ? '-' : String(packet.acknowledgement);
  const facts = `${fitTo(String(packet.number), NUMBER, 'right')} ${fitTo(time.slice(0, TIME), TIME, 'right')}  ${ARROW[packet.side]} ${fitTo(flagLetters(packet.flags), FLAGS)} ${fitTo(range, RANGE, 'right')} ${fitTo(ack, ACK, 'right')} ${fitTo(String(packet.length), LENGTH, 'right')} ${fitTo(shortCount(packet.window), WINDOW, 'right')} `;
  const marks = packet.marks.join(', ');
  if (selected)
    return theme.paint(focused ? 'selected' : 'resting', fitTo(`${theme.glyphs.cursor} ${facts}${marks}`, width));
  const room = width - facts.length - 2;
  const role = TROUBLE.test(marks) && !aside ? 'bad' : 'faint';
  return `${theme.paint(aside ? 'faint' : SIDE_ROLE[packet.side], fitTo(`  ${facts}`, width))}${room > 0 ? theme.paint(role, fitTo(marks, room)) : ''}`;
}
