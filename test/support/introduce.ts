/** Writes down who a connection's ends are, as the kernel does when it opens one: for rows that never were on a wire. */
import * as Identity from '../../source/connection/rows/fields/identity.ts';
import type { ConnectionStore } from '../../source/connection/store.ts';

export interface Ends {
  version: 4 | 6;
  /** Both addresses, 16 bytes each, A first; an IPv4 address is in the first four. */
  addresses: Uint8Array;
  /** A's in the high half, B's in the low. */
  ports: number;
}

export function introduce(store: ConnectionStore, connection: number, { version, addresses, ports }: Ends): void {
  const { u32, u8, words, stride } = store.directions;
  const a = connection * 2;
  const b = a + 1;
  const view = new DataView(addresses.buffer, addresses.byteOffset);
  if (version === 4) {
    u32[a * words + Identity.Addresses] = view.getUint32(0);
    u32[a * words + Identity.Addresses + 1] = view.getUint32(16);
  } else {
    u32[a * words + Identity.Addresses] = connection;
    store.identity.v6.set(addresses, connection * Identity.ADDRESS_PAIR);
  }
  u8[b * stride + Identity.Version] = version;
  u32[b * words + Identity.Ports] = ports;
  u32[b * words + Identity.Label] = 2 * connection;
}

/** Times of its first and last packet, µs since 1970. */
export function setTimes(store: ConnectionStore, connection: number, first: number, last: number): void {
  const { f64, doubles } = store.directions;
  f64[2 * connection * doubles + Identity.FirstMicros] = first;
  f64[2 * connection * doubles + Identity.LastMicros] = last;
}
