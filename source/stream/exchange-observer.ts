/** Listens to all connections of a pass at once and tells of their exchanges as they end. */
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import type { Decoding } from './decoding.ts';
import { Dialogue } from './dialogue.ts';
import { InOrder } from './in-order.ts';
import { StreamObserver } from './stream-observer.ts';
import type { Exchange } from './unit.ts';

/** Connections listened to at a time: of more, the one that was silent for longest is taken to be over. */
const MOST_LISTENED_TO = 10_000;

interface Listened {
  dialogue: Dialogue;
  order: InOrder;
  segments: StreamObserver;
}

export class ExchangeObserver implements PassObserver {
  readonly #decoding: Decoding;
  readonly #portsOf: (row: ConnectionRow) => readonly [number, number];
  readonly #over: (exchange: Exchange, row: ConnectionRow) => void;
  /** The one that spoke last comes last. */
  readonly #listened = new Map<ConnectionRow, Listened>();
  #last: ConnectionRow | null = null;

  /** `over` hears of each exchange when it has ended; it keeps no bytes. */
  constructor(
    decoding: Decoding,
    portsOf: (row: ConnectionRow) => readonly [number, number],
    over: (exchange: Exchange, row: ConnectionRow) => void,
  ) {
    this.#decoding = decoding;
    this.#portsOf = portsOf;
    this.#over = over;
  }

  segment(packets: PacketBatch, segments: SegmentBatch, i: number, number: number, outcome: SegmentOutcome): void {
    // What carries no data matters only to those who have some.
    if (segments.dataLength[i] <= 0 && !this.#listened.has(outcome.connection) && !isOpening(segments.flags[i])) return;
    this.#of(outcome.connection).segments.segment(packets, segments, i, number, outcome);
  }

  retiring(row: ConnectionRow): void {
    this.#finish(row);
  }

  end(): void {
    for (const row of this.#listened.keys()) this.#finish(row);
  }

  #of(row: ConnectionRow): Listened {
    const known = this.#listened.get(row);
    if (known !== undefined) {
      if (row === this.#last) return known;
      this.#listened.delete(row);
      this.#listened.set(row, known);
      this.#last = row;
      return known;
    }
    const ports = this.#portsOf(row);
    const exchanged = (exchange: Exchange): void => this.#over(exchange, row);
    const dialogue = new Dialogue({ ports, ...this.#decoding.of(ports), heard: { exchanged } });
    const order = new InOrder(dialogue);
    const listened = { dialogue, order, segments: new StreamObserver(order) };
    this.#listened.set(row, listened);
    this.#last = row;
    if (this.#listened.size > MOST_LISTENED_TO) this.#finish(this.#listened.keys().next().value as ConnectionRow);
    return listened;
  }

  #finish(row: ConnectionRow): void {
    const listened = this.#listened.get(row);
    if (listened === undefined) return;
    this.#listened.delete(row);
    listened.order.finish();
    listened.dialogue.finish();
  }
}

const SYN = 2;
const isOpening = (flags: number): boolean => (flags & SYN) !== 0;
