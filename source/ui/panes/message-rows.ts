/** The rows of the message list: number, direction, time, wait, size, first words. */
import type { Message } from '../../stream/conversation.ts';
import { shortCount } from '../format/size.ts';
import { duration, moment, type TimeFormat } from '../format/time.ts';
import { fitTo } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';

export const SIDE_ROLE: Record<0 | 1, Role> = { 0: 'a2b', 1: 'b2a' };
export const ARROW: Record<0 | 1, string> = { 0: '->', 1: '<-' };

export function messageHeader(width: number): string {
  return fitTo(
    `  ${fitTo('n', 4, 'right')} dir ${fitTo('time', 10, 'right')} ${fitTo('wait', 7, 'right')} ${fitTo('size', 5, 'right')} first words`,
    width,
  );
}

interface Shown {
  message: Message;
  before: Message | null;
  start: number;
  timeFormat: TimeFormat;
}

function plainRow({ message, before, start, timeFormat }: Shown): string {
  const time = moment(timeFormat, message.micros, start, before?.micros ?? null);
  const wait = message.wait === null ? '-' : duration(message.wait);
  const gap = message.missing > 0 ? '~' : ' ';
  return `${fitTo(String(message.number + 1), 4, 'right')}  ${ARROW[message.side]} ${fitTo(timeFormat === 'wall' ? time.slice(0, 10) : time, 10, 'right')} ${fitTo(wait, 7, 'right')} ${fitTo(shortCount(message.size), 4, 'right')}${gap} `;
}

export function messageRow(shown: Shown, selected: boolean, focused: boolean, width: number, theme: Theme): string {
  const facts = plainRow(shown);
  const { side, preview } = shown.message;
  if (selected)
    return theme.paint(focused ? 'selected' : 'resting', fitTo(`${theme.glyphs.cursor} ${facts}${preview}`, width));
  return theme.paint(SIDE_ROLE[side], fitTo(`  ${facts}${preview}`, width));
}
