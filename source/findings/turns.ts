/**
 * Who waits for whom, and where a connection's time goes: an account in whole microseconds that starts at the first packet
 * and is always settled up to the present, so its entries add up to the duration exactly.
 */
import { Sample, Tally } from './samples.ts';

export const BUDGET_ENTRIES = ['handshake', 'request', 'server', 'window', 'loss', 'reply', 'idle', 'close'] as const;
/**
 * `request`: the client sends. `server`: from the request's last byte to the reply's first. `window`, `loss`, `reply`: the
 * reply, split into waiting for a closed window, for retransmissions, and the rest. `idle`: nobody owes anything.
 */
export type BudgetEntry = (typeof BUDGET_ENTRIES)[number];
export const BUDGET_NAMES: Readonly<Record<BudgetEntry, string>> = {
  handshake: 'handshake',
  request: 'request',
  server: 'server wait',
  window: 'closed window',
  loss: 'loss recovery',
  reply: 'reply',
  idle: 'idle',
  close: 'close',
};
/** µs. */
export type Budget = Record<BudgetEntry, number>;

/** A sender that is silent this long with nothing in flight is idle, not slow, µs. */
const PAUSE = 1_000_000;

/** One wait for an answer. */
export interface Wait {
  /** µs from the request's last byte to the reply's first, as seen here. */
  micros: number;
  /** µs until the request was acknowledged; null = only by the reply itself. */
  acknowledgedAfter: number | null;
  /** Bytes were resent in between. */
  lossy: boolean;
  requestPacket: number;
  replyPacket: number;
}

export class Turns {
  readonly budget: Budget = { handshake: 0, request: 0, server: 0, window: 0, loss: 0, reply: 0, idle: 0, close: 0 };
  /** Turns of the client that were answered, and all the server's waits, µs. */
  readonly waits = new Sample();
  /** The longest waits, longest first; at most ten. */
  readonly longest: Wait[] = [];
  /** Pauses of the client between a reply and its next request, µs. */
  readonly thinking = new Sample();
  /** Requests after pauses of more than a second. */
  readonly pauses = new Tally();
  /** Messages: stretches of one side. */
  messages = 0;
  bytes = 0;
  /** First byte of all: who sent it and how long after the handshake; null = no data. */
  opening: { side: 0 | 1; micros: number; packet: number } | null = null;
  readonly slow = new Tally();

  private readonly client: 0 | 1;
  private settled: number;
  private established = false;
  private speaker: 0 | 1 | null = null;
  private speakerPacket = 0;
  /** When all that the speaker had sent was acknowledged; null = not yet. */
  private acknowledged: number | null = null;
  private closing: number | null = null;
  private lossyTurn = false;
  /** µs of the interval at hand spent waiting for a window or a retransmission. */
  private windowWait = 0;
  private lossWait = 0;

  constructor(client: 0 | 1, firstMicros: number) {
    this.client = client;
    this.settled = firstMicros;
  }

  /** The handshake is over, or there was none to see. */
  establish(micros: number): void {
    if (this.established) return;
    this.established = true;
    this.settle('handshake', micros);
  }

  /** New bytes of a side. */
  data(side: 0 | 1, micros: number, bytes: number, packet: number): void {
    this.establish(micros);
    this.bytes += bytes;
    this.opening ??= { side, micros: Math.max(0, micros - this.settled), packet };
    if (this.speaker === null) this.settle('idle', micros);
    else if (this.speaker !== side) this.turn(side, micros, packet);
    else this.goOn(side, micros);
    if (this.speaker !== side) this.messages++;
    this.speaker = side;
    this.speakerPacket = packet;
    this.acknowledged = null;
    this.closing = null;
    this.windowWait = 0;
    this.lossWait = 0;
  }

  /** All that `side` has sent is acknowledged. */
  allAcknowledged(side: 0 | 1, micros: number): void {
    if (side === this.speaker) this.acknowledged ??= micros;
  }

  /** Bytes were resent after `stall` µs without progress. */
  resent(stall: number): void {
    this.lossyTurn = true;
    this.lossWait += stall;
  }

  /** A window was closed for so long while data waited, µs. */
  windowClosed(micros: number): void {
    this.windowWait += micros;
  }

  /** A FIN or RST. */
  close(micros: number): void {
    this.closing ??= micros;
  }

  /** Settles the account up to the last packet. */
  finish(lastMicros: number): void {
    // The RST that closed may have been a copy, which is not the connection's last packet.
    const end = Math.min(this.closing ?? lastMicros, lastMicros);
    if (!this.established) {
      this.settle('handshake', end);
      this.settle('close', lastMicros);
      return;
    }
    if (this.speaker !== null) this.settleSending(this.speaker, Math.min(end, this.acknowledged ?? end));
    this.settle('idle', end);
    this.settle('close', lastMicros);
  }

  private turn(side: 0 | 1, micros: number, packet: number): void {
    if (side === this.client) {
      this.settleSending(this.speaker!, Math.min(micros, this.acknowledged ?? micros));
      const pause = micros - this.settled;
      this.thinking.add(pause);
      if (pause > PAUSE) this.pauses.add(packet, micros, pause);
      this.settle('idle', micros);
    } else {
      const wait: Wait = {
        micros: micros - this.settled,
        acknowledgedAfter: this.acknowledged === null ? null : this.acknowledged - this.settled,
        lossy: this.lossyTurn,
        requestPacket: this.speakerPacket,
        replyPacket: packet,
      };
      this.waits.add(wait.micros);
      this.note(wait);
      this.settle('server', micros);
    }
    this.lossyTurn = false;
  }

  private goOn(side: 0 | 1, micros: number): void {
    const free = this.acknowledged;
    if (free !== null && this.windowWait === 0 && micros - free > PAUSE) {
      this.settleSending(side, free);
      this.settle('idle', micros);
    } else {
      this.settleSending(side, micros);
    }
  }

  private settleSending(side: 0 | 1, micros: number): void {
    if (side === this.client) {
      this.settle('request', micros);
      return;
    }
    const span = Math.max(0, micros - this.settled);
    const window = Math.min(span, this.windowWait);
    const loss = Math.min(span - window, this.lossWait);
    this.settle('window', this.settled + window);
    this.settle('loss', this.settled + loss);
    this.settle('reply', micros);
  }

  private settle(entry: BudgetEntry, micros: number): void {
    if (micros <= this.settled) return;
    this.budget[entry] += micros - this.settled;
    this.settled = micros;
  }

  private note(wait: Wait): void {
    const { longest } = this;
    longest.push(wait);
    longest.sort((one, other) => other.micros - one.micros);
    if (longest.length > 10) longest.pop();
  }
}
