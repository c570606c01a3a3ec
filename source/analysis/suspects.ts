/** Which connections are looked at in depth: all of a small capture, the worst of a larger one. */
import { asRow } from '../connection/numbering.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import type { PacketIndex } from './packet-index.ts';
import type { Suspicion } from './suspicion.ts';

/** How much is looked at. */
export interface ClosenessLimits {
  /** A capture of no more packets and connections is looked at whole; */
  small: { packets: number; connections: number };
  /** of a larger one so many packets, or this share of them if that is more, and so many connections. */
  packets: number;
  share: number;
  connections: number;
}

/** Half as much again as a plain report takes. */
export const FOR_REPORT: ClosenessLimits = {
  small: { packets: 100_000, connections: 20_000 },
  packets: 50_000,
  share: 0.01,
  connections: 5000,
};
/** Some seconds of a thread for which nobody waits, and some 40 MB while they last. */
export const FOR_SCREEN: ClosenessLimits = {
  small: { packets: 1_000_000, connections: 2000 },
  packets: 500_000,
  share: 0.01,
  connections: 2000,
};

/** Connections and all of their packets. */
export interface Suspects {
  /** Ascending. */
  connections: Uint32Array;
  /** Numbers of their packets and of ICMP packets, 1-based, ascending. */
  numbers: Float64Array;
  /** Connections with something against them that are not among these. */
  passedOver: number;
}

/** The worst first, as many as the limits allow; all of a small capture. */
export function suspectsOf(
  store: ConnectionStore,
  index: PacketIndex,
  suspicion: Suspicion,
  limits: ClosenessLimits,
): Suspects {
  const { count } = store;
  const packets = store.totals[Total.packets];
  const small = packets <= limits.small.packets && count <= limits.small.connections;
  // Where packets were cut away before the analysis, those of no connection are left out with them.
  if (small && suspicion.seen === packets) return everything(count, packets);
  const weights = Float32Array.from({ length: count }, (_, connection) => suspicion.weight(store, asRow(connection)));
  const suspects = Uint32Array.from({ length: count }, (_, connection) => connection)
    .filter((connection) => small || weights[connection] > 0)
    .filter((connection) => !store.identity.isIgnored(connection))
    .sort((one, other) => weights[other] - weights[one] || one - other);
  const chosen = worst(store, suspects, small ? packets : Math.max(limits.packets, packets * limits.share), limits);
  return { ...packetsOf(store, index, chosen, suspicion.icmp), passedOver: suspects.length - chosen.length };
}

/** All packets of these connections (ascending) with all their fragments, and others. */
export function packetsOf(
  store: ConnectionStore,
  index: PacketIndex,
  connections: Uint32Array,
  others: Iterable<number> = [],
): Omit<Suspects, 'passedOver'> {
  const numbers = [...others];
  for (const connection of connections) {
    for (let number = store.identity.firstPacket(connection); number !== 0; number = index.after(number)) {
      numbers.push(...index.fragmentsOf(number), number);
    }
  }
  return { connections, numbers: Float64Array.from(numbers).sort() };
}

function worst({ core }: ConnectionStore, suspects: Uint32Array, room: number, limits: ClosenessLimits): Uint32Array {
  const chosen: number[] = [];
  let left = room;
  for (const connection of suspects) {
    if (chosen.length === limits.connections) break;
    const packets = core.packets(2 * connection) + core.packets(2 * connection + 1);
    // The worst of all is looked at however long it is.
    if (packets > left && chosen.length > 0) continue;
    left -= packets;
    chosen.push(connection);
  }
  return Uint32Array.from(chosen).sort();
}

function everything(connections: number, packets: number): Suspects {
  return {
    connections: Uint32Array.from({ length: connections }, (_, i) => i),
    numbers: Float64Array.from({ length: packets }, (_, i) => i + 1),
    passedOver: 0,
  };
}
