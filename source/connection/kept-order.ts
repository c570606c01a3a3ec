/**
 * The rows of a pass that keeps only so many connections: which are free, and which connection is to go next. Two lists run
 * through the rows, of connections that are over and of open ones; each begins with the one that goes first.
 */

export class KeptOrder {
  /** Rows in use. */
  count = 0;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #over: Uint8Array;
  /** The lists are rings; these stand between their ends. */
  readonly #open: number;
  readonly #ended: number;
  /** Free rows, in a ring: one given back is used again after all others, so that who has just listed it still finds it. */
  readonly #free: Int32Array;
  #taken = 0;

  constructor(rows: number) {
    this.#next = new Int32Array(rows + 2);
    this.#previous = new Int32Array(rows + 2);
    this.#over = new Uint8Array(rows);
    this.#free = Int32Array.from({ length: rows }, (_, row) => row);
    this.#open = rows;
    this.#ended = rows + 1;
    for (const ends of [this.#open, this.#ended]) {
      this.#next[ends] = ends;
      this.#previous[ends] = ends;
    }
  }

  /** A row for a new connection, which counts as the open one active last. */
  take(): number {
    if (this.count === this.#free.length) throw new RangeError('more connections than rows');
    const row = this.#free[this.#taken++ % this.#free.length];
    this.#over[row] = 0;
    this.count++;
    this.#append(row, this.#open);
    return row;
  }

  /** A packet of the connection came: of the open ones it is the one active last. One that is over stays in its place. */
  active(row: number): void {
    if (this.#over[row] !== 0) return;
    this.#unlink(row);
    this.#append(row, this.#open);
  }

  /** The connection is over: it goes behind those that were before. */
  end(row: number): void {
    if (this.#over[row] !== 0) return;
    this.#over[row] = 1;
    this.#unlink(row);
    this.#append(row, this.#ended);
  }

  /** The open connection idle longest, -1 = none is open. */
  get idlest(): number {
    const row = this.#next[this.#open];
    return row === this.#open ? -1 : row;
  }

  /** The row to be given back next, but never `spared`: the one that was over first, else the one idle longest; -1 = none. */
  first(spared: number): number {
    for (const ends of [this.#ended, this.#open]) {
      const head = this.#next[ends];
      const row = head === spared ? this.#next[head] : head;
      if (row !== ends) return row;
    }
    return -1;
  }

  isOver(row: number): boolean {
    return this.#over[row] !== 0;
  }

  giveBack(row: number): void {
    this.#unlink(row);
    this.count--;
    this.#free[(this.#taken + this.#free.length - this.count - 1) % this.#free.length] = row;
  }

  #unlink(row: number): void {
    this.#next[this.#previous[row]] = this.#next[row];
    this.#previous[this.#next[row]] = this.#previous[row];
  }

  #append(row: number, ends: number): void {
    const last = this.#previous[ends];
    this.#next[last] = row;
    this.#previous[row] = last;
    this.#next[row] = ends;
    this.#previous[ends] = row;
  }
}
