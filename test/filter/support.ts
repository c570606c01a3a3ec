import { Core, CoreByte, CoreMark } from '../../source/connection/rows/core.ts';
import { Rtt, RttWord } from '../../source/connection/rows/rtt.ts';
import { Traffic, TrafficByte, TrafficMark, TrafficShort, TrafficWord } from '../../source/connection/rows/traffic.ts';
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
  /** CoreMark bits. */
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
  const { u8, u16, u32, f64, stride, shorts, words, doubles } = directions;
  u8[direction * stride + CoreByte.syns] = side.syns ?? 0;
  u8[direction * stride + CoreByte.fins] = side.fins ?? 0;
  u8[direction * stride + CoreByte.resets] = side.resets ?? 0;
  u8[direction * stride + CoreByte.marks] = side.marks ?? 0;
  u8[direction * stride + TrafficByte.marks] = side.endsMoved ? TrafficMark.movedEnds : 0;
  u8[direction * stride + CoreByte.windowScale] = side.windowScale ?? 0;
  u32[direction * words + Core.packets] = side.packets ?? 0;
  u32[direction * words + TrafficWord.retransmittedPackets] = side.retransmittedPackets ?? 0;
  u16[direction * shorts + TrafficShort.mss] = side.mss ?? 0;
  f64[direction * doubles + Traffic.dataBytes] = side.dataBytes ?? 0;
  f64[direction * doubles + Traffic.uniqueBytes] = side.uniqueBytes ?? 0;
  if (side.rtt !== undefined) {
    u32[direction * words + RttWord.count] = 1;
    for (const field of [Rtt.min, Rtt.max, Rtt.sum]) f64[direction * doubles + field] = side.rtt;
  }
}

export { CoreMark };

/** Names are numbers. */
export const numeric = (store: ConnectionStore): Subject => ({
  store,
  hostName: (connection, side) => ['10.0.0.1', '10.0.0.2'][side] ?? String(connection),
  portName: (connection, side) => String(store.identity.port(connection, side)),
});
