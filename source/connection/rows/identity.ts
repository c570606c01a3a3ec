/**
 * Who, when, and which letters: the first 24 bytes of both rows of a connection. A = the end that sent the first packet
 * seen, B = the other. The addresses of IPv6 connections lie in a table beside the rows.
 */
import { ADDRESS_PAIR } from '../layout/constants.ts';
import { Direction } from '../layout/direction.ts';
import { BYTES, type Field } from '../layout/structure.ts';
import type { TableLayout } from '../memory.ts';

const FIRST_MICROS = indexOf(Direction.firstMicros);
const LAST_MICROS = indexOf(Direction.lastMicros);
const ADDRESSES = indexOf(Direction.addresses);
const PORTS = indexOf(Direction.ports);
const LABEL = indexOf(Direction.label);
const FIRST_PACKET = indexOf(Direction.firstPacket);
const LAST_PACKET = indexOf(Direction.lastPacket);
const FILE = indexOf(Direction.file);
const INTERFACE = indexOf(Direction.interfaceIndex);
const CARRIER = indexOf(Direction.carrier);
const VERSION = indexOf(Direction.version);
const IGNORED = indexOf(Direction.ignored);

/** Which number of its size a field is in its row. */
function indexOf({ offset, type }: Field): number {
  return offset / BYTES[type];
}

/** Views of rows, of `stride` bytes each, two a connection. */
export interface RowViews {
  readonly stride: number;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;
}

export class IdentityRows {
  /** Pairs of IPv6 addresses, A first, 32 bytes each. */
  readonly v6: Uint8Array;
  /** Connections there is room for. */
  readonly capacity: number;
  readonly #f64: Float64Array;
  readonly #u32: Uint32Array;
  readonly #u16: Uint16Array;
  readonly #u8: Uint8Array;
  readonly #stride: number;
  /** Distance of two connections in words of 4 and doubles of 8 bytes; of A's row and B's in words. */
  readonly #words: number;
  readonly #doubles: number;
  readonly #toB: number;

  constructor(rows: RowViews, { buffer }: WebAssembly.Memory, { addresses, capacity }: TableLayout) {
    this.v6 = new Uint8Array(buffer, addresses, capacity * ADDRESS_PAIR);
    this.capacity = capacity;
    this.#f64 = rows.f64;
    this.#u32 = rows.u32;
    this.#u16 = rows.u16;
    this.#u8 = rows.u8;
    this.#stride = rows.stride;
    this.#toB = rows.stride / 4;
    this.#words = this.#toB * 2;
    this.#doubles = rows.stride / 4;
  }

  /** Time of the first packet, µs since 1970. A first time of exactly 0 counts as unset and is replaced (tcptrace). */
  firstMicros(connection: number): number {
    return this.#f64[connection * this.#doubles + FIRST_MICROS];
  }
  /** Time of the last packet, µs since 1970. */
  lastMicros(connection: number): number {
    return this.#f64[connection * this.#doubles + LAST_MICROS];
  }

  /** 4 or 6. */
  version(connection: number): number {
    return this.#u8[(connection * 2 + 1) * this.#stride + VERSION];
  }

  /** IPv4 address as an unsigned number. */
  address4(connection: number, side: 0 | 1): number {
    return this.#u32[connection * this.#words + ADDRESSES + side];
  }

  /** The 16 bytes of an IPv6 address (a view, not a copy). */
  address6(connection: number, side: 0 | 1): Uint8Array {
    const at = this.address6At(connection, side);
    return this.v6.subarray(at, at + 16);
  }

  /** Where in `v6` they are. */
  address6At(connection: number, side: 0 | 1): number {
    return this.#u32[connection * this.#words + ADDRESSES] * ADDRESS_PAIR + side * 16;
  }

  port(connection: number, side: 0 | 1): number {
    const ports = this.ports(connection);
    return side === 0 ? ports >>> 16 : ports & 0xffff;
  }

  /** Port of A in the high half, of B in the low. */
  ports(connection: number): number {
    return this.#u32[connection * this.#words + this.#toB + PORTS];
  }

  /** Number of A's letters in the global sequence a, b, … z, aa, …; B has the next. See labels.ts. */
  label(connection: number): number {
    return this.#u32[connection * this.#words + this.#toB + LABEL];
  }

  /** Numbers (1-based, over the whole capture) of the connection's first and last packet. */
  firstPacket(connection: number): number {
    return this.#u32[connection * this.#words + this.#toB + FIRST_PACKET];
  }
  lastPacket(connection: number): number {
    return this.#u32[connection * this.#words + this.#toB + LAST_PACKET];
  }
  setFirstPacket(connection: number, packet: number): void {
    this.#u32[connection * this.#words + this.#toB + FIRST_PACKET] = packet;
  }
  setLastPacket(connection: number, packet: number): void {
    this.#u32[connection * this.#words + this.#toB + LAST_PACKET] = packet;
  }

  /** Index of the file (Capture.files) and interface (Capture.interfaces) of its first packet. */
  file(connection: number): number {
    return this.#u16[connection * this.#words * 2 + this.#toB * 2 + FILE];
  }
  interface(connection: number): number {
    return this.#u16[connection * this.#words * 2 + this.#toB * 2 + INTERFACE];
  }

  /** What carried its first packet: an index of the store's carriers; 0 = nothing did. */
  carrier(connection: number): number {
    return this.#u16[connection * this.#words * 2 + this.#toB * 2 + CARRIER];
  }

  /** Is it left out of all statistics? */
  isIgnored(connection: number): boolean {
    return this.#u8[(connection * 2 + 1) * this.#stride + IGNORED] !== 0;
  }
}
