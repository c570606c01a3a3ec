/** Writes down who a connection's ends are, as the kernel does when it opens one: for rows that never were on a wire. */
import { ADDRESS_PAIR } from '../../source/connection/layout/constants.ts';
import { Direction } from '../../source/connection/layout/direction.ts';
import { element } from '../../source/connection/layout/structure.ts';
import type { ConnectionStore } from '../../source/connection/store.ts';

export interface Ends {
  version: 4 | 6;
  /** Both addresses, 16 bytes each, A first; an IPv4 address is in the first four. */
  addresses: Uint8Array;
  /** A's in the high half, B's in the low. */
  ports: number;
}

export function introduce(store: ConnectionStore, connection: number, { version, addresses, ports }: Ends): void {
  const { directions } = store;
  const a = connection * 2;
  const b = a + 1;
  const view = new DataView(addresses.buffer, addresses.byteOffset);
  if (version === 4) {
    directions.write(a, element(Direction.addresses, 0), view.getUint32(0));
    directions.write(a, element(Direction.addresses, 1), view.getUint32(16));
  } else {
    directions.write(a, element(Direction.addresses, 0), connection);
    store.identity.v6.set(addresses, connection * ADDRESS_PAIR);
  }
  directions.write(b, Direction.version, version);
  directions.write(b, Direction.ports, ports);
  directions.write(b, Direction.label, 2 * connection);
}

/** Times of its first and last packet, µs since 1970. */
export function setTimes({ directions }: ConnectionStore, connection: number, first: number, last: number): void {
  directions.write(2 * connection, Direction.firstMicros, first);
  directions.write(2 * connection, Direction.lastMicros, last);
}
