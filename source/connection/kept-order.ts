/**
 * The rows of a pass that keeps only so many connections: which are free, and which connection is to go next. Two lists run
 * through the rows, of connections that have closed and of open ones; each begins with the one that goes first.
 */

export class KeptOrder {
  /** Rows in use. */
  count = 0;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private readonly hasClosed: Uint8Array;
  /** The lists are rings; these stand between their ends. */
  private readonly open: number;
  private readonly closed: number;
  /** Free rows, in a ring: one given back is used again after all others, so that who has just listed it still finds it. */
  private readonly free: Int32Array;
  private taken = 0;

  constructor(rows: number) {
    this.next = new Int32Array(rows + 2);
    this.previous = new Int32Array(rows + 2);
    this.hasClosed = new Uint8Array(rows);
    this.free = Int32Array.from({ length: rows }, (_, row) => row);
    this.open = rows;
    this.closed = rows + 1;
    for (const ends of [this.open, this.closed]) {
      this.next[ends] = ends;
      this.previous[ends] = ends;
    }
  }

  /** A row for a new connection, which counts as the open one active last. */
  take(): number {
    if (this.count === this.free.length) throw new RangeError('more connections than rows');
    const row = this.free[this.taken++ % this.free.length];
    this.hasClosed[row] = 0;
    this.count++;
    this.append(row, this.open);
    return row;
  }

  /** A packet of the connection came: it goes behind the other open ones, or, once closed, behind those closed before. */
  active(row: number, closed: boolean): void {
    if (this.hasClosed[row] !== 0) return;
    if (closed) this.hasClosed[row] = 1;
    this.unlink(row);
    this.append(row, closed ? this.closed : this.open);
  }

  /** The row to be given back next, but never `spared`: the one that closed first, else the one idle longest; -1 = none. */
  first(spared: number): number {
    for (const ends of [this.closed, this.open]) {
      const head = this.next[ends];
      const row = head === spared ? this.next[head] : head;
      if (row !== ends) return row;
    }
    return -1;
  }

  isClosed(row: number): boolean {
    return this.hasClosed[row] !== 0;
  }

  giveBack(row: number): void {
    this.unlink(row);
    this.count--;
    this.free[(this.taken + this.free.length - this.count - 1) % this.free.length] = row;
  }

  private unlink(row: number): void {
    this.next[this.previous[row]] = this.next[row];
    this.previous[this.next[row]] = this.previous[row];
  }

  private append(row: number, ends: number): void {
    const last = this.previous[ends];
    this.next[last] = row;
    this.previous[row] = last;
    this.next[row] = ends;
    this.previous[ends] = row;
  }
}
