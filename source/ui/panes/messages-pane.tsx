import type { ConnectionRow } from '../../connection/numbering.ts';
import { Lines } from '../components/lines.tsx';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import { useSettled } from '../hooks/use-settled.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { fitTo } from '../terminal/width.ts';
import { messageHeader, messageRow } from './message-rows.ts';

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
