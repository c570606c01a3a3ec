import type { ConnectionRow } from '../../connection/numbering.ts';
import { statistic } from '../../connection/statistics.ts';
import type { Session } from '../../session/session.ts';
import { Menu } from '../components/menu.tsx';
import { isoTime } from '../format/time.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { type CutName, useReplace } from '../hooks/use-replace.ts';
import { useSession } from '../hooks/use-session.ts';

/** Narrows the list by what the selected row is: its hosts, ports, state, or anything but them; or reads only that of the capture. */
export function FilterMenu({ connection }: { connection: ConnectionRow }) {
  const session = useSession();
  const desk = useDesk();
  const replace = useReplace();
  const { list } = session;
  const ends = ([0, 1] as const).map((side) => splitEndpoint(session.endpoint(connection, side)));
  const terms = [
    `host:${ends[0].host}`,
    `host:${ends[1].host}`,
    `port:${ends[1].port}`,
    `port:${ends[0].port}`,
    `state:${session.ending(connection)}`,
  ];
  const add = (term: string) => list.ask({ ...list.query, filter: `${list.query.filter} ${term}`.trim() });
  const read = (name: CutName, word: string) => {
    desk.say('reading it once more');
    replace.cut(name, word === '' ? [] : [word]).catch((failure: Error) => desk.say(failure.message, 'bad'));
  };
  const items = [
    ...[...new Set(terms)].flatMap((term) => [
      { label: `only ${term}`, run: () => add(term) },
      { label: `not  ${term}`, run: () => add(`not:${term}`) },
    ]),
    ...cutsBy(session, connection).map(([name, word]) => ({
      label: `read ${name} ${word}`,
      run: () => read(name, word),
    })),
    ...(session.summary.cut ? [{ label: 'read everything', run: () => read('nocut', '') }] : []),
  ];
  return <Menu title={`Filter by #${session.store.number(connection)}`} items={items} close={() => desk.show(null)} />;
}

/** What `:host`, `:port`, `:from` and `:to` could be told to read of the capture; nothing where it comes from a proxy. */
function cutsBy({ store, proxy }: Session, connection: ConnectionRow): [CutName, string][] {
  if (proxy !== undefined) return [];
  const value = (id: string, side: 0 | 1) => statistic(id).value(store, connection, side);
  return [
    ['host', String(value('address', 0))],
    ['host', String(value('address', 1))],
    ['port', String(value('port', 1))],
    ['from', isoTime(Number(value('first_time', 0)))],
    ['to', isoTime(Number(value('last_time', 0)))],
  ];
}

function splitEndpoint(endpoint: string): { host: string; port: string } {
  const at = endpoint.lastIndexOf(':');
  return { host: endpoint.slice(0, at).replace(/^\[|\]$/g, ''), port: endpoint.slice(at + 1) };
}
