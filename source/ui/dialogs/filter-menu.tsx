import type { ConnectionNumber } from '../../session/session.ts';
import { Menu } from '../components/menu.tsx';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';

/** Narrows the list by what the selected row is: its hosts, ports, state, or anything but them. */
export function FilterMenu({ connection }: { connection: ConnectionNumber }) {
  const session = useSession();
  const desk = useDesk();
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
  const items = [...new Set(terms)].flatMap((term) => [
    { label: `only ${term}`, run: () => add(term) },
    { label: `not  ${term}`, run: () => add(`not:${term}`) },
  ]);
  return (
    <Menu title={`Filter by #${session.store.number(connection) + 1}`} items={items} close={() => desk.show(null)} />
  );
}

function splitEndpoint(endpoint: string): { host: string; port: string } {
  const at = endpoint.lastIndexOf(':');
  return { host: endpoint.slice(0, at).replace(/^\[|\]$/g, ''), port: endpoint.slice(at + 1) };
}
