/**
 * One relayed connection, from the client's arrival to the end of both sides. Faithful to how it ends: an end is handed on
 * as an end, and a reset or refusal on one side becomes a reset on the other.
 */
import { PREVIEW_BYTES, previewOf } from '../stream/preview.ts';
import { Changes, type LiveOptions } from './changes.ts';
import type { Ending, RelayNumber, Report } from './channel.ts';
import { nowMicros } from './clock.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { type RelayCounters, RelayState } from './counters.ts';
import { dial, NoUpstream, UNKNOWN_SERVER } from './dial.ts';
import { addressText, type Endpoint } from './endpoints.ts';
import { Flow, type FlowObserver } from './flow.ts';
import type { HoldDesk } from './hold.ts';
import type { PairOptions } from './options.ts';
import { type Address, type Peer, reset } from './peer.ts';
import type { Change } from './piece.ts';
import { proxyHeader, takeProxyHeader } from './proxy-protocol.ts';
import { acceptTls, alpnChoice, connectTls, type Identity, peekAlpnOffer } from './tls-sides.ts';

export interface RelayContext {
  readonly connection: RelayNumber;
  readonly target: Endpoint;
  readonly options: PairOptions;
  /** What a TLS listener shows; null = the client speaks in clear. */
  readonly identity: Identity | null;
  /** The how-manyeth connection of its listener, 1-based. */
  readonly ordinal: number;
  readonly live: LiveOptions;
  readonly desk: HoldDesk;
  readonly record: ConnectionRecord;
  readonly counters: RelayCounters;
  readonly report: Report;
  /** Called once, when both sides are gone. */
  readonly closed: () => void;
}

const SIDES = ['client', 'server'] as const;

/** Ends a connection before anything was relayed. */
class Failure extends Error {
  readonly ending: Ending;

  constructor(ending: Ending, reason: string) {
    super(reason);
    this.ending = ending;
  }
}

export class Relay implements FlowObserver {
  readonly changes: Changes;
  readonly #context: RelayContext;
  #client: Peer;
  #clientAddress: Address;
  #server: Peer | null = null;
  #serverAddress: Address = UNKNOWN_SERVER;
  /** The address that is tried or connected, for people. */
  #upstream = '';
  /** For the comment on the recording's SYN. */
  readonly #remarks: string[] = [];
  readonly #toServer: Flow;
  readonly #toClient: Flow;
  readonly #flows: readonly [Flow, Flow];
  /** Stops dialling, and whatever else is waited for. */
  readonly #cancel = new AbortController();
  #lastSpeaker: 0 | 1 | null = null;
  /** Why it was aborted; null while it runs or when both sides ended by themselves. */
  #aborted: { ending: Ending; reason: string } | null = null;
  #openTransports = 0;
  #isClosed = false;
  #lastMicros = nowMicros();
  #idleTimer: NodeJS.Timeout;

