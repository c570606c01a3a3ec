/**
 * How the two ends of a relayed connection come about: what is settled with the client before its bytes count (PROXY header,
 * TLS), and the connection to the target (its addresses in turn, PROXY header, TLS).
 */
import type { Ending } from './channel.ts';
import { nowMicros } from './clock.ts';
import { dial, UNASKED_SERVER } from './dial.ts';
import { addressText, unmapped } from './endpoints.ts';
import { type Address, type Peer, reset } from './peer.ts';
import { proxyHeader, takeProxyHeader } from './proxy-protocol.ts';
import type { RelayContext } from './relay-context.ts';
import { type ClearPhaseEnd, type ClearPhaseObserver, clearPhase, type StartTls } from './starttls.ts';
import type { Identity } from './tls-files.ts';
import { type AlpnChoice, acceptTls, alpnChoice, connectTls, isHandedOn, peekAlpnOffer } from './tls-sides.ts';

/** Ends a connection before anything was relayed. */
export class Failure extends Error {
  readonly ending: Ending;

  constructor(ending: Ending, reason: string) {
    super(reason);
    this.ending = ending;
  }
}

export interface EndsObserver extends ClearPhaseObserver {
  /** The server's connection has come; the client's was there before. */
  serverCame(server: Peer): void;
  /** A TLS session was put on an end. */
  secured(peer: Peer, side: 0 | 1): void;
  /** The client's bytes count from now on. */
  clientReady(client: Peer): void;
}

export class Ends {
  client: Peer;
  server: Peer | null = null;
  /** The address that is tried or connected, for people. */
  upstream = '';
  readonly #context: RelayContext;
  readonly #observer: EndsObserver;
  /** Aborted when the connection is over. */
  readonly #signal: AbortSignal;
  #clientAddress: Address;
  /** The address that the client connected to. */
  #destination: Address;
  /** For the comment on the recording's SYN. */
  readonly #remarks: string[] = [];

  constructor(client: Peer, address: Address, context: RelayContext, observer: EndsObserver, signal: AbortSignal) {
    this.client = client;
    this.#clientAddress = address;
    const { localAddress, localPort } = client.transport;
    this.#destination = { address: unmapped(localAddress ?? ''), port: localPort ?? 0 };
    this.#context = context;
    this.#observer = observer;
    this.#signal = signal;
    const { target } = context;
    if (client.kind === 'unix') this.#remarks.push('the client came over a Unix socket');
    if (target.kind === 'unix') this.#remarks.push(`the server is the Unix socket ${target.path}`);
  }

  /** Resolves when both ends are there, or the connection is over. Rejects with Failure or NoUpstream. */
  async establish(): Promise<void> {
    const { options, target, identity } = this.#context;
    if (options.proxyProtocol.accept) await this.#takeProxyHeader();
    if (options.starttls !== null) {
      await this.#connect([]);
      await this.#startTls(options.starttls);
      return;
    }
    if (identity === null) {
      // Reading starts before there is a server, so that a client that resets meanwhile is noticed.
      this.#observer.clientReady(this.client);
      await this.#connect(options.alpn.kind === 'these' ? options.alpn.protocols : []);
      return;
    }
    const offer = await this.#alpnOffer();
    if (target.kind === 'tls' && isHandedOn(options.alpn, offer)) {
      const chosen = await this.#connect(offer);
      await this.#acceptTls(identity, chosen === null ? null : () => chosen);
    } else {
      const agreed = await this.#acceptTls(identity, alpnChoice(options.alpn, offer));
      await this.#connect(agreed === null ? [] : [agreed]);
    }
  }

