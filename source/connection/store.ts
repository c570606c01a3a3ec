/**
 * Everything learned of the connections of a capture: the rows of the stages, readable from any thread. The analyser writes,
 * everyone else reads. Rows of a stage that the pass does not run stay untouched (and cost no memory).
 */

import type { Process } from '../capture/processes.ts';
import type { Carrier } from '../wire/carriers.ts';
import { LARGEST_SHARE } from './address-space.ts';
import { type Depth, STRIDES } from './layout/direction.ts';
import type { Field } from './layout/structure.ts';
import { TOTALS, Total } from './layout/totals.ts';
import { type KernelMemory, reserveMemory } from './memory.ts';
import { asNumber, asRow, type ConnectionNumber, type ConnectionRow } from './numbering.ts';
import { ProcessVotes } from './process.ts';
import { CoreRows } from './rows/core.ts';
import { DirectionRows } from './rows/directions.ts';
import { IdentityRows } from './rows/identity.ts';
import { UdpRows } from './rows/udp.ts';

export { Total };

/** Connections a capture can have, if there is room: their rows are reserved at once, in address space only. */
const MOST_CONNECTIONS = 2 ** 24;
/**
 * Of the address space, where that is limited: for the rows of a capture, and for those of the few connections that are looked at
 * once more, of which several threads have some.
 */
const SHARE = { capture: LARGEST_SHARE, few: 1 / 64 };
/** Bytes of a connection's number, where rows are used again. */
const NUMBER = 8;

/** The buffers behind a store, to be posted to another thread. */
export interface StoreBuffers {
  memory: KernelMemory;
  depth: Depth;
  kept: Kept | null;
  processVotes: SharedArrayBuffer;
}

/** Where only so many connections are kept, their rows are used again: then the numbers stand beside the rows. */
interface Kept {
  /** Connections kept when none is being opened. */
  most: number;
  /** By row: the connection's number; below 0 once it was retired, 0 = none had the row yet. */
  numbers: SharedArrayBuffer;
}

export class ConnectionStore {
  readonly memory: KernelMemory;
  readonly identity: IdentityRows;
  readonly core: CoreRows;
  /** By direction, 2 × connection + side. */
  readonly directions: DirectionRows;
  readonly udp: UdpRows;
  /** See Total. */
  readonly totals: Float64Array;
  /** What carried packets, by the numbers that rows have for it. Filled by the pass that fills the rows. */
  carriers: readonly Carrier[] = [];
  /** Whose connections are, as far as it is told: places, from 1, in `processes`. Filled by the pass. */
  readonly processVotes: ProcessVotes;
  processes: readonly Process[] = [];
  /** Of connections that happen on this host, what it says of them itself. */
  readonly localOwners = new Map<ConnectionNumber, Process>();

  readonly #kept: Kept | null;
  readonly #numbers: Float64Array | null;

  /** On existing rows, or on new ones for a pass of this depth with room for so many connections. */
  constructor(buffers?: StoreBuffers, connections = MOST_CONNECTIONS, depth: Depth = 'round trips', kept?: Kept) {
    this.#kept = buffers?.kept ?? kept ?? null;
    this.memory =
      buffers?.memory ??
      reserveMemory({
        connections,
        stride: STRIDES[depth],
        removable: this.#kept !== null,
        share: connections < MOST_CONNECTIONS && this.#kept === null ? SHARE.few : SHARE.capture,
      });
    const { memory, layout } = this.memory;
    this.directions = new DirectionRows(this.memory, buffers?.depth ?? depth);
    this.identity = new IdentityRows(this.directions, memory, layout.connections);
    this.processVotes = new ProcessVotes(buffers?.processVotes ?? layout.connections.capacity);
    this.core = new CoreRows(this.directions);
    this.udp = new UdpRows(this.memory);
    this.totals = new Float64Array(memory.buffer, layout.totals, TOTALS.bytes / 8);
    this.#numbers = this.#kept === null ? null : new Float64Array(this.#kept.numbers);
  }

