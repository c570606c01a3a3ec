/**
 * Which connection of the recording a relayed connection is: both are named by listener and ends, and where the same ends met
 * several times, by the order of their meetings.
 */
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';
import { inOneFamily } from '../proxy/addresses.ts';
import type { TimedEvent } from '../proxy/channel.ts';

type RecordedAs = Extract<TimedEvent, { event: 'recorded-as' }>;

export class RecordedConnections {
  readonly #rows = new Map<number, ConnectionRow>();
  /** Relayed connections not yet met in the recording, and the other way round, by their names. */
  readonly #awaited = new Map<string, number[]>();
  readonly #unclaimed = new Map<string, ConnectionRow[]>();
  #seen = 0;

  /** The relay records a connection under this identity from now on: that of its latest attempt counts. */
  expect({ connection, client, server, interface: captureInterface }: RecordedAs): void {
    const [from, to] = inOneFamily(client.address, server.address).map((bytes) => Buffer.from(bytes).toString('hex'));
    const name = `${captureInterface} ${from} ${client.port} ${to} ${server.port}`;
    const found = take(this.#unclaimed, name);
    if (found === undefined) put(this.#awaited, name, connection);
    else this.#rows.set(connection, found);
  }

  /** Looks at the connections that have come since the last call. */
  look(store: ConnectionStore): void {
    for (; this.#seen < store.count; this.#seen++) {
      const row = asRow(this.#seen);
      const name = nameOf(store, row);
      const relayed = take(this.#awaited, name);
      if (relayed === undefined) put(this.#unclaimed, name, row);
      else this.#rows.set(relayed, row);
    }
  }

  /** Null: not recorded (yet). */
  rowOf(relayed: number): ConnectionRow | null {
    return this.#rows.get(relayed) ?? null;
  }
}

function nameOf({ identity }: ConnectionStore, connection: ConnectionRow): string {
  const [client, server] = ([0, 1] as const).map((side) => {
    const address =
      identity.version(connection) === 4
        ? identity.address4(connection, side).toString(16).padStart(8, '0')
        : Buffer.from(identity.address6(connection, side)).toString('hex');
    return `${address} ${identity.port(connection, side)}`;
  });
  return `${identity.interface(connection)} ${client} ${server}`;
}

function put<T>(map: Map<string, T[]>, name: string, value: T): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [value]);
  else known.push(value);
}

function take<T>(map: Map<string, T[]>, name: string): T | undefined {
  const known = map.get(name);
  const first = known?.shift();
  if (known?.length === 0) map.delete(name);
  return first;
}