  /** What ends the connection for that reason; recorded as a reset, with the reason as its comment. */
  failure(ending: Ending, reason: string): Failure {
    const { record } = this.#context;
    if (!this.#signal.aborted) {
      // With no server asked for yet, the recording shows at least that the client came.
      if (this.server === null) record.attempt(this.#clientAddress, UNASKED_SERVER, nowMicros(), null);
      record.reset(this.server === null && ending !== 'fault' ? 0 : 1, nowMicros(), reason);
    }
    return new Failure(ending, reason);
  }

  async #takeProxyHeader(): Promise<void> {
    const { connectTimeout } = this.#context.options;
    const from = this.#clientAddress;
    try {
      const ends = await takeProxyHeader(this.client.transport, connectTimeout, this.#signal);
      if (ends === null) return;
      this.#clientAddress = ends.client;
      this.#destination = ends.destination;
      this.#remarks.push(`client address from a PROXY header, which came from ${addressText(from.address, from.port)}`);
    } catch (problem) {
      throw this.failure('bad PROXY header', (problem as Error).message);
    }
  }

  async #alpnOffer(): Promise<readonly string[]> {
    try {
      return await peekAlpnOffer(this.client.transport, this.#context.options.connectTimeout);
    } catch (problem) {
      throw this.#tlsFailure('client', problem);
    }
  }

  /** Resolves to the protocol agreed on. */
  async #acceptTls(identity: Identity, chooseAlpn: AlpnChoice | null): Promise<string | null> {
    const { transport, kind } = this.client;
    const { report, connection, options } = this.#context;
    try {
      const { socket, ...facts } = await acceptTls(transport, identity, chooseAlpn, options);
      this.client = { stream: socket, transport, kind, reads: null };
      report({ event: 'tls', connection, with: 'client', ...facts });
      this.#observer.secured(this.client, 0);
      this.#observer.clientReady(this.client);
      return facts.alpn;
    } catch (problem) {
      throw this.#tlsFailure('client', problem);
    }
  }

  /** Resolves to the protocol agreed on with a TLS target. */
  async #connect(offer: readonly string[]): Promise<string | null> {
    const { options, target, report, connection, record } = this.#context;
    const server = await dial(
      target,
      options.connectTimeout,
      {
        attempt: (address) => {
          this.upstream = target.kind === 'unix' ? target.path : addressText(address.address, address.port);
          record.attempt(this.#clientAddress, address, nowMicros(), this.#remarks.join('; ') || null);
        },
        failed: (failure, reason) => {
          // Only who refuses answers; of anything else the recording shows that we gave up.
          record.reset(failure === 'refused' ? 1 : 0, nowMicros(), reason);
          report({ event: 'attempt-failed', connection, upstream: this.upstream, failure, reason });
        },
      },
      this.#signal,
      options.starttls === null ? 'reused buffers' : 'as Node reads',
    );
    if (this.#signal.aborted) {
      reset(server);
      return null;
    }
    this.server = server;
    this.#observer.serverCame(server);
    if (options.proxyProtocol.send) {
      server.transport.write(proxyHeader({ client: this.#clientAddress, destination: this.#destination }));
      report({ event: 'changed', connection, direction: 'to-server', what: 'a PROXY header was sent first' });
    }
    if (target.kind !== 'tls') return null;
    return this.#connectTls(server, offer);
  }

  async #connectTls(server: Peer, offer: readonly string[]): Promise<string | null> {
    const { target, options, report, connection, record } = this.#context;
    try {
      const { socket, ...facts } = await connectTls(server.transport, target, options, this.#context, offer);
      this.server = { ...server, stream: socket, reads: null };
      this.#observer.secured(this.server, 1);
      report({ event: 'tls', connection, with: 'server', ...facts });
      return facts.alpn;
    } catch (problem) {
      record.established(nowMicros());
      throw this.#tlsFailure('server', problem);
    }
  }

  /** What is said in clear, until both go on so or with TLS. */
  async #startTls(policy: StartTls): Promise<void> {
    const { server, client } = this;
    const { startTlsIdentity, report, connection } = this.#context;
    if (server === null || this.#signal.aborted) return;
    this.#context.record.established(nowMicros());
    const end = await clearPhase(client.transport, server.transport, policy, this.#observer);
    if (end.kind === 'clear' || startTlsIdentity === null || this.#signal.aborted) {
      this.#observer.clientReady(client);
      return;
    }
    const direction = 'to-server';
    if (end.legs === 'both') await this.#connectTls(server, []);
    report({ event: 'changed', connection, direction, what: startTlsText(end) });
    await this.#acceptTls(startTlsIdentity, null);
  }

  #tlsFailure(side: 'client' | 'server', problem: unknown): Failure {
    const { report, connection } = this.#context;
    const reason = (problem as Error).message;
    if (!this.#signal.aborted) report({ event: 'tls-failed', connection, with: side, reason });
    return this.failure('TLS failure', `TLS with the ${side} failed: ${reason}`);
  }
}

function startTlsText({ protocol, legs }: Extract<ClearPhaseEnd, { kind: 'TLS' }>): string {
  const what = legs === 'both' ? 'TLS ends here and begins again' : "TLS ends here; the target's leg is in clear";
  // SCRAM-SHA-256-PLUS binds the password to the client's TLS session, RFC 5802 section 6.
  const scram = protocol === 'PostgreSQL' && legs === 'both';
  return scram ? `${what} (SCRAM: channel_binding=disable at the client, or --starttls client)` : what;
}