  /** For the bytes of the capture being read: the kernel reads them where they lie. What is too much has a place of its own. */
  readonly windowRoom = (bytes: number): Uint8Array<ArrayBufferLike> => {
    const { memory, layout } = this.memory;
    return bytes <= layout.window.bytes
      ? new Uint8Array(memory.buffer, layout.window.at, bytes)
      : new Uint8Array(bytes);
  };

  /** For a pass that keeps `most` connections, and those that one batch of packets opens. */
  static keeping(most: number, batch: number, depth: Depth = 'round trips'): ConnectionStore {
    const rows = most + batch;
    return new ConnectionStore(undefined, rows, depth, { most, numbers: new SharedArrayBuffer(rows * NUMBER) });
  }

  get buffers(): StoreBuffers {
    return {
      memory: this.memory,
      depth: this.directions.depth,
      kept: this.#kept,
      processVotes: this.processVotes.buffer,
    };
  }

  /** A field of a direction, 2 × connection + side; 0 where the pass did not run its stage. */
  read(direction: number, field: Field): number {
    return this.directions.read(direction, field);
  }

  /** Connections there is room for. */
  get capacity(): number {
    return this.identity.capacity;
  }

  /** Connections found so far, those retired included. */
  get found(): number {
    return this.totals[Total.connections];
  }

  /** Connections kept when none is being opened; null = all. */
  get most(): number | null {
    return this.#kept?.most ?? null;
  }

  /** Connections there are rows of. */
  get keptNow(): number {
    return this.found - this.totals[Total.retired];
  }

  /** Rows that are or were in use: 0 … count-1. Where all connections are kept, row and number are the same. */
  get count(): number {
    return this.#kept === null ? this.found : Math.min(this.found, this.capacity);
  }

  /** Number of the connection that has the row or had it last. */
  number(row: ConnectionRow): ConnectionNumber {
    return asNumber(this.#numbers === null ? row + 1 : Math.abs(this.#numbers[row]));
  }

  /** Does a connection have the row? */
  holds(row: ConnectionRow): boolean {
    return this.#numbers === null ? row < this.found : this.#numbers[row] > 0;
  }

  /** Row of the connection with this number; null where there is none or it was retired. */
  rowOf(number: ConnectionNumber): ConnectionRow | null {
    const isFound = Number.isInteger(number) && number >= 1 && number <= this.found;
    if (!isFound) return null;
    const row = this.#numbers === null ? number - 1 : this.#numbers.indexOf(number);
    return row < 0 ? null : asRow(row);
  }

  /** The rows of the connections in order of their numbers. */
  *inOrder(): Generator<ConnectionRow, void, void> {
    for (const row of this.#rowsInOrder()) yield asRow(row);
  }

  #rowsInOrder(): Uint32Array {
    const rows = new Uint32Array(this.count);
    for (let row = 0; row < rows.length; row++) rows[row] = row;
    const numbers = this.#numbers;
    if (numbers === null) return rows;
    return rows.filter((row) => numbers[row] > 0).sort((one, other) => numbers[one] - numbers[other]);
  }

  /** Forgets all connections and what was counted; UDP pairs are none. */
  clear(): void {
    const { u8, stride } = this.directions;
    u8.fill(0, 0, this.count * 2 * stride);
    this.totals.fill(0);
  }

  /** Gives the row, emptied, to the connection with this number. */
  assign(row: ConnectionRow, number: ConnectionNumber): void {
    if (this.#numbers === null) return;
    const { u8, stride } = this.directions;
    u8.fill(0, row * 2 * stride, (row + 1) * 2 * stride);
    this.processVotes.forget(row);
    this.#numbers[row] = number;
  }

  /** The connection is retired: what its row says stays until another one has it, for who is just reading. */
  release(row: ConnectionRow): void {
    if (this.#numbers !== null) this.#numbers[row] = -this.#numbers[row];
  }
}
