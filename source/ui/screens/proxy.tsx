import { Box } from 'ink';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { ProxyView } from '../../session/proxy-view.ts';
import { Line, Lines } from '../components/line.tsx';
import { movement, windowTop } from '../components/movement.ts';
import { TitleBar } from '../components/title-bar.tsx';
import { WriteDialog } from '../dialogs/write-dialog.tsx';
import { bytesInWords } from '../format/size.ts';
import { useArea, useKept, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useProxyCommands } from '../hooks/use-proxy-commands.tsx';
import { useChosenListener, useProxyCursor, useProxyListCommands } from '../hooks/use-proxy-list.ts';
import { Depth } from '../keys/command-stack.ts';
import { MessageTail } from '../panes/messages-pane.tsx';
import {
  connectionHeader,
  connectionLine,
  endsWidth,
  fittingProxyColumns,
  heldLine,
  listenerLine,
  listLine,
  recordingLine,
  ruleBelow,
} from '../panes/proxy-rows.ts';
import { fitTo } from '../terminal/width.ts';
import { counted } from './titles.ts';

type Pane = 'listeners' | 'connections' | 'held';

const MOST_LISTENERS = 5;
const MOST_HELD = 4;

/** The live proxy: listeners, their connections, the last messages of the chosen one, what is held. */
export function ProxyScreen({ proxy }: { proxy: ProxyView }) {
  const desk = useDesk();
  const theme = useTheme();
  const { width, height } = useArea();
  const [heldRow, setHeldRow] = useKept('proxy.held', 0);

  const { listeners, held, recording, totals } = proxy;
  // What is held waits for an answer: Enter gives it at once.
  const isHolding = held.length > 0;
  const [focused, setFocus] = useKept<Pane>(
    isHolding ? 'proxy.focus.holding' : 'proxy.focus',
    isHolding ? 'held' : 'connections',
  );
  const { listener, row: listenerRow, choose: chooseListener } = useChosenListener(listeners);
  const holding = held[Math.min(heldRow, held.length - 1)];

  const listenerLines = Math.min(listeners.length, MOST_LISTENERS);
  const heldLines = Math.min(held.length, MOST_HELD);
  const tail = height >= 20 ? Math.max(3, Math.floor(height / 4)) : 2;
  const page = Math.max(1, height - 1 - listenerLines - 1 - 1 - 1 - tail - heldLines - 1);
  const cursor = useProxyCursor(proxy, page);
  const { count, row, top, connection, nowMicros, following, paused } = cursor;
  const columns = fittingProxyColumns(proxy, width);
  const listCommands = useProxyListCommands(proxy, columns);

  const panes: Pane[] = isHolding ? ['listeners', 'connections', 'held'] : ['listeners', 'connections'];
  const turn = (step: number) => setFocus(panes[(panes.indexOf(focused) + step + panes.length) % panes.length]);
  const ofRecorded = (run: (recorded: ConnectionRow) => void) => () => {
    if (connection === null || connection.recorded === null) {
      return desk.say(`nothing of it is recorded${recording.stopped === null ? ' yet' : ''}`, 'warning');
    }
    desk.choose(connection.recorded);
    run(connection.recorded);
  };
  /** To the connections of the chosen listener, and back to all. */
  const narrow = () => {
    const filter = `listener:${listener?.address}`;
    proxy.list.ask({ ...proxy.list.query, filter: proxy.list.query.filter === filter ? '' : filter });
  };
  const look = (screen: 'detail' | 'messages' | 'packets' | 'graphs') => ofRecorded(() => desk.open(screen));
  const commands = useProxyCommands(proxy, {
    listener,
    connection,
    held: focused === 'held' || held.length === 1 ? (holding ?? null) : null,
  });
  useCommands(
    'proxy',
    {
      ...commands,
      ...listCommands,
      ...(connection === null
        ? {}
        : {
            open: look('messages'),
            detail: look('detail'),
            messages: look('messages'),
            packets: look('packets'),
            graphs: look('graphs'),
            write: ofRecorded((recorded) => desk.show(<WriteDialog connections={[recorded]} what="raw" path="" />)),
            copy: () =>
              desk.copy(
                proxy.columns.map((column) => column.text(connection, nowMicros)).join('\t'),
                `connection ${connection.number}`,
              ),
          }),
      nextPane: () => turn(1),
      previousPane: () => turn(-1),
      follow: () => cursor.follow(!following),
      pause: () => cursor.pause(!paused),
    },
    { depth: Depth.screen },
  );
  useCommands(
    focused === 'held' ? 'held' : 'proxy',
    focused === 'listeners'
      ? { ...movement(listeners.length, listenerLines, listenerRow, chooseListener), open: narrow }
      : focused === 'held'
        ? movement(held.length, heldLines, heldRow, setHeldRow)
        : movement(count, page, row, cursor.moveTo),
    { depth: Depth.pane },
  );

  const ends = endsWidth(listeners, width);
  const rows = [connectionHeader(columns, proxy.list.query.sort, width, theme)];
  for (let index = top; index < Math.min(count, top + page); index++) {
    const state = { selected: index === row, focused: focused === 'connections' };
    const one = cursor.at(index);
    if (one !== null) rows.push(connectionLine(columns, one, nowMicros, state, width, theme));
  }
  if (count === 0) rows.push(theme.paint('faint', fitTo(emptyText(proxy), width)));
  return (
    <Box flexDirection="column">
      <TitleBar
        text={`PROXY  ${counted(listeners.length, 'listener')}  up ${clock(nowMicros - proxy.startedMicros)}  ${totals.opened} conn (${totals.open} open)  ${bytesInWords(totals.bytesToServer)} in  ${bytesInWords(totals.bytesToClient)} out`}
        right={recording.stopped === null ? 'REC' : 'NOT RECORDING'}
        width={width}
      />
      <Lines
        lines={windowed(listeners, listenerRow, listenerLines).map((one) =>
          listenerLine(one, ends, { selected: one === listener, focused: focused === 'listeners' }, width, theme),
        )}
        width={width}
        height={listenerLines}
      />
      <Line text={ruleBelow(listeners.length, listenerLines, width, theme)} />
      <Lines lines={rows} width={width} height={page + 1} />
      <Line text={listLine(proxy, { row, following, paused }, width, theme)} />
      {connection === null ? (
        <Lines lines={[]} width={width} height={tail} />
      ) : (
        <MessageTail
          connection={connection.recorded}
          words={connection.preview}
          changes={connection.changes}
          width={width}
          height={tail}
        />
      )}
      <Lines
        lines={windowed(held, heldRow, heldLines).map((one) =>
          heldLine(one, nowMicros, { selected: one === holding && focused === 'held', focused: true }, width, theme),
        )}
        width={width}
        height={heldLines}
      />
      <Line text={recordingLine(recording, width, theme)} />
    </Box>
  );
}

/** The rows around the cursor that fit. */
function windowed<T>(rows: readonly T[], cursor: number, page: number): readonly T[] {
  const top = windowTop(0, rows.length, page, Math.min(cursor, rows.length - 1));
  return rows.slice(top, top + page);
}

function emptyText({ listeners, list, count }: ProxyView): string {
  if (count > 0) return ` no connection matches "${list.query.filter}"; Esc clears the filter`;
  const bound = listeners.find((listener) => listener.state === 'listening');
  return bound === undefined ? ' no listener; a adds one' : ` waiting for a connection to ${bound.address}`;
}

/** µs as "00:12:31". */
function clock(micros: number): string {
  const seconds = Math.max(0, Math.floor(micros / 1e6));
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
