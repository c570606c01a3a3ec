/** The messages of a connection as rows: beside the list of connections, and the last few below the proxy's. */
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { Unit } from '../../stream/unit.ts';
import { Lines } from '../components/line.tsx';
import { bytesInWords, shortCount } from '../format/size.ts';
import { dateAndTime, duration, moment, type TimeFormat } from '../format/time.ts';
import { useTheme } from '../hooks/contexts.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import { useSettled } from '../hooks/use-settled.ts';
import { fitTo } from '../terminal/width.ts';
import type { Role, Theme } from '../theme/theme.ts';

const NOT_ASKED = { messages: [], complete: false, notes: [] };

interface Props {
  connection: ConnectionRow;
  width: number;
  height: number;
}

/** The first messages of the selected connection, beside the list on the widest terminals. */
export function MessagesPane({ connection, width, height }: Props) {
  const session = useSession();
  const { timeFormat } = useDesk();
  const theme = useTheme();
  const inner = width - 2;
  const settled = useSettled(connection);
  const { messages, complete, notes } = settled === null ? NOT_ASKED : session.conversation(connection);
  const start = session.store.identity.firstMicros(connection);
  const lines = [
    theme.paint('heading', messageHeader(inner)),
    ...messages
      .slice(0, height - 1)
      .map((message, at) =>
        messageRow({ message, before: messages[at - 1] ?? null, start, timeFormat }, false, false, inner, theme),
      ),
  ];
  if (messages.length === 0)
    lines.push(theme.paint('faint', fitTo(complete ? (notes[0] ?? 'no data sent') : 'reading', inner)));
  const edge = theme.paint('faint', theme.glyphs.vertical);
  const shown = Array.from({ length: height }, (_, row) => `${edge} ${lines[row] ?? ''}`);
  return <Lines lines={shown} width={width} height={height} />;
}

export const SIDE_ROLE: Record<0 | 1, Role> = { 0: 'a2b', 1: 'b2a' };
export const ARROW: Record<0 | 1, string> = { 0: '->', 1: '<-' };

export function messageHeader(width: number): string {
  return fitTo(
    `  ${fitTo('n', 4, 'right')} dir ${fitTo('time', 10, 'right')} ${fitTo('wait', 7, 'right')} ${fitTo('size', 5, 'right')} first words`,
    width,
  );
}

interface Shown {
  message: Unit;
  before: Unit | null;
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
  const { side, words } = shown.message;
  if (selected)
    return theme.paint(focused ? 'selected' : 'resting', fitTo(`${theme.glyphs.cursor} ${facts}${words}`, width));
  return theme.paint(SIDE_ROLE[side], fitTo(`  ${facts}${words}`, width));
}

interface TailProps {
  connection: ConnectionRow | null;
  /** What is known of it besides: why it failed, or its first words; and what was done to it. */
  words: string;
  changes: readonly string[];
  width: number;
  height: number;
}

/** The last messages of a live connection, one line each. */
export function MessageTail({ connection, words, changes, width, height }: TailProps) {
  const session = useSession();
  const theme = useTheme();
  const settled = useSettled(connection);
  const marked = changes.length === 0 ? [] : [theme.paint('warning', fitTo(` * ${changes.join('; ')}`, width))];
  if (connection === null) {
    const line = theme.paint('faint', ' nothing of this connection is recorded');
    return <Lines lines={[fitTo(` ${words}`, width), line, ...marked]} width={width} height={height} />;
  }
  const messages = settled === null ? [] : session.lastMessages(connection);
  if (messages.length === 0) {
    return <Lines lines={[fitTo(` ${words}`, width), ...marked]} width={width} height={height} />;
  }
  const lines = messages.slice(marked.length - height).map((message) => {
    const { side, size, micros, wait } = message;
    const time = dateAndTime(micros).slice(11, 23);
    const since = wait === null ? '' : `+${duration(wait)}`;
    const facts = ` ${ARROW[side]} ${fitTo(bytesInWords(size), 9, 'right')}  ${time} ${fitTo(since, 8)} ${message.words}`;
    return theme.paint(SIDE_ROLE[side], fitTo(facts, width));
  });
  return <Lines lines={[...marked, ...lines]} width={width} height={height} />;
}