  constructor(client: Peer, clientAddress: Address, context: RelayContext) {
    this.#context = context;
    this.#client = client;
    this.#clientAddress = clientAddress;
    this.#toServer = new Flow(0, this);
    this.#toClient = new Flow(1, this);
    this.#flows = [this.#toServer, this.#toClient];
    this.changes = new Changes(this.#flows, {
      ...context,
      framing: context.options.framing,
      rewriteHostTo: context.options.rewriteHost ? context.target : null,
      resetNow: (reason) => this.abort('fault', reason),
    });
    this.#idleTimer = setTimeout(this.#checkIdle, context.options.idleTimeout);
    this.#watch(client, 0);
    this.#start().catch((problem: unknown) => {
      if (this.#aborted !== null) return;
      if (problem instanceof Failure) this.abort(problem.ending, problem.message);
      else if (problem instanceof NoUpstream) this.abort('no upstream', problem.message);
      else throw problem;
    });
  }

  /** Resets both sides at once. `by`: the side that did it, 0 = the client; null = the proxy. */
  abort(ending: Ending, reason: string, by: 0 | 1 | null = null): void {
    if (this.#aborted !== null) return;
    this.#aborted = { ending, reason };
    if (this.#server !== null || by === 0) {
      this.#context.record.reset(by ?? 1, nowMicros(), by === null ? `reset by the proxy: ${reason}` : null);
    }
    this.#cancel.abort();
    this.changes.stop();
    for (const flow of this.#flows) flow.abandon();
    reset(this.#client);
    if (this.#server !== null) reset(this.#server);
    this.#closeWhenGone();
  }

  async #start(): Promise<void> {
    const { options, target, identity } = this.#context;
    if (this.changes.refused) throw this.#failure('fault', 'refused on purpose');
    if (options.proxyProtocol.accept) await this.#takeProxyHeader();
    if (identity === null) {
      // Reading starts before there is a server, so that a client that resets meanwhile is noticed.
      this.#toServer.from(this.#client.stream);
      await this.#connect(options.alpn.kind === 'these' ? options.alpn.protocols : []);
    } else if (options.alpn.kind === 'pass' && target.kind === 'tls') {
      const offer = await peekAlpnOffer(this.#client.transport);
      const chosen = await this.#connect(offer);
      await this.#acceptTls(identity, () => chosen ?? undefined);
      this.#toServer.from(this.#client.stream);
    } else {
      const agreed = await this.#acceptTls(identity, alpnChoice(options.alpn));
      this.#toServer.from(this.#client.stream);
      await this.#connect(agreed === null ? [] : [agreed]);
    }
    this.#relay();
  }

  async #takeProxyHeader(): Promise<void> {
    const { connectTimeout } = this.#context.options;
    const from = this.#clientAddress;
    try {
      const client = await takeProxyHeader(this.#client.transport, connectTimeout, this.#cancel.signal);
      if (client === null) return;
      this.#clientAddress = client;
      this.#remarks.push(`client address from a PROXY header, which came from ${addressText(from.address, from.port)}`);
    } catch (problem) {
      throw this.#failure('bad PROXY header', (problem as Error).message);
    }
  }

  /** Resolves to the protocol agreed on. */
  async #acceptTls(
    identity: Identity,
    chooseAlpn: (offer: readonly string[]) => string | undefined,
  ): Promise<string | null> {
    const { transport, kind } = this.#client;
    const { report, connection, options } = this.#context;
    try {
      const { socket, ...facts } = await acceptTls(transport, identity, chooseAlpn, options);
      this.#client = { stream: socket, transport, kind };
      this.#watchErrors(this.#client, 0);
      report({ event: 'tls', connection, with: 'client', ...facts });
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
          this.#upstream = target.kind === 'unix' ? target.path : addressText(address.address, address.port);
          this.#serverAddress = address;
          record.attempt(this.#clientAddress, address, nowMicros(), this.#remarks.join('; ') || null);
        },
        failed: (failure, reason) => {
          record.reset(1, nowMicros(), reason);
          report({ event: 'attempt-failed', connection, upstream: this.#upstream, failure, reason });
        },
      },
      this.#cancel.signal,
    );
    if (this.#aborted !== null) {
      reset(server);
      return null;
    }
    this.#server = server;
    this.#watch(server, 1);
    if (options.proxyProtocol.send) {
      server.transport.write(proxyHeader(this.#clientAddress, this.#serverAddress));
      report({ event: 'changed', connection, direction: 'to-server', what: 'a PROXY header was sent first' });
    }
    if (target.kind !== 'tls') return null;
    try {
      const { socket, ...facts } = await connectTls(server.transport, target, options, offer);
      this.#server = { ...server, stream: socket };
      this.#watchErrors(this.#server, 1);
      report({ event: 'tls', connection, with: 'server', ...facts });
      return facts.alpn;
    } catch (problem) {
      throw this.#tlsFailure('server', problem);
    }
  }

  #relay(): void {
    const { report, connection, record, counters } = this.#context;
    if (this.#aborted !== null || this.#server === null) return;
    record.established(nowMicros());
    counters.state(connection, RelayState.open);
    report({ event: 'connected', connection, upstream: this.#upstream });
    this.#toClient.from(this.#server.stream);
    this.#toClient.to(this.#client.stream);
    this.#toServer.to(this.#server.stream);
  }

  #tlsFailure(side: 'client' | 'server', problem: unknown): Failure {
    const { report, connection } = this.#context;
    const reason = (problem as Error).message;
    if (this.#aborted === null) report({ event: 'tls-failed', connection, with: side, reason });
    return this.#failure('TLS failure', `TLS with the ${side} failed: ${reason}`);
  }

  /** Recorded as a reset, with the reason as its comment. */
  #failure(ending: Ending, reason: string): Failure {
    const { record } = this.#context;
    if (this.#aborted === null) {
      // With no server asked for yet, the recording shows at least that the client came.
      if (this.#server === null) record.attempt(this.#clientAddress, UNKNOWN_SERVER, nowMicros(), null);
      record.reset(1, nowMicros(), reason);
    }
    return new Failure(ending, reason);
  }

  #watchErrors({ stream }: Peer, side: 0 | 1): void {
    stream.on('error', (error) => this.abort(`reset by ${SIDES[side]}`, error.message, side));
  }

  #watch(peer: Peer, side: 0 | 1): void {
    this.#openTransports++;
    this.#watchErrors(peer, side);
    peer.transport.on('close', () => {
      this.#openTransports--;
      this.#closeWhenGone();
    });
  }

  /** Once the client is gone and no server is asked for any more. */
  #closeWhenGone(): void {
    if (this.#openTransports > 0 || (this.#server === null && this.#aborted === null) || this.#isClosed) return;
    this.#isClosed = true;
    const { counters, connection, record, report, closed } = this.#context;
    record.close();
    clearTimeout(this.#idleTimer);
    this.changes.stop();
    counters.state(connection, RelayState.closed);
    report({
      event: 'closed',
      connection,
      ending: this.#aborted?.ending ?? 'finished',
      reason: this.#aborted?.reason ?? null,
      bytesToServer: this.#toServer.bytes,
      bytesToClient: this.#toClient.bytes,
    });
    closed();
  }

  readonly #checkIdle = (): void => {
    const { idleTimeout } = this.#context.options;
    const idle = (nowMicros() - this.#lastMicros) / 1000;
    if (idle >= idleTimeout) this.abort('idle', `no byte for ${idleTimeout} ms`);
    else this.#idleTimer = setTimeout(this.#checkIdle, idleTimeout - idle);
  };

  forwarded(side: 0 | 1, bytes: Buffer, micros: number, received: number | null, change: Change | null): void {
    const { counters, connection, record, report } = this.#context;
    counters.forwarded(connection, side, bytes.length, this.#lastSpeaker !== side, micros);
    if (this.#lastSpeaker === null) {
      const preview = previewOf(bytes.subarray(0, PREVIEW_BYTES));
      report({ event: 'spoke', connection, by: SIDES[side], preview });
    }
    this.#lastSpeaker = side;
    this.#lastMicros = micros;
    record.data(side, bytes, micros, received, change);
  }

  dropped(side: 0 | 1, received: number, change: Change): void {
    this.#context.record.dropped(side, nowMicros(), received, change);
  }

  taken(side: 0 | 1, bytes: number): void {
    this.#context.record.taken(side, bytes, nowMicros());
  }

  sourceEnded(side: 0 | 1): void {
    const { counters, connection, report } = this.#context;
    counters.state(connection, RelayState.halfClosed);
    report({ event: 'half-closed', connection, by: SIDES[side] });
  }

  ended(side: 0 | 1): void {
    this.#context.record.finished(side, nowMicros());
  }

  endTaken(side: 0 | 1): void {
    if (this.#aborted === null) this.#context.record.finishTaken(side, nowMicros());
  }
}
