/**
 * Connecting to the target: every address its name has, in turn, each within the time-out.
 */
import dns from 'node:dns/promises';
import net from 'node:net';
import { MADE_UP } from '../wire/made-up-addresses.ts';
import type { UpstreamFailure } from './channel.ts';
import { durationText } from './durations.ts';
import type { Endpoint } from './endpoints.ts';
import type { Address, Peer } from './peer.ts';
import { ReusedReads } from './reused-reads.ts';

/** Unix sockets have no addresses: recordings show these. */
const UNIX_ADDRESS: Address = { address: MADE_UP.unixServer, port: 1 };
/** What recordings show for a server that was not asked, as nothing could be settled with the client. */
export const UNASKED_SERVER: Address = { address: MADE_UP.unasked, port: 0 };

export interface DialObserver {
  attempt(server: Address): void;
  /** The attempt announced last. */
  failed(failure: UpstreamFailure, reason: string): void;
}

/** No address of the target could be connected; the observer has heard why. */
export class NoUpstream extends Error {}

/** Resolves to the first connection that comes about, to be read so: TLS can only be put on one that Node reads itself. Rejects with NoUpstream, or the signal's reason when aborted. */
export async function dial(
  target: Endpoint,
  timeout: number,
  observer: DialObserver,
  signal: AbortSignal,
  reading: 'reused buffers' | 'as Node reads',
): Promise<Peer> {
  if (target.kind === 'unix') {
    const reads = new ReusedReads();
    const transport = await attempt({ path: target.path }, reads, UNIX_ADDRESS, timeout, observer, signal);
    if (transport === null) throw new NoUpstream(`${target.path} cannot be connected`);
    return { stream: transport, transport, kind: 'unix', reads };
  }
  for (const host of await addressesOf(target, timeout, observer)) {
    const server = { address: host, port: target.port };
    const reads = target.kind === 'tls' || reading === 'as Node reads' ? null : new ReusedReads();
    const transport = await attempt({ host, port: target.port }, reads, server, timeout, observer, signal);
    if (transport !== null) return { stream: transport, transport, kind: 'tcp', reads };
  }
  throw new NoUpstream(`${target.host} cannot be connected`);
}

async function addressesOf(
  { host, port }: { host: string; port: number },
  timeout: number,
  observer: DialObserver,
): Promise<string[]> {
  if (net.isIP(host) !== 0) return [host];
  try {
    return await lookup(host, timeout);
  } catch (problem) {
    observer.attempt({ address: MADE_UP.unresolved, port });
    const { code, message } = problem as NodeJS.ErrnoException;
    observer.failed('name', `${host} does not resolve (${code ?? message})`);
    return [];
  }
}

/** Look-ups under way, by name: one for all who wait, as each takes a thread of the few that write the recording, too. */
const lookups = new Map<string, Promise<string[]>>();

function lookup(host: string, timeout: number): Promise<string[]> {
  let asked = lookups.get(host);
  if (asked === undefined) {
    asked = dns.lookup(host, { all: true, verbatim: true }).then((found) => found.map(({ address }) => address));
    asked.catch(() => {}).finally(() => lookups.delete(host));
    lookups.set(host, asked);
  }
  return within(asked, timeout);
}

async function within<T>(promise: Promise<T>, timeout: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${durationText(timeout)}`)), timeout);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Null when it failed, which the observer has heard. */
function attempt(
  where: { path: string } | { host: string; port: number },
  reads: ReusedReads | null,
  server: Address,
  timeout: number,
  observer: DialObserver,
  signal: AbortSignal,
): Promise<net.Socket | null> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    observer.attempt(server);
    const socket = net.connect({
      ...where,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      onread: reads?.onread,
    });
    socket.on('close', () => reads?.end());
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
    const failed = (error: NodeJS.ErrnoException): void => give(failureOf(error), reasonOf(error));
    const abort = (): void => {
      settle();
      socket.on('error', () => {}).destroy();
      reject(signal.reason);
    };
    const timer = setTimeout(() => give('time-out', `no answer within ${durationText(timeout)}`), timeout);
    signal.addEventListener('abort', abort);
    socket.on('connect', connected);
    socket.on('error', failed);
  });
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused: nobody listens there';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'no way there from this machine';
    default:
      return message;
  }
}

function failureOf({ code }: NodeJS.ErrnoException): UpstreamFailure {
  if (code === 'ECONNREFUSED') return 'refused';
  return code === 'ETIMEDOUT' ? 'time-out' : 'unreachable';
}
