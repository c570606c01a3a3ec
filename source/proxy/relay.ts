/**
 * One relayed connection, from the client's arrival to the end of both sides. Faithful to how it ends: an end is handed on
 * as an end, and a reset or refusal on one side becomes a reset on the other.
 */
import { firstWords } from '../stream/first-words.ts';
import { Changes } from './changes.ts';
import type { Ending } from './channel.ts';
import { nowMicros } from './clock.ts';
import { RelayState } from './counters.ts';
import { NoUpstream } from './dial.ts';
import { durationText } from './durations.ts';
import { Ends, type EndsObserver, Failure } from './ends.ts';
import { Flow, type FlowObserver } from './flow.ts';
import { type Address, type Peer, reset } from './peer.ts';
import type { Change } from './piece.ts';
import type { RelayContext } from './relay-context.ts';
import { unreadable } from './starttls.ts';

const SIDES = ['client', 'server'] as const;
const NOTHING = Buffer.alloc(0);

export class Relay implements FlowObserver {
  readonly changes: Changes;
  readonly #context: RelayContext;
  readonly #ends: Ends;
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
    this.#toServer = new Flow(0, this);
    this.#toClient = new Flow(1, this);
    const observer: EndsObserver = {
      serverCame: (server) => this.#watch(server, 1),
      secured: (peer, side) => this.#watchErrors(peer, side),
      clientReady: (client) => this.#toServer.from(client),
      passed: (side, bytes, answered) => this.#passed(side, bytes, answered),
    };
    this.#ends = new Ends(client, clientAddress, context, observer, this.#cancel.signal);
    this.#flows = [this.#toServer, this.#toClient];
    this.changes = new Changes(this.#flows, {
      ...context,
      framing: context.options.framing,
      lengths: context.options.lengths,
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
    const { client, server } = this.#ends;
    const { record } = this.#context;
    if (by !== null) record.reset(by, nowMicros(), null);
    else if (server !== null) record.resetBoth(nowMicros(), `reset by the proxy: ${reason}`);
    this.#cancel.abort();
    this.changes.stop();
    for (const flow of this.#flows) flow.abandon();
    reset(client);
    if (server !== null) reset(server);
    this.#closeWhenGone();
  }

  async #start(): Promise<void> {
    if (this.changes.refused) throw this.#ends.failure('fault', 'refused on purpose');
    await this.#ends.establish();
    const { client, server, upstream } = this.#ends;
    if (this.#aborted !== null || server === null) return;
    const { report, connection, record, counters } = this.#context;
    if (this.#context.options.starttls === null) record.established(nowMicros());
    counters.state(connection, RelayState.open);
    report({ event: 'connected', connection, upstream });
    this.#toClient.from(server);
    this.#toClient.to(client.stream);
    this.#toServer.to(server.stream);
  }

  /** Bytes that went on before there was a flow. */
  #passed(side: 0 | 1, bytes: Buffer, answered: boolean): void {
    const micros = nowMicros();
    const flow = this.#flows[side];
    flow.bytes += bytes.length;
    const change = answered ? { what: 'answered by the proxy', original: NOTHING } : null;
    this.forwarded(side, bytes, micros, null, change);
    this.taken(side, flow.bytes, micros);
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
    if (this.#openTransports > 0 || (this.#ends.server === null && this.#aborted === null) || this.#isClosed) return;
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
    if (idle >= idleTimeout) this.abort('idle', `no byte for ${durationText(idleTimeout)}`);
    else this.#idleTimer = setTimeout(this.#checkIdle, idleTimeout - idle);
  };

  forwarded(side: 0 | 1, bytes: Buffer, micros: number, received: number | null, change: Change | null): void {
    const { counters, connection, record, report } = this.#context;
    counters.forwarded(connection, side, bytes.length, this.#lastSpeaker !== side, micros, received ?? micros);
    if (this.#lastSpeaker === null) {
      const { target } = this.#context;
      const ports = [0, target.kind === 'unix' ? 0 : target.port] as const;
      const preview = unreadable(bytes) ?? firstWords(side, bytes, ports);
      report({ event: 'spoke', connection, by: SIDES[side], preview });
    }
    this.#lastSpeaker = side;
    this.#lastMicros = micros;
    record.data(side, bytes, micros, received, change);
  }

  dropped(side: 0 | 1, received: number, change: Change): void {
    this.#context.record.dropped(side, nowMicros(), received, change);
  }

  taken(side: 0 | 1, bytes: number, micros: number): void {
    this.#context.record.taken(side, bytes, micros);
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
