/**
 * What was received in one read and is on its way to be forwarded, when somebody may delay or change it on the way.
 */

export interface Piece {
  /** None when all of it was dropped. */
  readonly bytes: Buffer;
  /** µs since 1970. */
  readonly received: number;
  /** What was changed, in words, with the bytes as they came; null = nothing. */
  readonly change: Change | null;
}

export interface Change {
  readonly what: string;
  readonly original: Buffer;
}

/** Takes pieces in order, then the end of the stream. */
export interface Downstream {
  push(piece: Piece): void;
  end(): void;
}

/** Stands between receiving and forwarding: may delay, change, keep or drop pieces, never reorders them. */
export interface Stage extends Downstream {
  /** Bytes kept inside. */
  readonly backlog: number;
  /** The connection is over: forget everything, stop every timer. */
  abandon(): void;
}
