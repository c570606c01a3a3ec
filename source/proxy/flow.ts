/**
 * One direction of a relayed connection: what the source sends is written to the sink, its end is handed on as an end, and
 * when the sink does not keep up the source is paused.
 */
import type net from 'node:net';
import { nowMicros } from './clock.ts';
import type { Peer } from './peer.ts';
import type { Change, Piece, Stage } from './piece.ts';
import { bytesWereRead } from './read-buffers.ts';
import type { ReusedReads } from './reused-reads.ts';

/**
 * Bytes kept for a sink that stalls (or is not connected yet) before the source is paused. A paused socket does not notice
 * that its peer has reset the connection, so reading goes on for so long.
 */
export const BACKLOG_LIMIT = 256 * 1024;

/** µs that a piece may have been kept without mention. */
const NOTICEABLE_DELAY = 1000;

const NOTHING = Buffer.alloc(0);

/** Who wants to know what a flow does. Side 0 is the client's bytes on their way to the server. */
export interface FlowObserver {
  /** `received`: when the bytes came, µs since 1970, where they were kept for a while or changed; else null. */
  forwarded(side: 0 | 1, bytes: Buffer, micros: number, received: number | null, change: Change | null): void;
  /** The sink's kernel has taken that many bytes of the flow in all. */
  taken(side: 0 | 1, bytes: number, micros: number): void;
  /** All of a piece was dropped on purpose. */
  dropped(side: 0 | 1, received: number, change: Change): void;
  sourceEnded(side: 0 | 1): void;
  /** The end was handed on; then: the sink's kernel has taken it. */
  ended(side: 0 | 1): void;
  endTaken(side: 0 | 1): void;
}

export class Flow {
  readonly side: 0 | 1;
  /** Bytes forwarded. */
  bytes = 0;
  /** Of these, what the sink's kernel has taken. */
  #taken = 0;
  readonly #observer: FlowObserver;
  #source: net.Socket | null = null;
  #reads: ReusedReads | null = null;
  /** Gives back the buffer that the sink is still writing from. */
  #lent: (() => void) | null = null;
  #sink: net.Socket | null = null;
  #stage: Stage | null = null;
  /** What came before there was a sink. */
  #early: Buffer[] = [];
  #earlyBytes = 0;
  #sourceEnded = false;
  #paused = false;

  constructor(side: 0 | 1, observer: FlowObserver) {
    this.side = side;
    this.#observer = observer;
  }

  /** Starts reading at once: what comes before there is a sink is kept, up to BACKLOG_LIMIT. */
  from({ stream: source, reads }: Peer): void {
    this.#source = source;
    this.#reads = reads;
    if (reads === null) source.on('data', this.#receiveNew);
    else reads.to(this.#receiveReused);
    source.on('end', this.#end);
    // What was read of it before may have been all.
    if (source.readableEnded) this.#end();
    else source.resume();
  }

  to(sink: net.Socket): void {
    this.#sink = sink;
    sink.on('drain', this.eased);
    const early = this.#early;
    this.#early = [];
    this.#earlyBytes = 0;
    for (const bytes of early) this.#receive(bytes);
    if (this.#sourceEnded) this.#handOnEnd();
    this.eased();
  }

  /** From now on pieces go through that stage, which hands on to this flow. */
  through(stage: Stage): void {
    this.#stage = stage;
  }

  /** Bytes received and not yet taken by the sink's kernel. */
  get backlog(): number {
    return this.#earlyBytes + (this.#stage?.backlog ?? 0) + (this.#sink?.writableLength ?? 0);
  }

  /** The last stage's way out. */
  push({ bytes, received, change }: Piece): void {
    if (bytes.length > 0) {
      const isLate = nowMicros() - received > NOTICEABLE_DELAY;
      this.#forward(bytes, isLate || change !== null ? received : null, change);
    } else if (change !== null) {
      this.#observer.dropped(this.side, received, change);
    }
  }

  end(): void {
    if (this.#sink === null || this.#sink.destroyed) return;
    this.#observer.ended(this.side);
    this.#sink.end(() => this.#observer.endTaken(this.side));
  }

  /** The backlog may have shrunk. */
  readonly eased = (): void => {
    if (!this.#paused || this.backlog >= BACKLOG_LIMIT / 2) return;
    this.#paused = false;
    this.#source?.resume();
  };

  abandon(): void {
    this.#stage?.abandon();
    this.#early = [];
    this.#earlyBytes = 0;
  }

  readonly #receiveNew = (bytes: Buffer): void => {
    bytesWereRead(bytes.length);
    this.#receive(bytes);
  };

  /** The bytes are good only until this returns: they are forwarded before, or copied. */
  readonly #receiveReused = (bytes: Buffer): void => {
    const sink = this.#sink;
    if (sink === null || this.#stage !== null || sink.writableLength > 0) {
      this.#receive(Buffer.from(bytes));
    } else {
      this.#forward(bytes, null, null);
      if (sink.writableLength > 0) this.#lent = (this.#reads as ReusedReads).lend();
    }
  };

  #receive(bytes: Buffer): void {
    if (this.#sink === null) {
      this.#early.push(bytes);
      this.#earlyBytes += bytes.length;
    } else if (this.#stage === null) {
      this.#forward(bytes, null, null);
    } else {
      this.#stage.push({ bytes, received: nowMicros(), change: null });
    }
    if (!this.#paused && this.backlog >= BACKLOG_LIMIT) {
      this.#paused = true;
      this.#source?.pause();
    }
  }

  /**
   * Data and a reset that come at once look like data and an end: libuv takes the hang-up behind a short read for one.
   * Writing nothing tells them apart, as the kernel refuses it with the reset's error, which the socket then emits.
   */
  readonly #end = (): void => {
    const source = this.#source as net.Socket;
    if (source.writable && source.writableLength === 0) {
      source.write(NOTHING, (error) => {
        if (!error) this.#sourceHasEnded();
      });
    } else {
      this.#sourceHasEnded();
    }
  };

  #sourceHasEnded(): void {
    this.#sourceEnded = true;
    this.#observer.sourceEnded(this.side);
    if (this.#sink !== null) this.#handOnEnd();
  }

  #handOnEnd(): void {
    if (this.#stage === null) this.end();
    else this.#stage.end();
  }

  #forward(bytes: Buffer, received: number | null, change: Change | null): void {
    const sink = this.#sink as net.Socket;
    if (sink.destroyed) return;
    this.bytes += bytes.length;
    const micros = nowMicros();
    // Before anybody is told, so that telling delays no byte; what it calls back comes later in any case.
    sink.write(bytes, this.#written);
    this.#observer.forwarded(this.side, bytes, micros, received, change);
    // As nearly always: the kernel has taken it at once.
    if (sink.writableLength === 0) this.#wereTaken(this.bytes, micros);
  }

  readonly #written = (error?: Error | null): void => {
    if (error) return;
    const taken = this.bytes - (this.#sink as net.Socket).writableLength;
    if (taken > this.#taken) this.#wereTaken(taken, nowMicros());
  };

  #wereTaken(bytes: number, micros: number): void {
    this.#taken = bytes;
    this.#observer.taken(this.side, bytes, micros);
    this.#lent?.();
    this.#lent = null;
  }
}
