/**
 * UDP pairs: who, when and letters as in a connection's rows, and per direction (2 × pair + side) datagrams and bytes.
 */
import { type KernelMemory, PAIR_STRIDE } from '../memory.ts';
import * as Udp from './fields/udp-doubles.ts';
import { IdentityRows } from './identity.ts';

const DOUBLES = PAIR_STRIDE / 8;

export class UdpRows {
  readonly identity: IdentityRows;
  private readonly f64: Float64Array;

  constructor({ memory, layout }: KernelMemory) {
    const { rows, stride, capacity } = layout.pairs;
    const { buffer } = memory;
    const bytes = capacity * 2 * stride;
    this.f64 = new Float64Array(buffer, rows, bytes / 8);
    const views = {
      stride,
      f64: this.f64,
      u32: new Uint32Array(buffer, rows, bytes / 4),
      u16: new Uint16Array(buffer, rows, bytes / 2),
      u8: new Uint8Array(buffer, rows, bytes),
    };
    this.identity = new IdentityRows(views, memory, layout.pairs);
  }

  /** Datagrams sent in a direction. */
  packets(direction: number): number {
    return this.f64[direction * DOUBLES + Udp.packets];
  }

  /** Sum of the UDP length fields, headers included, in bytes. */
  bytes(direction: number): number {
    return this.f64[direction * DOUBLES + Udp.bytes];
  }
}
