/**
 * UDP pairs: who, when and letters as in a connection's rows, and per direction (2 × pair + side) datagrams and bytes.
 */
import { PAIR, Pair } from '../layout/pair.ts';
import type { KernelMemory } from '../memory.ts';
import { IdentityRows } from './identity.ts';

const STRIDE = PAIR.bytes / 8;
const DATAGRAMS = Pair.datagrams.offset / 8;
const DATAGRAM_BYTES = Pair.datagramBytes.offset / 8;

export class UdpRows {
  readonly identity: IdentityRows;
  readonly #f64: Float64Array;

  constructor({ memory, layout }: KernelMemory) {
    const { rows, stride, capacity } = layout.pairs;
    const { buffer } = memory;
    const bytes = capacity * 2 * stride;
    this.#f64 = new Float64Array(buffer, rows, bytes / 8);
    const views = {
      stride,
      f64: this.#f64,
      u32: new Uint32Array(buffer, rows, bytes / 4),
      u16: new Uint16Array(buffer, rows, bytes / 2),
      u8: new Uint8Array(buffer, rows, bytes),
    };
    this.identity = new IdentityRows(views, memory, layout.pairs);
  }

  /** Datagrams sent in a direction. */
  packets(direction: number): number {
    return this.#f64[direction * STRIDE + DATAGRAMS];
  }

  /** Sum of the UDP length fields, headers included, in bytes. */
  bytes(direction: number): number {
    return this.#f64[direction * STRIDE + DATAGRAM_BYTES];
  }
}
