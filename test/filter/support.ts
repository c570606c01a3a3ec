import { Moment, OptionSent, TrafficMark } from '../../source/connection/layout/constants.ts';
import { Direction } from '../../source/connection/layout/direction.ts';
import { element, type Field } from '../../source/connection/layout/structure.ts';
import { ConnectionStore, Total } from '../../source/connection/store.ts';
import { type Address, readAddress } from '../../source/filter/address.ts';
import type { Subject } from '../../source/filter/variables.ts';
import { introduce, setTimes } from '../support/introduce.ts';

/** What one side of a connection did; everything left out is 0. */
export interface Side {
  address: string;
  port: number;
  packets?: number;
  syns?: number;
  fins?: number;
  resets?: number;
  /** OptionSent bits. */
  marks?: number;
  /** A SYN or FIN came again with another number. */
  endsMoved?: boolean;
  windowScale?: number;
  dataBytes?: number;
  uniqueBytes?: number;
  retransmittedPackets?: number;
  mss?: number;
  /** A round-trip sample, µs. */
  rtt?: number;
}

/** Rows of connections that never were on a wire. */
export function storeOf(connections: readonly { a: Side; b: Side; micros?: number }[]): ConnectionStore {
  const store = new ConnectionStore(undefined, connections.length);
  store.totals[Total.connections] = connections.length;
  connections.forEach(({ a, b, micros = 0 }, connection) => {
    introduce(store, connection, {
      version: readAddress(a.address)!.version,
      addresses: Uint8Array.from([...octets(readAddress(a.address)!), ...octets(readAddress(b.address)!)]),
      ports: ((a.port << 16) | b.port) >>> 0,
    });
    setTimes(store, connection, 1e15, 1e15 + micros);
    setSide(store, 2 * connection, a);
    setSide(store, 2 * connection + 1, b);
  });
  return store;
}

/** 16 bytes; of IPv4 the first four. */
function octets(address: Address): Uint8Array {
  if (address.version === 6) return address.bytes;
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, address.value);
  return bytes;
}

function setSide({ directions }: ConnectionStore, direction: number, side: Side): void {
  const write = (field: Field, value = 0) => directions.write(direction, field, value);
  write(Direction.syns, side.syns);
  write(Direction.fins, side.fins);
  write(Direction.resets, side.resets);
  write(Direction.optionsSent, side.marks);
  write(Direction.trafficMarks, side.endsMoved ? TrafficMark.movedEnds : 0);
  write(Direction.windowScale, side.windowScale);
  write(Direction.packets, side.packets);
  write(Direction.resentPackets, side.retransmittedPackets);
  write(Direction.retransmittedPackets, side.retransmittedPackets);
  write(Direction.mss, side.mss);
  write(Direction.dataBytes, side.dataBytes);
  write(Direction.uniqueBytes, side.uniqueBytes);
  if (side.rtt === undefined) return;
  write(Direction.rttCount, 1);
  for (const moment of [Moment.min, Moment.max, Moment.sum]) write(element(Direction.rtt, moment), side.rtt);
}

export { OptionSent };

/** Names are numbers. */
export const numeric = (store: ConnectionStore): Subject => ({
  store,
  hostName: (connection, side) => ['10.0.0.1', '10.0.0.2'][side] ?? String(connection),
  portName: (connection, side) => String(store.identity.port(connection, side)),
});
