/** The menus: what can be done here, narrowing by the selected row, asking before what cannot be taken back. */

import type { ConnectionRow } from '../../connection/numbering.ts';
import { statistic } from '../../connection/statistics.ts';
import type { Session } from '../../session/session.ts';
import { Menu, type MenuItem } from '../components/menu.tsx';
import { isoTime } from '../format/time.ts';
import { type CutName, useReplace } from '../hooks/contexts.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useSession } from '../hooks/use-session.ts';
import type { CommandStack } from '../keys/command-stack.ts';
import { bindingsOf, type Command } from '../keys/table.ts';

const NOT_LISTED: ReadonlySet<Command> = new Set(['menu', 'escape', 'redraw', 'suspend']);

/** Everything that can be done on the screen as it is now, out of the key table. Moving about is no action. */
export function availableActions(stack: CommandStack): MenuItem[] {
  return bindingsOf(stack.view).flatMap((binding) => {
    const run = stack.handler(binding.command);
    if (run === null || binding.group === 'Move' || NOT_LISTED.has(binding.command)) return [];
    return [{ label: binding.help, stroke: binding.keys[0], note: binding.group, run }];
  });
}

export function ActionsMenu({ items, close }: { items: readonly MenuItem[]; close(): void }) {
  return <Menu title="What can be done here" items={items} close={close} />;
}

interface Props {
  /** What will happen. */
  question: string;
  yes: string;
  run(): void;
  close(): void;
}

/** Asks before something that cannot be taken back; the harmless answer comes first. */
export function Confirm({ question, yes, run, close }: Props) {
  const items = [
    { label: 'no, leave it', stroke: 'n', run: () => {} },
    { label: yes, stroke: 'y', run },
  ];
  return <Menu title={question} items={items} close={close} />;
}

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
