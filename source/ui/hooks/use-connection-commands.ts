import type { ConnectionRow } from '../../connection/numbering.ts';
import { Depth, type Handlers } from '../keys/command-stack.ts';
import type { View } from '../keys/table.ts';
import { useCommands } from './use-commands.ts';
import { type Desk, useDesk } from './use-desk.ts';
import { useSession } from './use-session.ts';

const SIDES = ['detail', 'messages', 'packets', 'graphs'] as const;

/** The keys of the selected connection's screens, on any other than the one it is. */
export function openingSides(desk: Desk, view: View): Handlers {
  if (desk.connection === null) return {};
  return Object.fromEntries(SIDES.filter((side) => side !== view).map((side) => [side, () => desk.open(side)]));
}

/** What every screen about one connection can do: look at its other sides, and go to its neighbours in the list. */
export function useConnectionCommands(view: View, connection: ConnectionRow, handlers: Handlers): void {
  const { list } = useSession();
  const desk = useDesk();
  const neighbour = (step: number) => () => {
    const row = list.placeOf(connection) + step;
    if (row < 0 || row >= list.count) return desk.say('no further connection in the list');
    desk.choose(list.at(row));
  };
  useCommands(
    view,
    {
      ...openingSides(desk, view),
      nextConnection: neighbour(1),
      previousConnection: neighbour(-1),
      ...handlers,
    },
    { depth: Depth.screen },
  );
}
