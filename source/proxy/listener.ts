/**
 * One listener: accepts clients, turns away those that may not come in, and relays the others to its target.
 */
import { rmSync, statSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { MADE_UP } from '../wire/made-up-addresses.ts';
import type { LiveOptions } from './changes.ts';
import type { ListenerNumber, RelayNumber, Report } from './channel.ts';
import { nowMicros } from './clock.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { RelayCounters } from './counters.ts';
import { addressText, type Endpoint, endpointText, isLocal, unmapped } from './endpoints.ts';
import type { HoldDesk } from './hold.ts';
import type { HoldPattern } from './hold-pattern.ts';
import type { AppliedImpairment } from './impairments.ts';
import type { ProxyPair } from './options.ts';
import type { Address, Peer } from './peer.ts';
import { reset } from './peer.ts';
import { UNKNOWN_CLIENT } from './proxy-protocol.ts';
import { Relay } from './relay.ts';
import { takeOver } from './reused-reads.ts';
import {
  authoritiesOf,
  type ClientCertificate,
  checkKeylog,
  clientCertificateOf,
  type Identity,
  identityOf,
} from './tls-files.ts';

/** Clients that may wait to be accepted, as far as the system allows. */
const BACKLOG = 4096;

export interface ListenerContext {
  readonly counters: RelayCounters;
  readonly report: Report;
  readonly nextConnection: () => RelayNumber;
  readonly record: (connection: RelayNumber) => ConnectionRecord;
  readonly desk: HoldDesk;
}

export class Listener {
  readonly relays = new Map<RelayNumber, Relay>();
  readonly #number: ListenerNumber;
  readonly #pair: ProxyPair;
  readonly #context: ListenerContext;
  readonly #server: net.Server;
  readonly #allowed: net.BlockList | null;
  readonly #live: LiveOptions;
  #identity: Identity | null = null;
  #startTlsIdentity: Identity | null = null;
  #authorities: readonly Buffer[] = [];
  #clientCertificate: ClientCertificate | null = null;
  #accepted = 0;
  /** Asked to stop, perhaps before it listened: making a certificate, or looking a name up, takes a while. */
  #isStopped = false;

  constructor(number: ListenerNumber, pair: ProxyPair, context: ListenerContext) {
    this.#number = number;
    this.#pair = pair;
    this.#context = context;
    this.#allowed = blockListOf(pair.options.allow);
    this.#live = { impairments: pair.options.impairments, hold: pair.options.hold };
    this.#server = net.createServer(
      { allowHalfOpen: true, noDelay: true, keepAlive: true, pauseOnConnect: true },
      (socket) => this.#accept(socket),
    );
  }

  /** Resolves to the address bound, or to null when it could not listen or was stopped before; the report has said so. */
  async listen(): Promise<string | null> {
    const { listen, target, options } = this.#pair;
    const { report } = this.#context;
    const listener = this.#number;
    try {
      if (listen.kind === 'tls') this.#identity = await identityOf(options.certificate, target);
      else if (options.starttls === 'both' || options.starttls === 'client')
        this.#startTlsIdentity = await identityOf(options.certificate, target);
      if (listen.kind === 'unix') await removeStale(listen.path);
      this.#authorities = authoritiesOf(options.tlsCa);
      this.#clientCertificate = clientCertificateOf(options);
      checkKeylog(options.keylog);
      const bound = this.#isStopped ? null : await this.#bind();
      if (bound === null || this.#isStopped) {
        this.#close();
        return null;
      }
      report({
        event: 'listening',
        listener,
        listen: endpointText(listen),
        target: endpointText(target),
        address: typeof bound === 'string' ? bound : bound.address,
        port: typeof bound === 'string' ? null : bound.port,
        exposed: !isLocal(listen),
      });
      return typeof bound === 'string' ? `unix:${bound}` : addressText(bound.address, bound.port);
    } catch (problem) {
      const reason = listenProblem(listen, problem as NodeJS.ErrnoException);
      report({ event: 'listen-failed', listener, listen: endpointText(listen), reason });
      return null;
    }
  }

  #bind(): Promise<net.AddressInfo | string> {
    const { listen } = this.#pair;
    const where = listen.kind === 'unix' ? { path: listen.path } : { host: listen.host, port: listen.port };
    return new Promise((resolve, failed) => {
      this.#server.once('error', failed);
      this.#server.listen({ ...where, backlog: BACKLOG }, () => {
        this.#server.off('error', failed);
        // Running out of descriptors while accepting: clients wait in the kernel's queue until some are free again.
        this.#server.on('error', () => {});
        resolve(this.#server.address() as net.AddressInfo | string);
      });
    });
  }

  /** Takes no more clients; those that are connected stay. */
  stop(): void {
    this.#isStopped = true;
    if (this.#server.listening) this.#close();
  }

  #close(): void {
    this.#server.close();
    this.#context.report({ event: 'stopped-listening', listener: this.#number });
  }

  /** Takes no more clients and resets those that are connected. */
  end(): void {
    this.stop();
    for (const relay of this.relays.values()) relay.abort('killed', 'the proxy ends');
  }

  /** For open connections and those to come. */
  impair(impairments: readonly AppliedImpairment[]): void {
    this.#live.impairments = impairments;
    for (const { changes } of this.relays.values()) changes.update();
    this.#context.report({ event: 'options-changed', listener: this.#number, impairments });
  }

  hold(patterns: readonly HoldPattern[]): void {
    this.#live.hold = patterns;
    for (const { changes } of this.relays.values()) changes.update();
  }

  /** A connection to this listener, as a client of its own machine would make it. */
  connectTo(): net.Socket {
    const bound = this.#server.address();
    const socket = net.connect(placeOf(bound));
    if (this.#pair.options.proxyProtocol.accept) socket.write(UNKNOWN_CLIENT);
    // It is our own certificate.
    return this.#identity === null ? socket : tls.connect({ socket, rejectUnauthorized: false });
  }

  #accept(accepted: net.Socket): void {
    const { counters, report, nextConnection, record, desk } = this.#context;
    const { target, options } = this.#pair;
    const listener = this.#number;
    const client = this.#peerOf(accepted);
    const socket = client.transport;
    const refusal = this.#refusalOf(socket);
    if (refusal !== null) {
      const from = addressText(socket.remoteAddress ?? '', socket.remotePort ?? 0);
      report({ event: 'turned-away', listener, client: from, reason: refusal });
      reset(client);
      return;
    }

    const connection = nextConnection();
    const address = clientAddress(socket, connection);
    counters.open(connection, listener, nowMicros());
    report({ event: 'opened', connection, listener, client: addressText(address.address, address.port) });
    this.relays.set(
      connection,
      new Relay(client, address, {
        connection,
        target,
        options,
        identity: this.#identity,
        startTlsIdentity: this.#startTlsIdentity,
        authorities: this.#authorities,
        clientCertificate: this.#clientCertificate,
        ordinal: ++this.#accepted,
        live: this.#live,
        desk,
        record: record(connection),
        counters,
        report,
        closed: () => this.relays.delete(connection),
      }),
    );
  }

  /** What is first read by somebody else, TLS or a PROXY header, stays in Node's hands. */
  #peerOf(accepted: net.Socket): Peer {
    const kind = this.#pair.listen.kind === 'unix' ? 'unix' : 'tcp';
    const { proxyProtocol, starttls } = this.#pair.options;
    const isPlain = this.#identity === null && !proxyProtocol.accept && starttls === null;
    const { socket, reads } = (isPlain ? takeOver(accepted) : null) ?? { socket: accepted, reads: null };
    return { stream: socket, transport: socket, kind, reads };
  }

  #refusalOf({ remoteAddress }: net.Socket): 'not allowed' | 'too many clients' | null {
    if (this.#allowed !== null && this.#pair.listen.kind !== 'unix') {
      // One that has reset its connection while it waited to be accepted has no address any more.
      if (remoteAddress === undefined) return 'not allowed';
      const address = unmapped(remoteAddress);
      if (!this.#allowed.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4')) return 'not allowed';
    }
    return this.relays.size >= this.#pair.options.maxClients ? 'too many clients' : null;
  }
}

