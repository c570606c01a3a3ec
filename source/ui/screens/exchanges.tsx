import { Box } from 'ink';
import { useEffect } from 'react';
import { EXCHANGE_ORDERS, type ExchangeView } from '../../session/exchange-list.ts';
import type { Session } from '../../session/session.ts';
import { type ExchangeFacts, outcomeOf } from '../../stream/exchange-facts.ts';
import { SERVICE_KEYS, type Service, type ServiceKey } from '../../stream/services.ts';
import { Lines } from '../components/line.tsx';
import { movement, windowTop } from '../components/movement.ts';
import { TitleBar } from '../components/title-bar.tsx';
import { bytesInWords, shortCount, withCommas } from '../format/size.ts';
import { duration, moment, type TimeFormat } from '../format/time.ts';
import { useArea, useKept, useMemory, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { openingSides } from '../hooks/use-connection-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import { Depth } from '../keys/command-stack.ts';
import { fitTo } from '../terminal/width.ts';
import { counted } from './titles.ts';

type Shown = 'exchanges' | ServiceKey;

const VIEWS: readonly Shown[] = ['exchanges', ...SERVICE_KEYS];

/** From these widths on there is room for the server, and for both ends. */
const ROOMY = 100;
const ROOMIEST = 150;
/** Cells of a service's row beside its name. */
const OTHER_CELLS = 57;
/** Cells of the longest bar. */
const BAR = 8;

/** Every request with its reply; or their sums by server, client, host or pattern. */
export function ExchangesScreen() {
  const session = useSession();
  const desk = useDesk();
  const theme = useTheme();
  const { width, height } = useArea();
  const { exchanges } = session;
  const [view, setView] = useKept<Shown>('exchanges.view', 'exchanges');
  const [cursor, setCursor] = useKept('exchanges.cursor', 0);
  const [key, setKey] = useKept('exchanges.key', 0);
  const window = useMemory('exchanges.top', { top: 0 });
  const history = useMemory<string[]>('exchanges.filters', []);

  const { query } = exchanges;
  const services = view === 'exchanges' ? [] : exchanges.services(view);
  const count = view === 'exchanges' ? exchanges.count : services.length;
  const row = Math.max(0, Math.min(count - 1, view === 'exchanges' ? cursor : key));
  const page = Math.max(1, height - 2);
  const first = windowTop(window.top, count, page, row);
  useEffect(() => {
    window.top = first;
  });

  const put = view === 'exchanges' ? setCursor : setKey;
  const ask = (filter: string) => {
    const problem = exchanges.ask({ ...query, filter });
    if (problem !== null) desk.say(problem, 'bad');
    else put(0);
  };
  /** The messages of the exchange, or the exchanges of the service. */
  const open = () => {
    if (count === 0) return;
    if (view !== 'exchanges') return setView('exchanges');
    const { connection, packet } = exchanges.at(row);
    desk.choose(connection);
    desk.goTo('messages', { kind: 'packet', number: packet });
  };
  useCommands(
    'exchanges',
    {
      ...openingSides(desk, 'exchanges'),
      ...movement(count, page, row, put),
      open,
      viewAs: () => setView(VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length]),
      filter: () =>
        desk.ask({
          label: 'filter:',
          initial: query.filter,
          history,
          hint: 'wait:>200ms took:>1s status:>=500 proto:http host:shop state:unanswered failed words',
          accept: ask,
        }),
      sort: () => {
        const order = EXCHANGE_ORDERS[(EXCHANGE_ORDERS.indexOf(query.order) + 1) % EXCHANGE_ORDERS.length];
        // Longest and largest first; times and words from the beginning.
        exchanges.ask({ ...query, order, isDescending: order !== 'time' && order !== 'words' });
        desk.say(`sorted by ${order}`);
      },
      reverse: () => void exchanges.ask({ ...query, isDescending: !query.isDescending }),
      ...(query.filter === '' ? {} : { escape: () => ask('') }),
    },
    { depth: Depth.screen },
  );

  const start = session.trace.firstMicros;
  const seen = Array.from({ length: Math.min(page, count - first) }, (_, at) => first + at);
  const lines =
    view === 'exchanges'
      ? seen.map((place) => exchangeRow(exchanges.at(place), session, { start, timeFormat: desk.timeFormat, width }))
      : serviceRows(services, seen, width, theme.glyphs.horizontal);
  const shown = lines.map((line, at) => {
    const mark = first + at === row ? theme.glyphs.cursor : ' ';
    const role = first + at === row ? 'selected' : isBad(view, exchanges, services, first + at) ? 'bad' : 'normal';
    return theme.paint(role, fitTo(`${mark} ${line}`, width));
  });
  if (count === 0)
    shown.push(
      theme.paint('faint', fitTo(exchanges.total === 0 ? '  no exchange so far' : '  none passes the filter', width)),
    );
  const heading = view === 'exchanges' ? exchangeHeader(width) : serviceHeader(view, width);
  return (
    <Box flexDirection="column">
      <TitleBar text={titleOf(exchanges, session)} right={`${view} v`} width={width} />
      <Lines
        lines={[theme.paint('heading', fitTo(`  ${heading}`, width)), ...shown]}
        width={width}
        height={height - 1}
      />
    </Box>
  );
}

