/**
 * Where each packet lies in the capture, and which packet of its connection comes next: eight bytes a packet, readable from
 * any thread while it grows. Packets are numbered from 1 as the pass counts them. Of a stream without end a ring holds the
 * last ones, in twelve bytes each, and knows whose they are, so that a connection can begin with the first that is left.
 */
import { FragmentTable, reserveFragments } from './fragment-table.ts';
import { reserve } from './reservation.ts';

const MOST_PACKETS = 2 ** 30;
/** Positions beyond 4 GiB: each further 4 GiB starts at a packet that is written down. */
const MOST_STRETCHES = 2 ** 16;
const FOUR_GIB = 2 ** 32;

/** Doubles that the threads share; behind them, the number of the first packet whose position has k as its high word. */
const Cell = { newest: 0, oldest: 1, stretches: 2 } as const;

export interface IndexBuffers {
  positions: SharedArrayBuffer;
  next: SharedArrayBuffer;
  /** Of a ring: by packet, the row of its connection plus one, 0 = it has none. */
  owners: SharedArrayBuffer | null;
  /** Of a FragmentTable. */
  fragments: SharedArrayBuffer;
  cells: SharedArrayBuffer;
}

/** The packets of connections, one after the other. */
export interface ConnectionPackets {
  /** The next packet of the same connection, 0 if it was the last so far. */
  after(number: number): number;
  /**
   * Collects the numbers and positions of up to `numbers.length` packets of one connection, from `from` on or from a later
   * one, and of the records that hold other fragments of these; returns how many. Go on with `after` of the last one.
   */
  collect(from: number, numbers: Float64Array, positions: Float64Array): number;
  /** Has any packet of the capture been put together from fragments? */
  readonly hasJoined: boolean;
}

export class PacketIndex implements ConnectionPackets {
  readonly buffers: IndexBuffers;
  readonly #low: Uint32Array;
  readonly #next: Uint32Array;
  readonly #owners: Uint32Array | null;
  readonly #cells: Float64Array;
  readonly #fragments: FragmentTable;
  /** One less than the places, which are a power of two. */
  readonly #mask: number;

  constructor(buffers = buffersOf(MOST_PACKETS)) {
    this.buffers = buffers;
    this.#low = new Uint32Array(buffers.positions);
    this.#next = new Uint32Array(buffers.next);
    this.#owners = buffers.owners && new Uint32Array(buffers.owners);
    this.#cells = new Float64Array(buffers.cells);
    this.#fragments = new FragmentTable(buffers.fragments);
    this.#mask = Math.min(this.#low.length, this.#next.length) - 1;
  }

  /** An index of the last `packets` packets, a power of two. */
  static ring(packets: number): PacketIndex {
    return new PacketIndex({ ...buffersOf(packets), owners: new SharedArrayBuffer(packets * 4) });
  }

  /** Packets that can be indexed at a time. Those of a ring make room; else later ones are counted but not read back. */
  get capacity(): number {
    return this.#owners === null ? this.#mask : this.#mask + 1;
  }

  get isRing(): boolean {
    return this.#owners !== null;
  }

  /** The first packet at hand, and the last: none while the last is before the first. */
  get oldest(): number {
    return this.#cells[Cell.oldest];
  }
  get newest(): number {
    return this.#cells[Cell.newest];
  }

  /** Is the packet at hand? Rows hold numbers modulo 2^32, which are told apart by their distance from the newest. */
  has(number: number): boolean {
    return (this.newest - number) >>> 0 <= this.newest - this.oldest && number !== 0;
  }

  /** Packet `number` begins at `position` (PacketBatch.position). Numbers and positions rise. */
  add(number: number, position: number): void {
    const cells = this.#cells;
    if (this.#owners !== null) this.#skip(number, position);
    else if (number > this.capacity) return;
    this.#low[number & this.#mask] = position;
    this.#next[number & this.#mask] = 0;
    const stretch = Math.floor(position / FOUR_GIB);
    while (cells[Cell.stretches] < stretch) cells[Cell.stretches + ++cells[Cell.stretches]] = number;
    cells[Cell.newest] = number;
  }

  /** Packet `number` follows packet `before` on its connection. */
  link(before: number, number: number): void {
    if (this.has(before) && this.has(number)) this.#next[before & this.#mask] = number;
  }

  after(number: number): number {
    return this.has(number) ? this.#next[number & this.#mask] : 0;
  }

  position(number: number): number {
    const cells = this.#cells;
    const whole = this.newest - ((this.newest - number) >>> 0);
    let stretch = cells[Cell.stretches];
    while (stretch > 0 && whole < cells[Cell.stretches + stretch]) stretch--;
    return stretch * FOUR_GIB + this.#low[number & this.#mask];
  }

  /** Of a ring: packet `number` is the connection's that has the row. */
  own(number: number, row: number): void {
    if (this.#owners !== null) this.#owners[number & this.#mask] = row + 1;
  }

  /** Of a ring: the row of the connection that the packet was of when it came, -1 = of none. */
  owner(number: number): number {
    return this.#owners === null ? -1 : this.#owners[number & this.#mask] - 1;
  }

  /** The oldest packet is at hand no longer. */
  forgetOldest(): void {
    this.#cells[Cell.oldest]++;
  }

  get hasJoined(): boolean {
    return this.#fragments.count > 0;
  }

  /** Packet `number`, the newest, was put together with what lies in the records at these positions. */
  join(number: number, positions: readonly number[]): void {
    for (const position of positions) {
      const other = this.#numberAt(position);
      if (other !== 0 && other !== number) this.#fragments.add(number, other);
    }
  }

  /** The numbers of the records that hold other fragments of packet `number`, as far as they are at hand. */
  fragmentsOf(number: number): number[] {
    return this.hasJoined ? [...this.#fragments.othersOf(number)].filter((other) => this.has(other)) : [];
  }

  collect(from: number, numbers: Float64Array, positions: Float64Array): number {
    let count = 0;
    for (let number = from; this.has(number) && count < numbers.length; number = this.after(number)) {
      const fragments = this.fragmentsOf(number);
      if (count > 0 && count + fragments.length >= numbers.length) break;
      for (const one of [...fragments.slice(0, numbers.length - 1), number]) numbers[count++] = one;
    }
    // A fragment may have come before a packet that stands before it here; the last packet stays the last.
    if (this.hasJoined) numbers.subarray(0, count).sort();
    for (let i = 0; i < count; i++) positions[i] = this.position(numbers[i]);
    return count;
  }

  /** The number of the packet at hand whose record lies at the position; 0 = none. */
  #numberAt(position: number): number {
    let low = this.oldest;
    let high = this.newest;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const found = this.position(middle);
      if (found === position) return middle;
      if (found < position) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  /** Takes the places of packets that were cut away before `number` came, which would hold what lay there before. */
  #skip(number: number, position: number): void {
    for (let cut = Math.max(this.newest + 1, number - this.capacity); cut < number; cut++) {
      this.#low[cut & this.#mask] = position;
      this.own(cut, -1);
    }
    this.own(number, -1);
  }
}

function buffersOf(packets: number): IndexBuffers {
  const cells = new SharedArrayBuffer((Cell.stretches + MOST_STRETCHES) * 8);
  new Float64Array(cells)[Cell.oldest] = 1;
  const least = Math.min(packets * 4, 2 ** 22);
  return {
    positions: reserve(packets * 4, least),
    next: reserve(packets * 4, least),
    owners: null,
    fragments: reserveFragments(),
    cells,
  };
}
