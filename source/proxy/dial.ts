/**
 * Connecting to the target: every address its name has, in turn, each within the time-out.
 */
import dns from 'node:dns/promises';
import net from 'node:net';
import type { UpstreamFailure } from './channel.ts';
import type { Endpoint } from './endpoints.ts';
import type { Address, Peer } from './peer.ts';

/** Unix sockets have no addresses: recordings show these (documentation block of RFC 5737). */
export const UNIX_ADDRESS: Address = { address: '192.0.2.2', port: 1 };
/** What recordings show for a server whose address never became known. */
export const UNKNOWN_SERVER: Address = { address: '0.0.0.0', port: 0 };

export interface DialObserver {
  attempt(server: Address): void;
  /** The attempt announced last. */
  failed(failure: UpstreamFailure, reason: string): void;
}

/** No address of the target could be connected; the observer has heard why. */
export class NoUpstream extends Error {}

/** Resolves to the first connection that comes about. Rejects with NoUpstream, or the signal's reason when aborted. */
export async function dial(
  target: Endpoint,
  timeout: number,
  observer: DialObserver,
  signal: AbortSignal,
): Promise<Peer> {
  if (target.kind === 'unix') {
    const transport = await attempt({ path: target.path }, UNIX_ADDRESS, timeout, observer, signal);
    if (transport === null) throw new NoUpstream(`${target.path} cannot be connected`);
    return { stream: transport, transport, kind: 'unix' };
  }
  for (const host of await addressesOf(target.host, target.port, observer)) {
    const server = { address: host, port: target.port };
    const transport = await attempt({ host, port: target.port }, server, timeout, observer, signal);
    if (transport !== null) return { stream: transport, transport, kind: 'tcp' };
  }
  throw new NoUpstream(`${target.host} cannot be connected`);
}

async function addressesOf(host: string, port: number, observer: DialObserver): Promise<string[]> {
  if (net.isIP(host) !== 0) return [host];
  try {
    return (await dns.lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
  } catch (problem) {
    observer.attempt({ ...UNKNOWN_SERVER, port });
    observer.failed('name', `${host} does not resolve (${(problem as NodeJS.ErrnoException).code})`);
    return [];
  }
}

/** Null when it failed, which the observer has heard. */
function attempt(
  where: { path: string } | { host: string; port: number },
  server: Address,
  timeout: number,
  observer: DialObserver,
  signal: AbortSignal,
): Promise<net.Socket | null> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    observer.attempt(server);
    const socket = net.connect({ ...where, allowHalfOpen: true, noDelay: true, keepAlive: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('connect', connected);
      socket.off('error', failed);
    };
    const give = (failure: UpstreamFailure, reason: string): void => {
      settle();
      socket.on('error', () => {}).destroy();
      observer.failed(failure, reason);
      resolve(null);
    };
    const connected = (): void => {
      settle();
      resolve(socket);
    };
    const failed = (error: NodeJS.ErrnoException): void => give(failureOf(error), error.message);
    const abort = (): void => {
      settle();
      socket.on('error', () => {}).destroy();
      reject(signal.reason);
    };
    const timer = setTimeout(() => give('time-out', `no answer within ${timeout} ms`), timeout);
    signal.addEventListener('abort', abort);
    socket.on('connect', connected);
    socket.on('error', failed);
  });
}

function failureOf({ code }: NodeJS.ErrnoException): UpstreamFailure {
  if (code === 'ECONNREFUSED') return 'refused';
  return code === 'ETIMEDOUT' ? 'time-out' : 'unreachable';
}