function titleOf(exchanges: ExchangeView, session: Session): string {
  const { query, count, total, forgotten, packets } = exchanges;
  const isBehind = packets < session.summary.packets;
  return [
    count === total ? counted(total, 'exchange') : `${withCommas(count)} of ${counted(total, 'exchange')}`,
    `by ${query.order}${query.isDescending ? ', descending' : ''}`,
    query.filter === '' ? '' : `/ ${query.filter}`,
    forgotten === 0 ? '' : `${withCommas(forgotten)} oldest forgotten`,
    isBehind ? `reading ${withCommas(packets)} of ${withCommas(session.summary.packets)} packets` : '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function isBad(view: Shown, exchanges: ExchangeView, services: readonly Service[], at: number): boolean {
  if (view !== 'exchanges') return services[at].errors > 0;
  const { failed, state } = exchanges.at(at);
  return failed || state === 'unanswered' || state === 'cut';
}

const waitCell = (micros: number | null): string => fitTo(micros === null ? '-' : duration(micros), 7, 'right');

function exchangeHeader(width: number): string {
  const client = width < ROOMIEST ? '' : `${fitTo('client', 21)} `;
  const service = width < ROOMY ? '' : `${fitTo('service', 21)} `;
  return `${fitTo('time', 11, 'right')} ${fitTo('wait', 7, 'right')} ${fitTo('took', 7, 'right')} ${fitTo('size', 5, 'right')} ${client}${service}${fitTo('proto', protocolCells(width))} ${fitTo('status', 10)} request`;
}

const protocolCells = (width: number): number => (width < ROOMY ? 6 : 10);

function exchangeRow(
  facts: ExchangeFacts,
  session: Session,
  { start, timeFormat, width }: { start: number; timeFormat: TimeFormat; width: number },
): string {
  const { connection, client, protocol, words, micros, wait, requestBytes, replyBytes } = facts;
  const time = moment(timeFormat, micros, start, null);
  const asks = width < ROOMIEST ? '' : `${fitTo(session.endpoint(connection, client), 21)} `;
  const answers = width < ROOMY ? '' : `${fitTo(session.endpoint(connection, client === 0 ? 1 : 0), 21)} `;
  const size = fitTo(shortCount(requestBytes + replyBytes), 5, 'right');
  return `${fitTo(time.slice(0, 11), 11, 'right')} ${waitCell(wait)} ${waitCell(facts.duration)} ${size} ${asks}${answers}${fitTo(protocol, protocolCells(width))} ${fitTo(outcomeOf(facts), 10)} ${words}`;
}

function serviceHeader(view: ServiceKey, width: number): string {
  const name = Math.max(16, width - OTHER_CELLS);
  return `${fitTo(view, name)} ${fitTo('count', 6, 'right')} ${fitTo('err', 3, 'right')} ${fitTo('median', 7, 'right')} ${fitTo('95 %', 7, 'right')} ${fitTo('worst', 7, 'right')} ${fitTo('bytes', 8, 'right')} ${fitTo('waited', BAR)}`;
}

/** Bars show the share of all time waited. */
function serviceRows(services: readonly Service[], seen: readonly number[], width: number, bar: string): string[] {
  const most = Math.max(1, ...services.map(({ waits }) => waits.total));
  const name = Math.max(16, width - OTHER_CELLS);
  return seen.map((at) => {
    const service = services[at];
    const { waits } = service;
    const drawn = bar.repeat(Math.max(waits.total > 0 ? 1 : 0, Math.round((BAR * waits.total) / most)));
    const bytes = bytesInWords(service.requestBytes + service.replyBytes);
    return `${fitTo(service.name, name)} ${fitTo(shortCount(service.exchanges), 6, 'right')} ${fitTo(shortCount(service.errors + service.unanswered), 3, 'right')} ${waitCell(waits.quantile(0.5))} ${waitCell(waits.quantile(0.95))} ${waitCell(waits.count === 0 ? null : waits.worst)} ${fitTo(bytes, 8, 'right')} ${drawn}`;
  });
}
