import type { ConnectionRow } from '../../connection/numbering.ts';
import type { ProxyView } from '../../session/proxy-view.ts';
import { Depth, type Handlers } from '../keys/command-stack.ts';
import type { View } from '../keys/table.ts';
import { useCommands } from './use-commands.ts';
import { type Desk, useDesk } from './use-desk.ts';
import { useProxyChoice } from './use-proxy-list.ts';
import { useSession } from './use-session.ts';

const SIDES = ['detail', 'messages', 'packets', 'graphs'] as const;

/** The keys of the selected connection's screens, on any other than the one it is. */
export function openingSides(desk: Desk, view: View): Handlers {
  if (desk.connection === null) return {};
  return Object.fromEntries(SIDES.filter((side) => side !== view).map((side) => [side, () => desk.open(side)]));
}

/** What every screen about one connection can do: look at its other sides, and go to its neighbours in the list. */
export function useConnectionCommands(view: View, connection: ConnectionRow, handlers: Handlers): void {
  const { list, proxy } = useSession();
  const desk = useDesk();
  const chooseRelayed = useProxyChoice();
  const inCapture = (step: number): boolean => {
    const place = list.placeOf(connection) + step;
    if (place < 0 || place >= list.count) return false;
    desk.choose(list.at(place));
    return true;
  };
  const neighbour = (step: number) => () => {
    const found = proxy === undefined ? inCapture(step) : inProxy(proxy, step);
    if (!found) desk.say('no further connection in the list');
  };
  /** In the proxy's list, whose cursor comes along; connections that are not recorded are passed over. */
  const inProxy = ({ list, connection: facts }: ProxyView, step: number): boolean => {
    const relayed = Array.from({ length: list.count }, (_, place) => facts(list.at(place)));
    const ahead = step > 0 ? relayed : relayed.reverse();
    const here = ahead.findIndex((one) => one?.recorded === connection);
    const next = ahead.slice(here + 1).find((one) => one !== null && one.recorded !== null);
    if (next?.recorded == null) return false;
    chooseRelayed(next.number);
    desk.choose(next.recorded);
    return true;
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
