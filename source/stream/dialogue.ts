/**
 * Reads a connection: finds out which protocol it speaks, gives each side's bytes to it in order, and tells of units and
 * exchanges as they begin and end. It keeps what is open, never what is over.
 *
 * Of a capture's segments: `const order = new InOrder(new Dialogue(options))`, then `order.add(segment)` for each and
 * `order.finish()`. Who has the bytes in order anyway (the proxy) calls `bytes` and `ended` alone.
 */

import { Exchanges } from './exchanges.ts';
import type { StreamListener } from './in-order.ts';
import { type About, OPENING_BYTES, type Protocol } from './protocol.ts';
import { recognise } from './protocols/registry.ts';
import { safeText } from './safe-text.ts';
import { type Both, SideReader } from './side-reader.ts';
import { type Talk, TURNS } from './talk.ts';
import type { End, Exchange, Side, Unit } from './unit.ts';
import type { Mark } from './unread.ts';

/** Which protocol reads a connection. */
export type Choice =
  /** The one that its first bytes are of, with the ports as a hint. */
  | { readonly kind: 'recognise' }
  | { readonly kind: 'protocol'; readonly protocol: Protocol }
  /** None: bytes are only cut. */
  | { readonly kind: 'none' };

export const RECOGNISE: Choice = { kind: 'recognise' };

export interface DialogueOptions {
  /** Of A and B. */
  readonly ports: readonly [number, number];
  readonly choice?: Choice;
  /** How bytes are cut that no protocol takes; default: turns. */
  readonly talk?: Talk;
  /** The client, where it is known without a handshake. */
  readonly client?: Side;
  readonly heard: Heard;
}

/** Who is told. Units and exchanges go on changing until they are over. */
export interface Heard {
  /** A unit has begun: its first bytes are known, but counted only after this. */
  began?(unit: Unit): void;
  /** It is over: whole or cut. */
  ended?(unit: Unit): void;
  /** An exchange is over: done, cut, unanswered or unknown. */
  exchanged?(exchange: Exchange): void;
}

/** Longest words of a unit, and of a status. */
const LONGEST_WORDS = 160;
const LONGEST_STATUS = 40;
/** Longest name of a host (RFC 1035 section 2.3.4). */
const LONGEST_HOST = 255;
/** First bytes of both ends that tell as much as their whole turns do. */
const ENOUGH_OF_BOTH = 16;
const NOTHING = new Uint8Array(0);
const TURN_START_BYTES = 256;
/** Turns of a connection that speaks no known protocol at which it is looked at once more: the capture may have begun late. */
const MOST_TRIES = 32;

export class Dialogue implements StreamListener, Both {
  reading: Both['reading'];
  readonly talk: Talk;
  readonly exchanges: Exchanges;
  private readonly ports: readonly [number, number];
  private readonly heard: Heard;
  private readonly mayRecognise: boolean;
  private readonly readers: readonly [SideReader, SideReader];
  private client: Side;
  /** Who the client is was told, and not guessed. */
  private isClientKnown: boolean;
  private speaker: Side | null = null;
  private turns = 0;
  private units = 0;
  /** Units that the protocol has cut. */
  private unitsCut = 0;
  /** The protocol was taken for its port, not for its first bytes. */
  private isGuess = false;
  private tries = 0;
  /** µs since 1970 of the last byte of both sides; null = none yet. */
  private lastMicros: number | null = null;
  private isLeftOut = false;
  /** How the last turn of each side began, while no protocol reads: what comes next may make it clear. */
  private readonly turnStarts: [Uint8Array, Uint8Array] = [NOTHING, NOTHING];

  constructor({ ports, choice = RECOGNISE, talk = TURNS, client, heard }: DialogueOptions) {
    this.ports = ports;
    this.talk = talk;
    this.heard = heard;
    this.mayRecognise = choice.kind === 'recognise';
    this.isClientKnown = client !== undefined;
    // Servers have the lower port, mostly.
    this.client = client ?? (ports[0] < ports[1] ? 1 : 0);
    this.reading = choice.kind === 'recognise' ? 'held' : choice.kind === 'none' ? null : opened(choice.protocol);
    this.readers = [new SideReader(0, this), new SideReader(1, this)];
    this.exchanges = new Exchanges((exchange) => heard.exchanged?.(exchange));
  }

  /** The protocol that reads the connection just now; null = none, or not known yet. */
  get protocol(): Protocol | null {
    return this.reading === null || this.reading === 'held' ? null : this.reading.protocol;
  }

  /** Requests that have not been answered to the end, oldest first. */
  get waiting(): readonly Exchange[] {
    return this.exchanges.waiting;
  }

  opened(client: Side): void {
    this.client = client;
    this.isClientKnown = true;
  }

  bytes(side: Side, bytes: Uint8Array, micros: number, packet: number): void {
    if (bytes.length === 0) return;
    this.speaks(side);
    const reader = this.readers[side];
    if (this.reading !== 'held') {
      if (this.mayRecognise && reader.isAtLoss) this.tryAgain(side, bytes);
      reader.push(this.endOf(side), bytes, micros, packet);
    } else {
      reader.unread.add(bytes, micros, packet);
      this.decide(false);
      reader.unread.keep();
    }
    this.readWaiting();
    if (this.isLeftOut) {
      this.isLeftOut = false;
      this.came(micros);
    }
  }

  gap(side: Side, length: number, micros: number, packet: number): void {
    this.speaks(side);
    this.decide(true);
    this.readers[side].gap(length, { micros, packet });
  }

  ended(side: Side, _micros: number): void {
    if (this.readers[side].unread.bytes.length > 0) this.decide(true);
    this.readers[side].finish(true);
  }

