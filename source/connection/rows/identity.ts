/**
 * Who, when, and which letters: the first 24 bytes of both rows of a connection. A = the end that sent the first packet
 * seen, B = the other. The addresses of IPv6 connections lie in a table beside the rows.
 */
import type { TableLayout } from '../memory.ts';
import {
  ADDRESS_PAIR,
  Addresses,
  File,
  FirstMicros,
  FirstPacket,
  Ignored,
  Interface,
  Label,
  LastMicros,
  LastPacket,
  Marks,
  Ports,
  Version,
} from './fields/identity.ts';

/** Bits of a connection's marks. */
export const ConnectionMark = { ignored: Ignored } as const;

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
  private readonly f64: Float64Array;
  private readonly u32: Uint32Array;
  private readonly u16: Uint16Array;
  private readonly u8: Uint8Array;
  private readonly stride: number;
  /** Distance of two connections in words of 4 and doubles of 8 bytes; of A's row and B's in words. */
  private readonly words: number;
  private readonly doubles: number;
  private readonly toB: number;

  constructor(rows: RowViews, { buffer }: WebAssembly.Memory, { addresses, capacity }: TableLayout) {
    this.v6 = new Uint8Array(buffer, addresses, capacity * ADDRESS_PAIR);
    this.capacity = capacity;
    this.f64 = rows.f64;
    this.u32 = rows.u32;
    this.u16 = rows.u16;
    this.u8 = rows.u8;
    this.stride = rows.stride;
    this.toB = rows.stride / 4;
    this.words = this.toB * 2;
    this.doubles = rows.stride / 4;
  }

  /** Time of the first packet, µs since 1970. A first time of exactly 0 counts as unset and is replaced (tcptrace). */
  firstMicros(connection: number): number {
    return this.f64[connection * this.doubles + FirstMicros];
  }
  /** Time of the last packet, µs since 1970. */
  lastMicros(connection: number): number {
    return this.f64[connection * this.doubles + LastMicros];
  }

  /** 4 or 6. */
  version(connection: number): number {
    return this.u8[(connection * 2 + 1) * this.stride + Version];
  }

  /** IPv4 address as an unsigned number. */
  address4(connection: number, side: 0 | 1): number {
    return this.u32[connection * this.words + Addresses + side];
  }

  /** The 16 bytes of an IPv6 address (a view, not a copy). */
  address6(connection: number, side: 0 | 1): Uint8Array {
    const at = this.address6At(connection, side);
    return this.v6.subarray(at, at + 16);
  }

  /** Where in `v6` they are. */
  address6At(connection: number, side: 0 | 1): number {
    return this.u32[connection * this.words + Addresses] * ADDRESS_PAIR + side * 16;
  }

  port(connection: number, side: 0 | 1): number {
    const ports = this.ports(connection);
    return side === 0 ? ports >>> 16 : ports & 0xffff;
  }

  /** Port of A in the high half, of B in the low. */
  ports(connection: number): number {
    return this.u32[connection * this.words + this.toB + Ports];
  }

  /** Number of A's letters in the global sequence a, b, … z, aa, …; B has the next. See labels.ts. */
  label(connection: number): number {
    return this.u32[connection * this.words + this.toB + Label];
  }

  /** Numbers (1-based, over the whole capture) of the connection's first and last packet. */
  firstPacket(connection: number): number {
    return this.u32[connection * this.words + this.toB + FirstPacket];
  }
  lastPacket(connection: number): number {
    return this.u32[connection * this.words + this.toB + LastPacket];
  }
  setFirstPacket(connection: number, packet: number): void {
    this.u32[connection * this.words + this.toB + FirstPacket] = packet;
  }
  setLastPacket(connection: number, packet: number): void {
    this.u32[connection * this.words + this.toB + LastPacket] = packet;
  }

  /** Index of the file (Capture.files) and interface (Capture.interfaces) of its first packet. */
  file(connection: number): number {
    return this.u16[connection * this.words * 2 + this.toB * 2 + File];
  }
  interface(connection: number): number {
    return this.u16[connection * this.words * 2 + this.toB * 2 + Interface];
  }

  /** ConnectionMark bits. */
  marks(connection: number): number {
    return this.u8[(connection * 2 + 1) * this.stride + Marks];
  }
}
