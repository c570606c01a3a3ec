import type { ConnectionRow } from '../../connection/numbering.ts';
import { Lines } from '../components/lines.tsx';
import { bytesInWords } from '../format/size.ts';
import { dateAndTime, duration } from '../format/time.ts';
import { useSession } from '../hooks/use-session.ts';
import { useSettled } from '../hooks/use-settled.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { fitTo } from '../terminal/width.ts';
import { ARROW, SIDE_ROLE } from './message-rows.ts';

interface Props {
  connection: ConnectionRow | null;
  /** What is known of it besides: why it failed, or its first words; and what was done to it. */
  words: string;
  changes: readonly string[];
  width: number;
  height: number;
}

/** The last messages of a live connection, one line each. */
export function MessageTail({ connection, words, changes, width, height }: Props) {
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
  const lines = messages.slice(marked.length - height).map(({ side, size, micros, wait, preview }) => {
    const time = dateAndTime(micros).slice(11, 23);
    const since = wait === null ? '' : `+${duration(wait)}`;
    const facts = ` ${ARROW[side]} ${fitTo(bytesInWords(size), 9, 'right')}  ${time} ${fitTo(since, 8)} ${preview}`;
    return theme.paint(SIDE_ROLE[side], fitTo(facts, width));
  });
  return <Lines lines={[...marked, ...lines]} width={width} height={height} />;
}
