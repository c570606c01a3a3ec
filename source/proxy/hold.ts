/**
 * Keeps messages that match a pattern back until someone says what becomes of them; what comes behind them waits too.
 * A message is a unit of the protocol that was chosen, else what arrives within WINDOW of its first byte: where a turn ends is not known
 * before the other side speaks, and a pattern may straddle two pieces.
 */
import type { UnitCutter } from '../stream/unit-cutter.ts';
import type { RelayEvent, Verdict } from './channel.ts';
import { Fifo } from './fifo.ts';
import { type HoldPattern, matchesHold } from './hold-pattern.ts';
import type { FlowDirection } from './impairments.ts';
import { withMendedLengths } from './mended-lengths.ts';
import type { PairOptions } from './options.ts';
import type { Change, Downstream, Piece, Stage } from './piece.ts';

/** Milliseconds. */
const WINDOW = 5;

type Held = Extract<RelayEvent, { event: 'held' }>;
type Released = Extract<RelayEvent, { event: 'released' }>['how'];

/** Gives held messages their numbers, tells of them, and finds them again. */
export class HoldDesk {
  readonly #report: (event: RelayEvent) => void;
  readonly #gates = new Map<number, HoldGate>();
  #numbers = 0;

  constructor(report: (event: RelayEvent) => void) {
    this.#report = report;
  }

  hold(gate: HoldGate, message: Omit<Held, 'event' | 'held'>): number {
    const held = ++this.#numbers;
    this.#gates.set(held, gate);
    this.#report({ event: 'held', held, ...message });
    return held;
  }

  released(held: number, connection: number, how: Released): void {
    this.#gates.delete(held);
    this.#report({ event: 'released', held, connection, how });
  }

  /** Of a message that is not held any more nothing becomes. */
  decide(held: number, verdict: Verdict): void {
    this.#gates.get(held)?.decide(held, verdict);
  }
}

interface Message {
  readonly bytes: Buffer;
  readonly received: number;
  readonly change: Change | null;
  /** 0 = free to go on. */
  held: number;
  /** What goes on in its place. */
  result: Piece;
}

export class HoldGate implements Stage {
  readonly #next: Downstream;
  readonly #desk: HoldDesk;
  readonly #connection: number;
  readonly #direction: FlowDirection;
  readonly #side: 0 | 1;
  readonly #units: UnitCutter | null;
  readonly #lengths: PairOptions['lengths'];
  /** The backlog has shrunk. */
  readonly #eased: () => void;
  #patterns: readonly HoldPattern[] = [];
  readonly #queue = new Fifo<Message>();
  /** Pieces of a message whose window is still open, or that is no whole unit yet. */
  #gathering: Piece[] = [];
  #gatheringBytes = 0;
  /** Of the last piece that went into units. */
  #received = 0;
  #change: Change | null = null;
  #timer: NodeJS.Timeout | null = null;
  #backlog = 0;
  #ended = false;

  constructor(
    next: Downstream,
    desk: HoldDesk,
    connection: number,
    direction: FlowDirection,
    units: UnitCutter | null,
    lengths: PairOptions['lengths'],
    eased: () => void,
  ) {
    this.#next = next;
    this.#desk = desk;
    this.#connection = connection;
    this.#direction = direction;
    this.#side = direction === 'to-server' ? 0 : 1;
    this.#units = units;
    this.#lengths = lengths;
    this.#eased = eased;
  }

  /** Messages from now on. */
  watchFor(patterns: readonly HoldPattern[]): void {
    this.#patterns = patterns;
    if (patterns.length === 0) this.#units?.handOn(this.#side);
  }

  /** The next whole unit of this direction, or bytes that are none. */
  unit(bytes: Buffer): void {
    this.#take({ bytes, received: this.#received, change: this.#change });
  }

  /** Without the unit that is not whole yet, which must not hold the source up and has a limit of its own. */
  get backlog(): number {
    return this.#backlog + this.#gatheringBytes;
  }

  push(piece: Piece): void {
    const isEmpty = this.backlog === 0 && this.#queue.length === 0 && (this.#units?.waiting(this.#side) ?? 0) === 0;
    if (this.#patterns.length === 0 && isEmpty) {
      this.#next.push(piece);
    } else if (this.#units !== null) {
      this.#received = piece.received;
      this.#change = piece.change;
      this.#units.push(this.#side, piece.bytes);
    } else {
      this.#gathering.push(piece);
      this.#gatheringBytes += piece.bytes.length;
      this.#timer ??= setTimeout(() => this.#gathered(), WINDOW);
    }
  }

  end(): void {
    this.#gathered();
    this.#units?.end(this.#side);
    this.#ended = true;
    this.#flush();
  }

  decide(held: number, verdict: Verdict): void {
    const message = this.#queue.find((one) => one.held === held);
    if (message === undefined) return;
    message.held = 0;
    message.result = resultOf(message, verdict, this.#lengths);
    const how = { accept: 'accepted', edit: 'edited', drop: 'dropped' } as const;
    this.#desk.released(held, this.#connection, how[verdict.kind]);
    this.#flush();
  }

  abandon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const { held } of this.#queue) {
      if (held !== 0) this.#desk.released(held, this.#connection, 'abandoned');
    }
    this.#queue.clear();
    this.#gathering = [];
    this.#gatheringBytes = 0;
    this.#backlog = 0;
  }

  #gathered(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const [first] = this.#gathering;
    if (first === undefined) return;
    const bytes = Buffer.concat(this.#gathering.map((piece) => piece.bytes));
    const changed = this.#gathering.find(({ change }) => change !== null);
    this.#gathering = [];
    this.#gatheringBytes = 0;
    this.#take({ bytes, received: first.received, change: changed?.change ?? null });
  }

  #take(piece: Piece): void {
    const message: Message = { ...piece, held: 0, result: piece };
    this.#queue.push(message);
    this.#backlog += piece.bytes.length;
    if (matchesHold(this.#patterns, this.#direction, piece.bytes)) {
      message.held = this.#desk.hold(this, {
        connection: this.#connection,
        direction: this.#direction,
        bytes: piece.bytes,
        of: this.#units === null ? { kind: 'piece', windowMs: WINDOW } : { kind: 'unit' },
      });
    }
    this.#flush();
  }

  #flush(): void {
    for (let head = this.#queue.first; head?.held === 0; head = this.#queue.first) {
      this.#queue.take();
      this.#backlog -= head.bytes.length;
      this.#next.push(head.result);
    }
    if (this.#ended && this.#queue.length === 0) this.#next.end();
    // What was dropped, or taken at once, drains from no sink.
    this.#eased();
  }
}

function resultOf({ bytes, received, change }: Message, verdict: Verdict, lengths: PairOptions['lengths']): Piece {
  switch (verdict.kind) {
    case 'accept':
      return { bytes, received, change };
    case 'edit': {
      const edited = asBuffer(verdict.bytes);
      const mended = lengths === 'mended' ? withMendedLengths(bytes, edited) : edited;
      return { bytes: mended, received, change: { what: 'edited while held', original: bytes } };
    }
    case 'drop':
      return { bytes: Buffer.alloc(0), received, change: { what: 'dropped while held', original: bytes } };
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