/** A socket that nobody answers on is what a proxy that was killed has left. */
async function removeStale(path: string): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return;
  const code = await new Promise<string | undefined>((resolve) => {
    const socket = net.connect({ path }, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (problem: NodeJS.ErrnoException) => resolve(problem.code));
  });
  if (code === 'ECONNREFUSED') rmSync(path, { force: true });
}

/** Where a client of this machine finds what is bound there. */
function placeOf(bound: net.AddressInfo | string | null): net.NetConnectOpts {
  if (bound === null || typeof bound === 'string') return { path: bound ?? '', allowHalfOpen: true };
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[bound.address] ?? bound.address;
  return { host, port: bound.port, allowHalfOpen: true, noDelay: true };
}

/** Why it cannot listen there, and what to do. */
function listenProblem(listen: Endpoint, { code, message }: NodeJS.ErrnoException): string {
  if (listen.kind === 'unix') {
    return code === 'EADDRINUSE' ? 'somebody listens at it already, or it is no socket' : message;
  }
  switch (code) {
    case 'EADDRINUSE':
      return 'the port is in use; take another, or 0 for any that is free';
    case 'EADDRNOTAVAIL':
      return `${listen.host} is no address of this machine`;
    case 'ENOTFOUND':
      return `${listen.host} does not resolve`;
    case 'EACCES':
      return 'no permission for this port; take one of 1024 or more';
    default:
      return message;
  }
}

/** Unix clients have no address: recordings show a made-up one and a port of their own. */
function clientAddress({ remoteAddress, remotePort }: net.Socket, connection: RelayNumber): Address {
  if (remoteAddress === undefined) return { address: MADE_UP.unixClient, port: 1024 + (connection % 64_512) };
  return { address: unmapped(remoteAddress), port: remotePort ?? 0 };
}

function blockListOf(blocks: readonly string[]): net.BlockList | null {
  if (blocks.length === 0) return null;
  const list = new net.BlockList();
  for (const block of blocks) {
    const [address, prefix] = block.split('/');
    list.addSubnet(address, Number(prefix), net.isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}
