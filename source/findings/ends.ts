/** Who talks to whom: the ends of connections as text, grouped. */

import { addressText } from '../connection/addresses.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { ConnectionStore } from '../connection/store.ts';

export interface Ends {
  client: string;
  clientPort: number;
  server: string;
  serverPort: number;
  /** Of IP, 4 or 6. */
  version: number;
}

/** `client`, `server`: which sides they are. */
export function endsOf(
  { identity }: ConnectionStore,
  { connection, client, server }: { connection: ConnectionRow; client: 0 | 1; server: 0 | 1 },
): Ends {
  return {
    client: addressText(identity, connection, client),
    clientPort: identity.port(connection, client),
    server: addressText(identity, connection, server),
    serverPort: identity.port(connection, server),
    version: identity.version(connection),
  };
}

/** "10.0.0.1:80", "[2001:db8::1]:80". */
export function endText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

export function serverText({ server, serverPort }: Ends): string {
  return endText(server, serverPort);
}

export function clientText({ client, clientPort }: Ends): string {
  return endText(client, clientPort);
}

export function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
