import { Box } from 'ink';
import { useEffect, useRef } from 'react';
import type { ConnectionRow } from '../../connection/numbering.ts';
import type { PacketList, PacketRow } from '../../session/session.ts';
import { Line, Lines } from '../components/line.tsx';
import { movement, windowTop } from '../components/movement.ts';
import { TitleBar } from '../components/title-bar.tsx';
import { useArea, useKept, useMemory, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useConnectionCommands } from '../hooks/use-connection-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useMarks } from '../hooks/use-marks.ts';
import { usePacketSearch } from '../hooks/use-packet-search.ts';
import { useSession } from '../hooks/use-session.ts';
import { Depth } from '../keys/command-stack.ts';
import { PacketPane, type PacketView } from '../panes/packet-pane.tsx';
import { packetHeader, packetRow, widthsFor } from '../panes/packet-rows.ts';
import { connectionPlace, counted } from './titles.ts';

/** Lines of the lower pane at most: nearly every packet's headers, and of its bytes as many as are read in one look. */
const TALLEST: Record<PacketView, number> = { headers: 16, hex: 24 };

/** The packets of a connection; Enter shows the headers of the chosen one, or its bytes. */
export function PacketsScreen({ connection }: { connection: ConnectionRow }) {
  const session = useSession();
  const desk = useDesk();
  const theme = useTheme();
  const { width, height } = useArea();
  const packets = session.packets(connection);

  const [chosen, setChosen] = useKept(`packets.${connection}.row`, 0);
  const window = useMemory(`packets.${connection}.top`, { top: 0 });
  const [paneShown, setPaneShown] = useKept('packets.pane', false);
  const [view, setView] = useKept<PacketView>('packets.view', 'headers');
  const [focus, setFocus] = useKept<'list' | 'pane'>('packets.focus', 'list');

  const body = height - 1;
  const paneHeight = paneShown ? Math.max(4, Math.min(TALLEST[view], Math.floor(body / 2))) : 0;
  const page = Math.max(1, body - 1 - paneHeight - (paneShown ? 1 : 0));
  const side = desk.direction === 'both' ? null : desk.direction === 'a2b' ? 0 : 1;
  const clamped = Math.max(0, Math.min(chosen, packets.count - 1));
  const row = nearestOfSide(packets, clamped, 1, side) ?? nearestOfSide(packets, clamped, -1, side) ?? clamped;
  const first = windowTop(window.top, packets.count, page, row);
  useEffect(() => {
    window.top = first;
  });
  useDestination(packets, setChosen);

  const marked = (step: number) => {
    for (let at = row + step; at >= 0 && at < packets.count; at += step) {
      const { marks, side: from } = packets.at(at);
      if (marks.length > 0 && (side === null || from === side)) return setChosen(at);
    }
    desk.say(packets.complete ? 'no further marked packet' : 'still reading packets');
  };
  const step = (to: number) => setChosen(nearestOfSide(packets, to, to < row ? -1 : 1, side) ?? row);
  const search = usePacketSearch(packets, side, row, setChosen);
  const marks = useMarks(`packets.${connection}`, row, setChosen);
  useConnectionCommands('packets', connection, {
    ...marks,
    ...search,
    open: () => {
      const reads = paneShown && focus === 'list';
      setPaneShown(!paneShown || reads);
      setFocus(reads ? 'pane' : 'list');
    },
    messages: () => {
      if (packets.count === 0) desk.open('messages');
      else desk.goTo('messages', { kind: 'packet', number: packets.at(row).number });
    },
    nextProblem: () => marked(1),
    previousProblem: () => marked(-1),
    nextPane: () => setFocus(paneShown && focus === 'list' ? 'pane' : 'list'),
    previousPane: () => setFocus(paneShown && focus === 'list' ? 'pane' : 'list'),
    ...(packets.count === 0
      ? {}
      : { copy: () => desk.copy(plain(packets.at(row)), `packet ${packets.at(row).number}`) }),
    ...(paneShown
      ? {
          viewAs: () => setView(view === 'headers' ? 'hex' : 'headers'),
          escape: () => {
            setPaneShown(false);
            setFocus('list');
          },
        }
      : {}),
  });
  useCommands('packets', movement(packets.count, page, row, step), { depth: Depth.pane, active: focus === 'list' });

  const start = session.store.identity.firstMicros(connection);
  const shown: { at: number; packet: PacketRow }[] = [];
  for (let at = first; shown.length < page && at < packets.count; at++) {
    const packet = packets.at(at);
    if (side === null || packet.side === side) shown.push({ at, packet });
  }
  const widths = widthsFor(
    width,
    shown.map(({ packet }) => packet),
  );
  const lines = [theme.paint('heading', packetHeader(width, widths))];
  for (const { at, packet } of shown) {
    const before = at === 0 ? null : packets.at(at - 1);
    const facts = { packet, before, start, timeFormat: desk.timeFormat, widths };
    lines.push(packetRow(facts, at === row, focus === 'list', width, theme));
  }
  if (packets.count === 0) lines.push(theme.paint('faint', packets.complete ? ' no packets kept' : ' reading'));
  const [a, b] = ([0, 1] as const).map((end) => session.endpoint(connection, end));
  const notes = (packets.notes ?? []).map((note) => `, ${note}`).join('');
  const title = `#${session.store.number(connection)} packets${notes}  ${a} <-> ${b}  ${counted(packets.count, 'packet')}${packets.complete ? '' : '  reading'}`;
  return (
    <Box flexDirection="column">
      <TitleBar
        text={title}
        right={desk.direction === 'both' ? connectionPlace(session, connection) : desk.direction}
        width={width}
      />
      <Lines lines={lines} width={width} height={page + 1} />
      {paneShown && <Line text={theme.paint('faint', theme.glyphs.horizontal.repeat(width))} />}
      {paneShown && packets.count > 0 && (
        <Box marginLeft={1}>
          <PacketPane
            packets={packets}
            row={row}
            view={view}
            width={width - 2}
            height={paneHeight}
            focused={focus === 'pane'}
          />
        </Box>
      )}
    </Box>
  );
}

const plain = (packet: PacketRow): string =>
  `${packet.number} ${packet.sequence}:${packet.sequence + packet.length} ack ${packet.acknowledgement ?? '-'} len ${packet.length} win ${packet.window ?? '-'} ${packet.marks.join(', ')}`.trim();

/** `side` null: of any. */
function nearestOfSide(packets: PacketList, from: number, step: number, side: 0 | 1 | null): number | null {
  for (let at = from; at >= 0 && at < packets.count; at += step) {
    if (side === null || packets.at(at).side === side) return at;
  }
  return null;
}

/** Takes the packet that another screen wants shown, once it has been read. */
function useDestination(packets: PacketList, choose: (row: number) => void): void {
  const { destination } = useDesk();
  const taken = useRef<typeof destination>(null);
  useEffect(() => {
    if (destination?.kind !== 'packet' || taken.current === destination) return;
    const row = firstFrom(packets, destination.number);
    if (row === packets.count && !packets.complete) return;
    taken.current = destination;
    choose(Math.min(row, packets.count - 1));
  });
}

/** Row of the first packet with this number or a later one: numbers ascend. */
function firstFrom(packets: PacketList, number: number): number {
  let low = 0;
  let high = packets.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (packets.at(middle).number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
