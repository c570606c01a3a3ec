/**
 * Counters of the relay in shared memory: written by the relay as it forwards, read by any thread whenever it likes, so
 * that the list of connections lives on even when events are lost or the recording has stopped.
 */

/** Connections whose counters are kept: the latest so many. */
const ROWS = 65_536;

/** Fields of a connection's row. */
const Field = {
  /** The relay's number of the connection, 1-based; 0 = the row is free. */
  connection: 0,
  listener: 1,
  state: 2,
  openedMicros: 3,
  /** Of the last byte in either direction. */
  lastMicros: 4,
  bytesToServer: 5,
  bytesToClient: 6,
  messagesToServer: 7,
  messagesToClient: 8,
  /** When bytes last went to the server; then until the first bytes of the answer, µs (0 = none has come). */
  askedMicros: 9,
  wait: 10,
  worstWait: 11,
  /** How many there were. */
  waits: 12,
} as const;

const FIELDS = 16;

/** Waits kept of each connection: its latest. */
export const WAITS_KEPT = 15;

const Total = {
  opened: 0,
  open: 1,
  bytesToServer: 2,
  bytesToClient: 3,
  /** Number of the recording's segment that is written now, from 0; whole bytes of it on disk. */
  segment: 4,
  wholeBytes: 5,
  /** Pieces recorded without their payload because the disk was slower than the traffic, and the bytes lost so. */
  cutPieces: 6,
  cutBytes: 7,
  /** Events that nobody took in time. */
  eventsLost: 8,
  /** Number of the last event the reader has taken. */
  eventsTaken: 9,
  /** Bytes recorded in all segments, also those that are no longer kept. */
  recordedBytes: 10,
} as const;

const TOTALS = 16;

/** Milestones of a relayed connection, in order. */
export const RelayState = { connecting: 0, open: 1, halfClosed: 2, closed: 3 } as const;
export type RelayState = (typeof RelayState)[keyof typeof RelayState];

export interface ConnectionCounts {
  connection: number;
  listener: number;
  state: RelayState;
  /** µs since 1970. */
  openedMicros: number;
  lastMicros: number;
  bytesToServer: number;
  bytesToClient: number;
  messagesToServer: number;
  messagesToClient: number;
  /** µs from the last byte of the last message to the server until the first byte of its answer; 0 = none has come. */
  wait: number;
  worstWait: number;
  /** Of the last WAITS_KEPT. */
  medianWait: number;
}

export class RelayCounters {
  readonly buffer: SharedArrayBuffer;
  readonly #rows: Float64Array;
  readonly #totals: Float64Array;
  readonly #waits: Float32Array;

  constructor(buffer = new SharedArrayBuffer((TOTALS + ROWS * FIELDS) * 8 + ROWS * WAITS_KEPT * 4)) {
    this.buffer = buffer;
    this.#totals = new Float64Array(buffer, 0, TOTALS);
    this.#rows = new Float64Array(buffer, TOTALS * 8, ROWS * FIELDS);
    this.#waits = new Float32Array(buffer, (TOTALS + ROWS * FIELDS) * 8);
  }

  open(connection: number, listener: number, micros: number): void {
    const row = this.#row(connection);
    this.#rows.fill(0, row, row + FIELDS);
    this.#rows[row + Field.listener] = listener;
    this.#rows[row + Field.openedMicros] = micros;
    this.#rows[row + Field.lastMicros] = micros;
    this.#rows[row + Field.connection] = connection;
    this.#totals[Total.opened]++;
    this.#totals[Total.open]++;
  }

