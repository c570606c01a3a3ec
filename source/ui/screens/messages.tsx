import { Box } from 'ink';
import { useEffect, useMemo, useRef } from 'react';
import type { ConnectionRow } from '../../connection/numbering.ts';
import { READING_FORMS } from '../../stream/choice.ts';
import { Lines } from '../components/line.tsx';
import { movement, windowTop } from '../components/movement.ts';
import { TitleBar } from '../components/title-bar.tsx';
import { bytesInWords } from '../format/size.ts';
import { useArea, useKept, useMemory, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { useConnectionCommands } from '../hooks/use-connection-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useMarks } from '../hooks/use-marks.ts';
import { useSearch } from '../hooks/use-search.ts';
import { useSession } from '../hooks/use-session.ts';
import { Depth } from '../keys/command-stack.ts';
import { ContentPane, type ContentView, type Found } from '../panes/content-pane.tsx';
import { messageHeader, messageRow } from '../panes/messages-pane.tsx';
import { fitTo } from '../terminal/width.ts';
import { connectionPlace, counted } from './titles.ts';

const VIEWS: readonly ContentView[] = ['decoded', 'text', 'hex', 'mixed'];

/** From this width on there is room for a whole row of hex beside the list. */
const SIDE_BY_SIDE = 110;

/** The conversation: its messages, and what the chosen one says. */
export function MessagesScreen({ connection }: { connection: ConnectionRow }) {
  const session = useSession();
  const desk = useDesk();
  const theme = useTheme();
  const { width, height } = useArea();
  const conversation = session.conversation(connection);
  const { messages } = conversation;

  const [chosen, setChosen] = useKept(`messages.${connection}.chosen`, 0);
  const window = useMemory(`messages.${connection}.top`, { top: 0 });
  const [focus, setFocus] = useKept<'list' | 'content'>('messages.focus', 'list');
  const framings = useMemory<string[]>('messages.framings', []);
  const [view, setView] = useKept<ContentView>('messages.view', 'decoded');
  const [stacked, setStacked] = useKept<boolean | null>('messages.stacked', null);
  const [zoomed, setZoomed] = useKept('messages.zoomed', false);
  const [only, setOnly] = useKept<string | null>('messages.only', null);
  const [found, setFound] = useKept<Found | null>(`messages.${connection}.found`, null);

  const side = desk.direction === 'both' ? null : desk.direction === 'a2b' ? 0 : 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: messages only ever grow
  const shown = useMemo(
    () => messages.filter((message) => side === null || message.side === side).map((message) => message.number),
    [messages, messages.length, side],
  );
  const row = Math.max(0, lastAtMost(shown, chosen));
  const message = shown[row] ?? 0;

  const above = stacked ?? width < SIDE_BY_SIDE;
  const body = height - 1 - (conversation.notes.length > 0 ? 1 : 0);
  const listWidth = zoomed ? 0 : above ? width : Math.min(60, Math.floor(width * 0.4));
  const listHeight = zoomed ? 0 : above ? Math.max(3, Math.min(Math.floor(body / 3), shown.length + 1)) : body;
  const page = Math.max(1, listHeight - 1);
  const first = windowTop(window.top, shown.length, page, row);
  useEffect(() => {
    window.top = first;
  });

  const choose = (next: number) => setChosen(shown[next] ?? 0);
  useDestination(connection, setChosen, setFound);
  const search = useSearch(conversation, message, found, (place) => {
    setFound(place);
    setChosen(place.message);
  });
  const marks = useMarks(`messages.${connection}`, message, setChosen);
  useConnectionCommands('messages', connection, {
    ...marks,
    ...search.handlers,
    open: () => setFocus('content'),
    viewAs: () => setView(VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length]),
    nextPane: () => setFocus(focus === 'list' ? 'content' : 'list'),
    previousPane: () => setFocus(focus === 'list' ? 'content' : 'list'),
    zoom: () => {
      setZoomed(!zoomed);
      setFocus('content');
    },
    layout: () => setStacked(!above),
    frame: () =>
      desk.ask({
        label: 'decode as:',
        initial: session.decoded(connection),
        history: framings,
        hint: `${READING_FORMS.join(', ')}; empty = recognise it`,
        accept: (form) => {
          const problem = session.decode(connection, form);
          if (problem !== null) desk.say(problem, 'bad');
        },
      }),
    packets: () => {
      const packet = messages[message]?.firstPacket;
      if (packet === undefined) desk.open('packets');
      else desk.goTo('packets', { kind: 'packet', number: packet });
    },
    onlyMatching: () => {
      if (only !== null) return setOnly(null);
      if (search.text === null) return desk.say('search for text with / first; & then keeps only its lines', 'warning');
      setOnly(search.text);
    },
    nextProblem: () => gapBeside(1),
    previousProblem: () => gapBeside(-1),
    copy: () => desk.copy(messages[message]?.words ?? '', `first words of message ${message + 1}`),
    ...(escapeTo() === null ? {} : { escape: () => escapeTo()?.() }),
  });
  useCommands('messages', movement(shown.length, page, row, choose), {
    depth: Depth.pane,
    active: focus === 'list' && !zoomed,
  });

  const start = session.store.identity.firstMicros(connection);
  const rows = shown.slice(first, first + page).map((number, at) =>
    messageRow(
      {
        message: messages[number],
        before: messages[shown[first + at - 1]] ?? null,
        start,
        timeFormat: desk.timeFormat,
      },
      first + at === row,
      focus === 'list',
      listWidth,
      theme,
    ),
  );
  if (shown.length === 0)
    rows.push(theme.paint('faint', fitTo(conversation.complete ? ' no data was sent' : ' reading', listWidth)));
  const total = messages.reduce((sum, known) => sum + known.size, 0);
  const [a, b] = ([0, 1] as const).map((at) => session.endpoint(connection, at));
  // The ends last: at 80 cells long ones are cut.
  const title = `#${session.store.number(connection)}  ${counted(messages.length, 'message')}${` of ${session.decoded(connection) || conversation.spoken}`}  ${bytesInWords(total)}${conversation.complete ? '' : '  reading'}  ${a} <-> ${b}`;
  const contentWidth = above || zoomed ? width : width - listWidth - 2;
  const contentHeight = above && !zoomed ? body - listHeight - 1 : body;
  return (
    <Box flexDirection="column">
      <TitleBar
        text={title}
        right={desk.direction === 'both' ? connectionPlace(session, connection) : desk.direction}
        width={width}
      />
      {conversation.notes.length > 0 && (
        <Lines
          lines={[theme.paint('warning', fitTo(` ! ${conversation.notes.join('; ')}`, width))]}
          width={width}
          height={1}
        />
      )}
      <Box flexDirection={above ? 'column' : 'row'}>
        {!zoomed && (
          <Lines
            lines={[theme.paint('heading', messageHeader(listWidth)), ...rows]}
            width={listWidth}
            height={listHeight}
          />
        )}
        {!zoomed && above && (
          <Lines lines={[theme.paint('faint', theme.glyphs.horizontal.repeat(width))]} width={width} height={1} />
        )}
        {!zoomed && !above && (
          <Lines lines={Array(body).fill(` ${theme.paint('faint', theme.glyphs.vertical)}`)} width={2} height={body} />
        )}
        <Box marginLeft={1}>
          <ContentPane
            key={connection}
            shown={{ conversation, connection, message }}
            view={view}
            only={only}
            found={found}
            searched={search.text}
            width={contentWidth - 2}
            height={contentHeight}
            focused={focus === 'content' || zoomed}
          />
        </Box>
      </Box>
    </Box>
  );

  function gapBeside(step: number): void {
    for (let at = row + step; at >= 0 && at < shown.length; at += step) {
      if (messages[shown[at]].missing === 0) continue;
      choose(at);
      return;
    }
    desk.say('no further message with a gap');
  }

  /** What Esc undoes here before it leaves the screen. */
  function escapeTo(): (() => void) | null {
    if (only !== null) return () => setOnly(null);
    if (found !== null) return () => setFound(null);
    if (zoomed) return () => setZoomed(false);
    return focus === 'content' ? () => setFocus('list') : null;
  }
}

/** Index of the last number at or below `wanted` in an ascending list; -1 = none. */
function lastAtMost(ascending: readonly number[], wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Takes the place that another screen wants shown: the message that a packet carries, or a stretch of a message. */
function useDestination(
  connection: ConnectionRow,
  choose: (message: number) => void,
  find: (found: Found) => void,
): void {
  const session = useSession();
  const { destination } = useDesk();
  const taken = useRef<typeof destination>(null);
  useEffect(() => {
    if (destination === null || taken.current === destination) return;
    const { messages, complete } = session.conversation(connection);
    if (destination.kind === 'message') {
      taken.current = destination;
      choose(destination.number);
      return find({ message: destination.number, offset: destination.offset, length: 1 });
    }
    const holder = messages.find(
      (message) => message.firstPacket <= destination.number && destination.number <= message.lastPacket,
    );
    if (holder === undefined && !complete) return;
    taken.current = destination;
    if (holder !== undefined) choose(holder.number);
  });
}
