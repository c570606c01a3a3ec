/**
 * Who waits for whom, and where a connection's time goes: an account in whole microseconds that starts at the first packet
 * and is always settled up to the present, so its entries add up to the duration exactly.
 */
import { Sample, Tally } from './samples.ts';

export const BUDGET_ENTRIES = [
  'handshake',
  'network',
  'request',
  'server',
  'window',
  'loss',
  'reply',
  'idle',
  'close',
] as const;
/**
 * `network`: the round trips between requests and replies. `request`, `reply`: sending them. `server`: from the request's last
 * byte to the reply's first, and stops within a reply, without what the network owes. `window`, `loss`: waiting for a closed
 * window, for retransmissions and late acknowledgements, whoever sends. `idle`: nobody owes anything.
 */
export type BudgetEntry = (typeof BUDGET_ENTRIES)[number];
export const BUDGET_NAMES: Readonly<Record<BudgetEntry, string>> = {
  handshake: 'handshake',
  network: 'round trips',
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

/** µs from the capture point to the server and back, and to the client and back; 0 = unknown. */
export interface RoundTrips {
  toServer: number;
  toClient: number;
}

/** A sender that is silent this long with nothing in flight is idle, not slow, µs. */
const PAUSE = 1_000_000;
/** Whoever goes on after a shorter silence than this, or than so many round trips, has not spoken again unasked, µs. */
const UNASKED = 300_000;
const UNASKED_ROUND_TRIPS = 4;
/** A host acknowledges what it has within this, whatever its application does (RFC 1122 section 4.2.3.2), µs. */
export const LATEST_ACK = 500_000;
/** Most hosts acknowledge within this (Linux 40 ms, Windows 200 ms), µs. */
const USUAL_ACK = 200_000;
/** A wait of which the server's share is longer than this, and than so many round trips, is slow, µs. */
const SLOW = 200_000;
const SLOW_ROUND_TRIPS = 5;
/** Of a wait in which bytes were lost as well, the server's share is a rest of guesses: it counts from here on, µs. */
const SLOW_AND_LOSSY = 1_000_000;
const MOST_LONGEST = 10;
/** How many answers tell that a request is answered, and how near it must be to the shortest and longest of those. */
const LIKE = { answers: 2, least: 0.7, most: 3 };

/** One wait for an answer. */
export interface Wait {
  /** µs that the server needed: the wait without round trip, losses and closed windows. */
  server: number;
  /** µs until the request was acknowledged; null = only by the reply itself. */
  acknowledgedAfter: number | null;
  requestPacket: number;
  replyPacket: number;
}

/** A wait that nobody ended. */
export interface Pending {
  /** µs of it that the server owes, and when it began. */
  micros: number;
  since: number;
  packet: number;
  /** The request, or what came of the reply, was acknowledged. */
  acknowledged: boolean;
  midReply: boolean;
}

/** New bytes of a side. */
export interface Speech {
  side: 0 | 1;
  micros: number;
  bytes: number;
  packet: number;
  /** The server is in the middle of a reply. */
  midReply: boolean;
}

export class Turns {
  readonly budget: Budget = {
    handshake: 0,
    network: 0,
    request: 0,
    server: 0,
    window: 0,
    loss: 0,
    reply: 0,
    idle: 0,
    close: 0,
  };
  /** The server's share of all waits that ended, µs. */
  readonly waits = new Sample();
  /** Waits whose server's share is long, total µs of that; the longest of them, longest first. */
  readonly slow = new Tally();
  readonly longest: Wait[] = [];
  /** Pauses of the client between a reply and its next request, without the round trip, µs. */
  readonly thinking = new Sample();
  /** Requests after pauses of more than a second. */
  readonly pauses = new Tally();
  /** How often each side spoke again after a silence, though the other had not answered. */
  readonly unasked: [number, number] = [0, 0];
  /** Messages: stretches of one side. */
  messages = 0;
  bytes = 0;
  /** First byte of all: who sent it and how long after the handshake; null = no data. */
  opening: { side: 0 | 1; micros: number; packet: number } | null = null;
  pending: Pending | null = null;
  /** The stretch at hand: when it began, its first packet, its bytes. */
  turnMicros = 0;
  turnPacket = 0;
  turnBytes = 0;
  speaker: 0 | 1 | null = null;

  /** Bytes of the shortest and the longest request that was answered. */
  #shortestAnswered = Number.POSITIVE_INFINITY;
  #longestAnswered = 0;
  readonly #client: 0 | 1;
  readonly #trips: () => RoundTrips;
  #settled: number;
  #established = false;
  #speakerPacket = 0;
  /** When all that the speaker had sent was acknowledged; null = not yet. */
  #acknowledged: number | null = null;
  #closing: number | null = null;
  /** µs not yet settled that were spent waiting for a window, for a retransmission. */
  #windowWait = 0;
  #lossWait = 0;

  constructor(client: 0 | 1, firstMicros: number, trips: () => RoundTrips) {
    this.#client = client;
    this.#trips = trips;
    this.#settled = firstMicros;
  }

  /** Neither side speaks unasked, and what was said last is of the size of requests that were answered. */
  get looksLikeAnswered(): boolean {
    const [least, most] = [LIKE.least * this.#shortestAnswered, LIKE.most * this.#longestAnswered];
    const like = this.turnBytes >= least && this.turnBytes <= most;
    return like && this.waits.count >= LIKE.answers && this.unasked[0] + this.unasked[1] === 0;
  }

  /** The handshake is over, or there was none to see. */
  establish(micros: number): void {
    if (this.#established) return;
    this.#established = true;
    this.#settle('handshake', micros);
  }

  data(speech: Speech): void {
    const { side, micros, bytes, packet } = speech;
    this.establish(micros);
    this.bytes += bytes;
    this.opening ??= { side, micros: Math.max(0, micros - this.#settled), packet };
    const turn = this.speaker !== side;
    if (this.speaker === null) this.#settle('idle', micros);
    else if (!turn) this.#goOn(speech);
    else if (side === this.#client) this.#request(micros, packet);
    else this.#reply(micros, packet);
    if (turn) {
      this.messages++;
      this.turnMicros = micros;
      this.turnPacket = packet;
      this.turnBytes = 0;
    }
    this.turnBytes += bytes;
    this.speaker = side;
    this.#speakerPacket = packet;
    this.#acknowledged = null;
    this.#closing = null;
    this.#windowWait = 0;
    this.#lossWait = 0;
  }

  /** All that `side` has sent is acknowledged. */
  allAcknowledged(side: 0 | 1, micros: number): void {
    if (side === this.speaker) this.#acknowledged ??= micros;
  }

  /** Bytes were resent after the sender had waited so long for its timer, µs. */
  resent(timer: number): void {
    this.#lossWait += timer;
  }

  /** A window was closed for so long while data waited, µs. */
  windowClosed(micros: number): void {
    this.#windowWait += micros;
  }

  /** A FIN or RST. */
  close(micros: number): void {
    this.#closing ??= micros;
  }

  /** Settles the account up to the last packet. `owed`: what the server has not sent when all ends. */
  finish(lastMicros: number, owed: 'answer' | 'rest of a reply' | 'nothing'): void {
    // The RST that closed may have been a copy, which is not the connection's last packet.
    const end = Math.min(this.#closing ?? lastMicros, lastMicros);
    if (!this.#established) {
      this.#settle('handshake', end);
      this.#settle('close', lastMicros);
      return;
    }
    if (this.speaker !== null) {
      const since = this.#settled;
      this.#settleSending(this.speaker, Math.min(end, this.#acknowledged ?? end));
      if (owed !== 'nothing') this.#wait(end, since, owed === 'rest of a reply');
    }
    this.#settle('idle', end);
    this.#settle('close', lastMicros);
  }

  #wait(end: number, since: number, midReply: boolean): void {
    const acknowledged = this.#acknowledged !== null;
    const from = acknowledged ? this.#settled : since;
    this.#settleDelays(end);
    const micros = Math.max(0, end - this.#settled);
    if (acknowledged) this.#settle('server', end);
    this.pending = { micros, since: from, packet: this.#speakerPacket, acknowledged, midReply };
  }

  #request(micros: number, packet: number): void {
    this.#settleDelays(micros);
    this.#settleNetwork(this.#trips().toClient, micros);
    if (this.#acknowledged !== null) this.#settle('reply', this.#acknowledged);
    const pause = micros - this.#settled;
    this.thinking.add(pause);
    if (pause > PAUSE) this.pauses.add(packet, micros, pause);
    this.#settle('idle', micros);
  }

  #reply(micros: number, packet: number): void {
    const { toServer, toClient } = this.#trips();
    const acknowledgedAfter = this.#acknowledged === null ? null : this.#acknowledged - this.#settled;
    // Whoever has a request says so, even if its application sleeps: until then the network is late, or the host.
    this.#lossWait = Math.max(this.#lossWait, (acknowledgedAfter ?? 0) - toServer - LATEST_ACK);
    const lossy = this.#lossWait > 0;
    this.#settleDelays(micros);
    // An acknowledgement is seldom held back longer than this: the way itself has become longer.
    this.#settleNetwork(lossy ? toServer : Math.max(toServer, (acknowledgedAfter ?? 0) - USUAL_ACK), micros);
    const server = micros - this.#settled;
    this.waits.add(server);
    this.#shortestAnswered = Math.min(this.#shortestAnswered, this.turnBytes);
    this.#longestAnswered = Math.max(this.#longestAnswered, this.turnBytes);
    const long = server > SLOW && server > SLOW_ROUND_TRIPS * (toServer + toClient);
    if (long && !(lossy && server < SLOW_AND_LOSSY))
      this.#note({ server, acknowledgedAfter, requestPacket: this.#speakerPacket, replyPacket: packet }, micros);
    this.#settle('server', micros);
  }

  #goOn({ side, micros, midReply }: Speech): void {
    const free = this.#acknowledged;
    const held = this.#windowWait + this.#lossWait > 0;
    const { toServer, toClient } = this.#trips();
    const silence = free === null ? 0 : micros - free;
    if (!held && silence > Math.max(UNASKED, UNASKED_ROUND_TRIPS * (toServer + toClient))) this.unasked[side]++;
    if (free === null || held || silence <= PAUSE) {
      this.#settleSending(side, micros);
      return;
    }
    this.#settleSending(side, free);
    this.#settle(midReply ? 'server' : 'idle', micros);
  }

  #settleSending(side: 0 | 1, micros: number): void {
    this.#settleDelays(micros);
    this.#settle(side === this.#client ? 'request' : 'reply', micros);
  }

  /** Closed windows and retransmissions have their part of the time up to `micros`. */
  #settleDelays(micros: number): void {
    const span = Math.max(0, micros - this.#settled);
    const window = Math.min(span, this.#windowWait);
    const loss = Math.min(span - window, this.#lossWait);
    this.#windowWait -= window;
    this.#lossWait -= loss;
    this.#settle('window', this.#settled + window);
    this.#settle('loss', this.#settled + loss);
  }

  #settleNetwork(trip: number, micros: number): void {
    this.#settle('network', Math.min(micros, this.#settled + Math.round(trip)));
  }

  #settle(entry: BudgetEntry, micros: number): void {
    if (micros <= this.#settled) return;
    this.budget[entry] += micros - this.#settled;
    this.#settled = micros;
  }

  #note(wait: Wait, micros: number): void {
    this.slow.add(wait.replyPacket, micros, wait.server);
    const { longest } = this;
    longest.push(wait);
    longest.sort((one, other) => other.server - one.server);
    if (longest.length > MOST_LONGEST) longest.pop();
  }
}