  state(connection: number, state: RelayState): void {
    if (this.#isKept(connection)) this.#rows[this.#row(connection) + Field.state] = state;
    if (state === RelayState.closed) this.#totals[Total.open]--;
  }

  /**
   * Bytes that were forwarded at `micros` and had come at `received`, which ends a wait: the server's never includes our own
   * delay. `turn`: the other side had the word before.
   */
  forwarded(connection: number, side: 0 | 1, bytes: number, turn: boolean, micros: number, received: number): void {
    this.#totals[Total.bytesToServer + side] += bytes;
    if (!this.#isKept(connection)) return;
    const row = this.#row(connection);
    this.#rows[row + Field.lastMicros] = micros;
    this.#rows[row + Field.bytesToServer + side] += bytes;
    if (turn) this.#rows[row + Field.messagesToServer + side]++;
    if (side === 0) this.#rows[row + Field.askedMicros] = micros;
    else if (turn && this.#rows[row + Field.askedMicros] > 0) {
      this.#waited(connection, Math.max(1, received - this.#rows[row + Field.askedMicros]));
    }
  }

  #waited(connection: number, micros: number): void {
    const row = this.#row(connection);
    this.#waits[this.#waitsOf(connection) + (this.#rows[row + Field.waits] % WAITS_KEPT)] = micros;
    this.#rows[row + Field.waits]++;
    this.#rows[row + Field.wait] = micros;
    this.#rows[row + Field.worstWait] = Math.max(micros, this.#rows[row + Field.worstWait]);
  }

  #medianWait(connection: number): number {
    const count = Math.min(WAITS_KEPT, this.#rows[this.#row(connection) + Field.waits]);
    const first = this.#waitsOf(connection);
    return count === 0 ? 0 : this.#waits.slice(first, first + count).sort()[count >> 1];
  }

  /** What is known of a connection; null when newer ones have taken its place. */
  read(connection: number): ConnectionCounts | null {
    if (!this.#isKept(connection)) return null;
    const row = this.#row(connection);
    const rows = this.#rows;
    return {
      connection,
      listener: rows[row + Field.listener],
      state: rows[row + Field.state] as RelayState,
      openedMicros: rows[row + Field.openedMicros],
      lastMicros: rows[row + Field.lastMicros],
      bytesToServer: rows[row + Field.bytesToServer],
      bytesToClient: rows[row + Field.bytesToClient],
      messagesToServer: rows[row + Field.messagesToServer],
      messagesToClient: rows[row + Field.messagesToClient],
      wait: rows[row + Field.wait],
      worstWait: rows[row + Field.worstWait],
      medianWait: this.#medianWait(connection),
    };
  }

  /** Connections accepted so far: their numbers are 1 … opened. */
  get opened(): number {
    return this.#totals[Total.opened];
  }

  get openNow(): number {
    return this.#totals[Total.open];
  }

  get bytesToServer(): number {
    return this.#totals[Total.bytesToServer];
  }

  get bytesToClient(): number {
    return this.#totals[Total.bytesToClient];
  }

  recorded(segment: number, wholeBytes: number): void {
    const before = segment === this.#totals[Total.segment] ? this.#totals[Total.wholeBytes] : 0;
    this.#totals[Total.recordedBytes] += wholeBytes - before;
    this.#totals[Total.segment] = segment;
    this.#totals[Total.wholeBytes] = wholeBytes;
  }

  /** Whole bytes of the recording's current segment that are on disk: a reader need not look further. */
  get wholeBytes(): number {
    return this.#totals[Total.wholeBytes];
  }

  get recordedBytes(): number {
    return this.#totals[Total.recordedBytes];
  }

  get segment(): number {
    return this.#totals[Total.segment];
  }

  cut(bytes: number): void {
    this.#totals[Total.cutPieces]++;
    this.#totals[Total.cutBytes] += bytes;
  }

  get cutPieces(): number {
    return this.#totals[Total.cutPieces];
  }

  get cutBytes(): number {
    return this.#totals[Total.cutBytes];
  }

  eventLost(): void {
    this.#totals[Total.eventsLost]++;
  }

  get eventsLost(): number {
    return this.#totals[Total.eventsLost];
  }

  eventsTaken(count: number): void {
    this.#totals[Total.eventsTaken] += count;
  }

  get eventsTakenSoFar(): number {
    return this.#totals[Total.eventsTaken];
  }

  /** A connection may be open when so many newer ones have come that its row is another's. */
  #isKept(connection: number): boolean {
    return this.#rows[this.#row(connection) + Field.connection] === connection;
  }

  #row(connection: number): number {
    return (connection % ROWS) * FIELDS;
  }

  #waitsOf(connection: number): number {
    return (connection % ROWS) * WAITS_KEPT;
  }
}