  /** All that has come so far is to be seen, be it clear or not what it is. */
  settle(): void {
    this.decide(true);
  }

  /** Something was left out before what comes next: how long that was waited for is not known. */
  leftOut(): void {
    this.lastMicros = null;
    this.isLeftOut = true;
  }

  /** No more will come: what is open is cut. */
  finish(): void {
    this.decide(true);
    for (const reader of this.readers) reader.finish(false);
    this.exchanges.end();
  }

  blindUntil(side: Side): number {
    return this.readers[side].blindUntil;
  }

  begin(reader: SideReader, { micros, packet }: Mark, offset: number, protocol: string, about: About): Unit {
    if (protocol !== this.talk.kind) this.unitsCut++;
    const unit: Unit = {
      number: this.units++,
      side: reader.side,
      protocol,
      kind: '',
      role: about.role ?? 'talk',
      words: '',
      status: null,
      failed: false,
      host: null,
      micros,
      endMicros: micros,
      wait: this.lastMicros === null ? null : Math.max(0, micros - this.lastMicros),
      offset,
      size: 0,
      missing: 0,
      firstPacket: packet,
      lastPacket: packet,
      state: 'open',
    };
    describe(unit, about);
    this.exchanges.begin(unit, this.client, about.key ?? null);
    this.heard.began?.(unit);
    return unit;
  }

  change(unit: Unit, about: About): void {
    describe(unit, about);
    this.exchanges.change(unit);
    if (unit.state !== 'open') this.heard.ended?.(unit);
  }

  lost(reader: SideReader): void {
    const { reading } = this;
    if (reading === null || reading === 'held') return;
    reading.parser.lost?.(this.endOf(reader.side));
    this.exchanges.lost();
    if (this.isGuess && this.unitsCut === 0) this.reading = null;
  }

  switchTo(protocol: Protocol | null): void {
    this.reading = protocol === null ? 'held' : opened(protocol);
    this.unitsCut = 0;
    this.turns = 0;
    for (const reader of this.readers) reader.begins();
    this.decide(false);
  }

  came(micros: number): void {
    if (!this.isLeftOut) this.lastMicros = Math.max(this.lastMicros ?? micros, micros);
  }

  private speaks(side: Side): void {
    if (this.speaker === side) return;
    // Two whole turns tell as much as more would.
    if (++this.turns > 2) this.decide(true);
    this.readers[1 - side].turn();
    this.speaker = side;
  }

  private endOf(side: Side): End {
    return side === this.client ? 'client' : 'server';
  }

  /** A side may have waited for what the other has just said. */
  private readWaiting(): void {
    for (const reader of this.readers) if (reader.isWaiting) reader.read(this.endOf(reader.side));
  }

  /** Takes a protocol where that can be told by now; `isLast`: more will not come in time. */
  private decide(isLast: boolean): void {
    if (this.reading !== 'held') return;
    const [a, b] = this.readers.map(({ unread }) => unread.bytes.subarray(0, OPENING_BYTES));
    if (a.length + b.length === 0) return;
    const isEnough =
      isLast || Math.min(a.length, b.length) >= ENOUGH_OF_BOTH || Math.max(a.length, b.length) >= OPENING_BYTES;
    const found = recognise([a, b], this.clients, this.ports, isEnough);
    if (found === 'unsure') return;
    this.reading = found === 'none' ? null : opened(found.protocol);
    this.isGuess = found !== 'none' && !found.isSure;
    if (found === 'none')
      this.readers.forEach(({ unread }, side) => {
        this.turnStarts[side] = Uint8Array.from(unread.bytes.subarray(0, TURN_START_BYTES));
      });
    if (found !== 'none') this.client = found.client;
    const [first, second] = this.inOrderOfArrival();
    first.read(this.endOf(first.side));
    if (second.unread.bytes.length > 0) first.turn();
    second.read(this.endOf(second.side));
  }

  /** Which side may be the client. */
  private get clients(): readonly Side[] {
    return this.isClientKnown ? [this.client] : [this.client, other(this.client)];
  }

  private inOrderOfArrival(): readonly [SideReader, SideReader] {
    const [a, b] = this.readers;
    const isSecondEarlier =
      a.unread.bytes.length === 0 || (b.unread.bytes.length > 0 && b.unread.first.packet < a.unread.first.packet);
    return isSecondEarlier ? [b, a] : [a, b];
  }

  /** A turn begins of which nothing is known: it may be the first that the capture has from its beginning. */
  private tryAgain(side: Side, bytes: Uint8Array): void {
    if (this.tries >= MOST_TRIES) return;
    this.tries++;
    this.turnStarts[side] = Uint8Array.from(bytes.subarray(0, TURN_START_BYTES));
    const found = recognise(this.turnStarts, this.clients, this.ports, false);
    if (typeof found === 'string' || !found.isSure || found.protocol === this.protocol) return;
    this.client = found.client;
    this.switchTo(found.protocol);
  }
}

const other = (side: Side): Side => (side === 0 ? 1 : 0);
const opened = (protocol: Protocol) => ({ protocol, parser: protocol.open() });

function describe(unit: Unit, { kind, words, status, failed, host }: About): void {
  if (kind !== undefined) unit.kind = kind;
  if (words !== undefined) unit.words = safeText(firstLine(words));
  if (status !== undefined) unit.status = safeText(status.slice(0, LONGEST_STATUS));
  if (failed !== undefined) unit.failed = failed;
  if (host !== undefined) unit.host = safeText(host.slice(0, LONGEST_HOST));
}

function firstLine(words: string): string {
  const line = /^\s*([^\r\n]*)/.exec(words)![1];
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS - 1)}…` : line;
}
