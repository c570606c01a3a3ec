/** Both ends of connections as text: addresses or names, whole or folded into a column. */

import { addressText } from '../connection/addresses.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { HostNames } from '../names/host-names.ts';

const DOT = '.';
const LEFT_OUT = '~';

export class Endpoints {
  readonly #store: ConnectionStore;
  readonly #changed: () => void;
  #names: HostNames | null = null;

  constructor(store: ConnectionStore, changed: () => void) {
    this.#store = store;
    this.#changed = changed;
  }

  get namesShown(): boolean {
    return this.#names !== null;
  }

  showNames(on: boolean): void {
    if (on === this.namesShown) return;
    this.#names = on ? new HostNames(this.#changed) : null;
    this.#changed();
  }

  /** The name of an end where names are shown and it is known by now; asks for it otherwise. */
  hostName = (connection: ConnectionRow, side: 0 | 1): string | null => {
    if (this.#names === null) return null;
    const address = addressText(this.#store.identity, connection, side);
    this.#names.want(address);
    return this.#names.name(address);
  };

  /** "10.0.0.1:80", "[2001:db8::1]:80", "www.example.org:80". */
  text(connection: ConnectionRow, side: 0 | 1): string {
    return `${this.#hostText(connection, side)}:${this.#port(connection, side)}`;
  }

  /**
   * The same in `width` cells; the port is never cut. `prefix`: what all addresses of the column begin with, left out where
   * there is no room. What does not fit is cut at the front of an address and at the end of a name.
   */
  folded(connection: ConnectionRow, side: 0 | 1, width: number, prefix: string): string {
    const host = this.#hostText(connection, side);
    const port = `:${this.#port(connection, side)}`;
    const room = width - port.length;
    if (host.length <= room) return host + port;
    if (this.hostName(connection, side) !== null) return host.slice(0, room - 1) + LEFT_OUT + port;
    const rest = prefix !== '' && host.startsWith(prefix) ? host.slice(prefix.length - 1) : host;
    if (rest.length <= room) return rest + port;
    return LEFT_OUT + rest.slice(rest.length - room + 1) + port;
  }

  #port = (connection: ConnectionRow, side: 0 | 1): number => this.#store.identity.port(connection, side);

  #hostText(connection: ConnectionRow, side: 0 | 1): string {
    const name = this.hostName(connection, side);
    if (name !== null) return name;
    const address = addressText(this.#store.identity, connection, side);
    return this.#store.identity.version(connection) === 4 ? address : `[${address}]`;
  }
}

/** Finds the whole bytes that all IPv4 addresses of one side begin with, as connections come. */
export class SharedPrefix {
  readonly #store: ConnectionStore;
  readonly #side: 0 | 1;
  #seen = 0;
  #first: number | null = null;
  /** Bits in which addresses differ from the first. */
  #varying = 0;

  constructor(store: ConnectionStore, side: 0 | 1) {
    this.#store = store;
    this.#side = side;
  }

  /** "172.16.16." (never all four numbers); "" when nothing is shared, or there are IPv6 connections only. */
  text(): string {
    this.#takeNew();
    if (this.#first === null) return '';
    const bytes = Math.min(3, Math.clz32(this.#varying) >>> 3);
    const numbers = [24, 16, 8].slice(0, bytes).map((shift) => (this.#first! >>> shift) & 255);
    return numbers.map((number) => number + DOT).join('');
  }

  #takeNew(): void {
    const { identity, count } = this.#store;
    for (; this.#seen < count; this.#seen++) {
      if (identity.version(this.#seen) !== 4) continue;
      const address = identity.address4(this.#seen, this.#side);
      this.#first ??= address;
      this.#varying |= address ^ this.#first;
    }
  }
}
