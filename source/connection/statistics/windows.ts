/** The windows each side advertised. */
import { TrafficMark } from '../layout/constants.ts';
import { Direction } from '../layout/direction.ts';
import type { ConnectionStore } from '../store.ts';
import { ofDirection, stored } from './kinds.ts';

const TWO_32 = 2 ** 32;

const isScaled = (store: ConnectionStore, direction: number): boolean =>
  store.directions.has(direction, Direction.trafficMarks, TrafficMark.scaled);

/** The sum of a direction's windows in whole bytes by `count` windows, 0 without any. */
function averageWindow(store: ConnectionStore, direction: number, count: number): number | bigint {
  if (count <= 0) return 0;
  const low = store.read(direction, Direction.windowTotalLow);
  const high = store.read(direction, Direction.windowTotalHigh);
  if (high < 2 ** 21) return Math.floor((low + high * TWO_32) / count);
  return BigInt.asUintN(64, BigInt(low) + (BigInt(high) << 32n)) / BigInt(count);
}

export const WINDOW_STATISTICS = [
  stored(Direction.windowMax, {
    id: 'largest_window',
    title: 'largest window',
    unit: 'bytes',
    meaning: 'Largest window advertised, scaled where the scale is known.',
    row: 'max win adv',
  }),
  stored(Direction.windowMin, {
    id: 'smallest_window',
    title: 'smallest window',
    unit: 'bytes',
    meaning: 'Smallest window above zero advertised, scaled where the scale is known.',
    row: 'min win adv',
  }),
  stored(Direction.zeroWindows, {
    id: 'zero_windows',
    title: 'zero windows',
    unit: 'times',
    meaning: 'Packets that advertised a window of zero.',
    row: 'zero win adv',
  }),
  ofDirection(
    'traffic',
    {
      id: 'average_window',
      title: 'average window',
      unit: 'bytes',
      meaning: 'Mean of the windows advertised, RSTs apart; only scaled ones where this side scales.',
    },
    (store, direction) =>
      averageWindow(
        store,
        direction,
        isScaled(store, direction)
          ? store.read(direction, Direction.scaledPackets)
          : store.core.packets(direction) - store.core.resets(direction),
      ),
  ),
  ofDirection(
    'traffic',
    {
      id: 'tcptrace_average_window',
      title: 'avg win adv (tcptrace)',
      unit: 'bytes',
      meaning: 'Sum of the windows divided by all packets, unless both sides scale.',
      row: 'avg win adv',
    },
    (store, direction, connection) => {
      const scaled = isScaled(store, 2 * connection) && isScaled(store, 2 * connection + 1);
      return averageWindow(
        store,
        direction,
        scaled ? store.read(direction, Direction.scaledPackets) : store.core.packets(direction),
      );
    },
  ),
];
