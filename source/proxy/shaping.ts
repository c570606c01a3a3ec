/**
 * Delays, slices, swallows or cuts off one direction of a connection, as its treatment says. The treatment may change at any
 * time; what is already waiting keeps the time it was given.
 */
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

interface Waiting {
  /** null = the end of the stream. */
  readonly piece: Piece | null;
  /** Of performance.now(). */
  readonly due: number;
}

export class Shaper implements Stage {
  readonly #next: Downstream;
  readonly #observer: ShaperObserver;
  #treatment: Treatment = UNTREATED;
  readonly #queue: Waiting[] = [];
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
    this.#treatment = treatment;
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
        this.#observer.resetNow(`reset after ${resetAfterBytes} bytes`);
        return;
      }
      this.#wait(part, 0);
    }
  }

  end(): void {
    if (!this.#treatment.blackHole) this.#wait(null, this.#treatment.slowClose);
  }

  abandon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.#backlog = 0;
  }

  #wait(piece: Piece | null, extra: number): void {
    const due = this.#dueTime(piece?.bytes.length ?? 0) + extra;
    const length = piece?.bytes.length ?? 0;
    this.#passed += length;
    if (this.#queue.length === 0 && due <= performance.now()) {
      this.#handOn(piece);
      return;
    }
    this.#queue.push({ piece, due });
    this.#backlog += length;
    if (this.#timer === null) this.#timer = setTimeout(this.#deliver, due - performance.now());
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

  readonly #deliver = (): void => {
    this.#timer = null;
    for (let head = this.#queue[0]; head !== undefined && head.due <= performance.now(); head = this.#queue[0]) {
      this.#queue.shift();
      this.#backlog -= head.piece?.bytes.length ?? 0;
      this.#handOn(head.piece);
    }
    if (this.#queue.length > 0) this.#timer = setTimeout(this.#deliver, this.#queue[0].due - performance.now());
    this.#observer.eased();
  };

  #handOn(piece: Piece | null): void {
    if (piece === null) this.#next.end();
    else this.#next.push(piece);
  }
}

function* cut(piece: Piece, longest: number): Generator<Piece> {
  if (piece.bytes.length <= longest) {
    yield piece;
    return;
  }
  for (let from = 0; from < piece.bytes.length; from += longest) {
    yield { ...piece, bytes: piece.bytes.subarray(from, from + longest) };
  }
}
