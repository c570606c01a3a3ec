/**
 * One relayed connection, from the client's arrival to the end of both sides. Faithful to how it ends: an end is handed on
 * as an end, and a reset or refusal on one side becomes a reset on the other.
 */
import type { Ending, RelayNumber, Report } from './channel.ts';
import { nowMicros } from './clock.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { type RelayCounters, RelayState } from './counters.ts';
import { dial, NoUpstream } from './dial.ts';
import { addressText, type Endpoint } from './endpoints.ts';
import { Flow, type FlowObserver } from './flow.ts';
import type { PairOptions } from './options.ts';
import { type Address, type Peer, reset } from './peer.ts';
import type { Change } from './piece.ts';

export interface RelayContext {
  readonly connection: RelayNumber;
  readonly target: Endpoint;
  readonly options: PairOptions;
  readonly record: ConnectionRecord;
  readonly counters: RelayCounters;
  readonly report: Report;
  /** Called once, when both sides are gone. */
  readonly closed: () => void;
}

const SIDES = ['client', 'server'] as const;

export class Relay implements FlowObserver {
  readonly #context: RelayContext;
  readonly #client: Peer;
  readonly #clientAddress: Address;
  #server: Peer | null = null;
  readonly #toServer: Flow;
  readonly #toClient: Flow;
  readonly #flows: readonly [Flow, Flow];
  /** Stops dialling, and whatever else is waited for. */
  readonly #cancel = new AbortController();
  #lastSpeaker: 0 | 1 | null = null;
  /** Why it was aborted; null while it runs or when both sides ended by themselves. */
  #aborted: { ending: Ending; reason: string } | null = null;
  #openTransports = 0;
  #lastMicros = nowMicros();
  #idleTimer: NodeJS.Timeout;

  constructor(client: Peer, clientAddress: Address, context: RelayContext) {
    this.#context = context;
    this.#client = client;
    this.#clientAddress = clientAddress;
    this.#toServer = new Flow(0, this);
    this.#toClient = new Flow(1, this);
    this.#flows = [this.#toServer, this.#toClient];
    this.#idleTimer = setTimeout(this.#checkIdle, context.options.idleTimeout);
    this.#watch(client, 0);
    this.#toServer.from(client.stream);
    this.#connect().catch((problem: unknown) => {
      if (this.#aborted === null) {
        this.abort(problem instanceof NoUpstream ? 'no upstream' : 'fault', (problem as Error).message);
      }
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
    for (const flow of this.#flows) flow.abandon();
    reset(this.#client);
    if (this.#server !== null) reset(this.#server);
  }

  async #connect(): Promise<void> {
    const { options, target, report, connection, record, counters } = this.#context;
    let upstream = '';
    const server = await dial(
      target,
      options.connectTimeout,
      {
        attempt: (address) => {
          upstream = target.kind === 'unix' ? target.path : addressText(address.address, address.port);
          record.attempt(this.#clientAddress, address, nowMicros());
        },
        failed: (failure, reason) => {
          record.reset(1, nowMicros(), reason);
          report({ event: 'attempt-failed', connection, upstream, failure, reason });
        },
      },
      this.#cancel.signal,
    );
    if (this.#aborted !== null) return reset(server);
    this.#server = server;
    this.#watch(server, 1);
    record.established(nowMicros());
    counters.state(connection, RelayState.open);
    report({ event: 'connected', connection, upstream });
    this.#toClient.from(server.stream);
    this.#toClient.to(this.#client.stream);
    this.#toServer.to(server.stream);
  }

  #watch({ transport }: Peer, side: 0 | 1): void {
    this.#openTransports++;
    transport.on('error', (error) => this.abort(`reset by ${SIDES[side]}`, error.message, side));
    transport.on('close', () => {
      this.#openTransports--;
      if (this.#openTransports === 0 && (this.#server !== null || this.#aborted !== null)) this.#closed();
    });
  }

  #closed(): void {
    const { counters, connection, record, report, closed } = this.#context;
    record.close();
    clearTimeout(this.#idleTimer);
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
    const { counters, connection, record } = this.#context;
    counters.forwarded(connection, side, bytes.length, this.#lastSpeaker !== side, micros);
    this.#lastSpeaker = side;
    this.#lastMicros = micros;
    record.data(side, bytes, micros, received, change);
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
