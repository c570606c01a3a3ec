/**
 * One row a connection: who, when, and which letters. A = the end that sent the first packet seen, B = the other.
 * 48 bytes; the addresses of IPv6 connections lie in a table beside it.
 */
import { reserveRows } from '../reservation.ts';

const STRIDE = 48;
const WORDS = STRIDE / 4;
const DOUBLES = STRIDE / 8;
const V6_PAIR = 32;

// Offsets in 8-byte units
const FIRST_MICROS = 0;
const LAST_MICROS = 1;
// Offsets in 4-byte units
const ADDRESS_A = 4;
const ADDRESS_B = 5;
const PORTS = 6;
const LABEL = 7;
const FIRST_PACKET = 8;
const LAST_PACKET = 9;
// Offsets in 2-byte units
const FILE = 20;
const INTERFACE = 21;
// Offsets in bytes
const VERSION = 44;
const MARKS = 45;

/** Bits of a connection's marks. */
export const ConnectionMark = { ignored: 1 } as const;

export class IdentityRows {
  readonly buffers: { rows: SharedArrayBuffer; v6: SharedArrayBuffer };
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  private readonly u16: Uint16Array;
  private readonly u8: Uint8Array;
  private readonly v6: Uint8Array;

  constructor(existing: { rows: SharedArrayBuffer; v6: SharedArrayBuffer } | undefined, connections: number) {
    const buffers = existing ?? { rows: reserveRows(connections, STRIDE), v6: reserveRows(connections, V6_PAIR) };
    this.buffers = buffers;
    this.f64 = new Float64Array(buffers.rows);
    this.u32 = new Uint32Array(buffers.rows);
    this.u16 = new Uint16Array(buffers.rows);
    this.u8 = new Uint8Array(buffers.rows);
    this.v6 = new Uint8Array(buffers.v6);
  }

  /** Connections the reservation can hold. */
  get capacity(): number {
    return Math.floor(Math.min(this.u8.length / STRIDE, this.v6.length / V6_PAIR));
  }

  /** Time of the first packet, µs since 1970. A first time of exactly 0 counts as unset and is replaced (tcptrace). */
  firstMicros = (connection: number): number => this.f64[connection * DOUBLES + FIRST_MICROS];
  setFirstMicros(connection: number, micros: number): void {
    this.f64[connection * DOUBLES + FIRST_MICROS] = micros;
  }

  /** Time of the last packet, µs since 1970. */
  lastMicros = (connection: number): number => this.f64[connection * DOUBLES + LAST_MICROS];
  setLastMicros(connection: number, micros: number): void {
    this.f64[connection * DOUBLES + LAST_MICROS] = micros;
  }

  /** A packet came: the last one so far; the first, too, where that is still unset. */
  arrive(connection: number, micros: number): void {
    const at = connection * DOUBLES;
    if (this.f64[at + FIRST_MICROS] === 0) this.f64[at + FIRST_MICROS] = micros;
    this.f64[at + LAST_MICROS] = micros;
  }

  /** 4 or 6. */
  version = (connection: number): number => this.u8[connection * STRIDE + VERSION];

  /** IPv4 address as an unsigned number; for IPv6 the index of the pair in the table of IPv6 addresses. */
  address4 = (connection: number, side: 0 | 1): number => this.u32[connection * WORDS + ADDRESS_A + side];

  /** The 16 bytes of an IPv6 address (a view, not a copy). */
  address6(connection: number, side: 0 | 1): Uint8Array {
    const at = this.u32[connection * WORDS + ADDRESS_A] * V6_PAIR + side * 16;
    return this.v6.subarray(at, at + 16);
  }

  setAddresses4(connection: number, a: number, b: number): void {
    this.u8[connection * STRIDE + VERSION] = 4;
    this.u32[connection * WORDS + ADDRESS_A] = a;
    this.u32[connection * WORDS + ADDRESS_B] = b;
  }

  /** Copies the 32 bytes of both addresses into place `pair` of the table. `swapped`: the bytes have B first. */
  setAddresses6(connection: number, pair: number, bytes: Uint8Array, at: number): void {
    this.u8[connection * STRIDE + VERSION] = 6;
    this.u32[connection * WORDS + ADDRESS_A] = pair;
    for (let i = 0; i < V6_PAIR; i++) this.v6[pair * V6_PAIR + i] = bytes[at + i];
  }

  /** Are the 32 bytes at `at` this connection's addresses, A first (or B first, with `reversed`)? */
  hasAddresses6(connection: number, bytes: Uint8Array, at: number, reversed: boolean): boolean {
    const from = this.u32[connection * WORDS + ADDRESS_A] * V6_PAIR;
    const turn = reversed ? 16 : 0;
    for (let i = 0; i < 16; i++) {
      if (this.v6[from + i] !== bytes[at + (i ^ turn)] || this.v6[from + 16 + i] !== bytes[at + (16 ^ turn) + i])
        return false;
    }
    return true;
  }

  port = (connection: number, side: 0 | 1): number => {
    const ports = this.u32[connection * WORDS + PORTS];
    return side === 0 ? ports >>> 16 : ports & 0xffff;
  };

  /** Port of A in the high half, of B in the low. */
  ports = (connection: number): number => this.u32[connection * WORDS + PORTS];
  setPorts(connection: number, ports: number): void {
    this.u32[connection * WORDS + PORTS] = ports;
  }

  /** Number of A's letters in the global sequence a, b, … z, aa, …; B has the next. See labels.ts. */
  label = (connection: number): number => this.u32[connection * WORDS + LABEL];
  setLabel(connection: number, label: number): void {
    this.u32[connection * WORDS + LABEL] = label;
  }

  /** Numbers (1-based, over the whole capture) of the connection's first and last packet. */
  firstPacket = (connection: number): number => this.u32[connection * WORDS + FIRST_PACKET];
  lastPacket = (connection: number): number => this.u32[connection * WORDS + LAST_PACKET];
  setFirstPacket(connection: number, packet: number): void {
    this.u32[connection * WORDS + FIRST_PACKET] = packet;
  }
  setLastPacket(connection: number, packet: number): void {
    this.u32[connection * WORDS + LAST_PACKET] = packet;
  }

  /** Index of the file (Capture.files) and interface (Capture.interfaces) of its first packet. */
  file = (connection: number): number => this.u16[(connection * STRIDE) / 2 + FILE];
  interface = (connection: number): number => this.u16[(connection * STRIDE) / 2 + INTERFACE];
  setOrigin(connection: number, file: number, captureInterface: number): void {
    this.u16[(connection * STRIDE) / 2 + FILE] = file;
    this.u16[(connection * STRIDE) / 2 + INTERFACE] = captureInterface;
  }

  /** ConnectionMark bits. */
  marks = (connection: number): number => this.u8[connection * STRIDE + MARKS];
  setMarks(connection: number, marks: number): void {
    this.u8[connection * STRIDE + MARKS] = marks;
  }
}
