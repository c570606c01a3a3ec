/** All protocols that are recognised, and which of them a connection speaks. A new one is a file here and a line in the list. */
import type { Protocol } from '../protocol.ts';
import type { Side } from '../unit.ts';
import { ftp } from './ftp.ts';
import { http1 } from './http1.ts';
import { imap } from './imap.ts';
import { pop3 } from './pop3.ts';
import { postgresql } from './postgresql.ts';
import { redis } from './redis.ts';
import { smtp } from './smtp.ts';
import { tls } from './tls.ts';

export const PROTOCOLS: readonly Protocol[] = [tls, http1, postgresql, redis, smtp, imap, pop3, ftp];

export interface Recognised {
  protocol: Protocol;
  /** Side of the client. */
  client: Side;
  /** Nothing else begins so; else the port has decided. */
  isSure: boolean;
}

/**
 * The protocol whose first bytes these are, of A and of B. `clients`: sides that may be the client, the likeliest first.
 * `isEnough`: nothing that helps will follow soon. `none`: no protocol begins so.
 */
export function recognise(
  bytes: readonly [Uint8Array, Uint8Array],
  clients: readonly Side[],
  ports: readonly [number, number],
  isEnough: boolean,
): Recognised | 'none' | 'unsure' {
  const possible: Recognised[] = [];
  for (const client of clients) {
    const opening = { client: bytes[client], server: bytes[1 - client] };
    for (const protocol of PROTOCOLS) {
      const recognition = protocol.recognise(opening);
      if (recognition === 'yes') return { protocol, client, isSure: true };
      if (recognition === 'perhaps') possible.push({ protocol, client, isSure: false });
    }
  }
  if (possible.length === 0) return 'none';
  const usual = possible.find(({ protocol, client }) => protocol.ports.includes(ports[1 - client]));
  if (usual !== undefined && (isEnough || possible.length === 1)) return usual;
  return isEnough ? 'none' : 'unsure';
}
