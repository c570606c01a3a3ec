/** Which connections are looked at in depth: all of a small capture, of a large one those that the counters speak against. */
import type { PacketIndex } from '../analysis/packet-index.ts';
import { duration, isReset } from '../connection/statistics/identity.ts';
import { statistic } from '../connection/statistics.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { endingOf } from './ending.ts';
import { sortedBy } from './order.ts';
import type { ConnectionNumber } from './session.ts';
import { atOnce } from './slices.ts';

export interface Limits {
  connections: number;
  packets: number;
}

/** Connections and all of their packets, both ascending. */
export interface Suspects {
  connections: Uint32Array;
  numbers: Float64Array;
}

/** `whole`: packets that belong to no connection may come along (ICMP), as nothing was cut away before the analysis. */
export function suspects(store: ConnectionStore, index: PacketIndex, limits: Limits, whole: boolean): Suspects {
  const { count, totals } = store;
  const packets = totals[Total.packets];
  if (whole && count <= limits.connections && packets <= limits.packets) {
    return { connections: Uint32Array.from({ length: count }, (_, i) => i), numbers: counting(packets) };
  }
  return packetsOf(store, index, chosen(store, limits));
}

/** `connections` ascend. */
export function packetsOf(
  store: ConnectionStore,
  index: PacketIndex,
  connections: readonly ConnectionNumber[],
): Suspects {
  const numbers: number[] = [];
  for (const connection of connections) {
    for (let number = store.identity.firstPacket(connection); number !== 0; number = index.after(number)) {
      numbers.push(number);
    }
  }
  return { connections: Uint32Array.from(connections), numbers: Float64Array.from(numbers).sort() };
}

const counting = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i + 1);

/** Worst first until the limits are reached; one that is too large alone is passed over. */
function chosen(store: ConnectionStore, limits: Limits): ConnectionNumber[] {
  const grounds = { value: (connection: number) => groundsAgainst(store, connection) };
  const long = { value: (connection: number) => duration(store, connection) };
  const order = atOnce(sortedBy([grounds, long], true, store.count));
  const found: ConnectionNumber[] = [];
  let room = limits.packets;
  for (const connection of order) {
    const packets = store.core.packets(2 * connection) + store.core.packets(2 * connection + 1);
    if (packets > room) continue;
    room -= packets;
    if (found.push(connection) === limits.connections) break;
  }
  return found.sort((one, other) => one - other);
}

const TROUBLES = ['retransmitted_packets', 'out_of_order_packets', 'zero_windows'].map((id) => statistic(id).value);

function groundsAgainst(store: ConnectionStore, connection: number): number {
  const ending = endingOf(store, connection);
  let grounds = ending === 'syn!' || ending === 'ref<' ? 2 : isReset(store, connection) ? 1 : 0;
  for (const value of TROUBLES) {
    if (Number(value(store, connection, 0)) + Number(value(store, connection, 1)) > 0) grounds++;
  }
  return grounds;
}
