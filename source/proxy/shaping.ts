/**
 * Delays, slices, swallows or cuts off one direction of a connection, as its treatment says. The treatment may change at any
 * time: what was waiting for the old one is handed on at once, in order.
 */
import { isDeepStrictEqual } from 'node:util';
import { LONGEST_WAIT } from './durations.ts';
import { Fifo } from './fifo.ts';
import { type Treatment, UNTREATED } from './impairments.ts';
import type { Downstream, Piece, Stage } from './piece.ts';

/** With a limited rate, pieces are cut so that each takes at most so many milliseconds. */
const RATE_QUANTUM = 20;

const NOTHING = Buffer.alloc(0);

export interface ShaperObserver {
  /** The backlog has shrunk. */
  eased(): void;
  /** The connection is to be reset now. */
  resetNow(reason: string): void;
}

/** What else takes its turn among the pieces: the end of the stream, or the reset of the connection. */
type Last = { readonly last: 'end' } | { readonly last: 'reset'; readonly reason: string };

interface Waiting {
  readonly what: Piece | Last;
  /** Of performance.now(). */
  readonly due: number;
}

export class Shaper implements Stage {
  readonly #next: Downstream;
  readonly #observer: ShaperObserver;
  #treatment: Treatment = UNTREATED;
  readonly #queue = new Fifo<Waiting>();
  #backlog = 0;
  #timer: NodeJS.Timeout | null = null;
  #lastDue = 0;
  #lineFree = 0;
  #passed = 0;

  constructor(next: Downstream, observer: ShaperObserver) {
    this.#next = next;
    this.#observer = observer;
  }

  treat(treatment: Treatment): void {
    if (isDeepStrictEqual(treatment, this.#treatment)) return;
    this.#treatment = treatment;
    this.#lastDue = 0;
    this.#lineFree = 0;
    this.#deliver(Number.POSITIVE_INFINITY);
  }

  get backlog(): number {
    return this.#backlog;
  }

  push(piece: Piece): void {
    const { blackHole, slice, bytesPerSecond, resetAfterBytes } = this.#treatment;
    if (blackHole) {
      this.#wait({ ...piece, bytes: NOTHING, change: { what: 'swallowed', original: piece.bytes } }, 0);
      return;
    }
    const quantum = bytesPerSecond === 0 ? 0 : Math.ceil((bytesPerSecond * RATE_QUANTUM) / 1000);
    const longest = Math.min(slice || Number.POSITIVE_INFINITY, quantum || Number.POSITIVE_INFINITY);
    for (const part of cut(piece, longest)) {
      if (resetAfterBytes > 0 && this.#passed + part.bytes.length >= resetAfterBytes) {
        const rest = Math.max(0, resetAfterBytes - this.#passed);
        this.#wait({ ...part, bytes: part.bytes.subarray(0, rest) }, 0);
        this.#wait({ last: 'reset', reason: `reset after ${resetAfterBytes} bytes` }, 0);
        return;
      }
      this.#wait(part, 0);
    }
  }

  end(): void {
    if (!this.#treatment.blackHole) this.#wait({ last: 'end' }, this.#treatment.slowClose);
  }

  abandon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#queue.clear();
    this.#backlog = 0;
  }

  #wait(what: Piece | Last, extra: number): void {
    const length = lengthOf(what);
    const due = this.#dueTime(length) + extra;
    this.#passed += length;
    if (this.#queue.length === 0 && due <= performance.now()) {
      this.#handOn(what);
      return;
    }
    this.#queue.push({ what, due });
    this.#backlog += length;
    if (this.#timer === null) this.#deliverAt(due);
  }

  /** Never earlier than that of the piece before it: jitter does not reorder a stream. */
  #dueTime(length: number): number {
    const { latency, jitter, bytesPerSecond } = this.#treatment;
    const delay = latency + jitter * (2 * Math.random() - 1);
    const due = Math.max(this.#lastDue, performance.now() + Math.max(0, delay));
    this.#lastDue = due;
    if (bytesPerSecond === 0) return Math.max(due, this.#lineFree);
    const start = Math.max(due, this.#lineFree);
    this.#lineFree = start + (length / bytesPerSecond) * 1000;
    return start;
  }

  /** Or sooner, to look again: behind a slow line a piece may be due in years. */
  #deliverAt(due: number): void {
    this.#timer = setTimeout(() => this.#deliver(performance.now()), Math.min(due - performance.now(), LONGEST_WAIT));
  }

  /** What is due by then, of performance.now(). */
  #deliver(then: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const queue = this.#queue;
    for (let head = queue.first; head !== undefined && head.due <= then; head = queue.first) {
      queue.take();
      this.#backlog -= lengthOf(head.what);
      this.#handOn(head.what);
    }
    if (queue.first !== undefined) this.#deliverAt(queue.first.due);
    this.#observer.eased();
  }

  #handOn(what: Piece | Last): void {
    if (!('last' in what)) this.#next.push(what);
    else if (what.last === 'end') this.#next.end();
    else this.#observer.resetNow(what.reason);
  }
}

const lengthOf = (what: Piece | Last): number => ('last' in what ? 0 : what.bytes.length);

function* cut(piece: Piece, longest: number): Generator<Piece> {
  if (piece.bytes.length <= longest) {
    yield piece;
    return;
  }
  for (let from = 0; from < piece.bytes.length; from += longest) {
    yield { ...piece, bytes: piece.bytes.subarray(from, from + longest) };
  }
}
