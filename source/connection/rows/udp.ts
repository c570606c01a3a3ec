/**
 * UDP pairs: who, when and letters as in a connection's rows, and per direction (2 × pair + side) datagrams and bytes.
 */
import { reserveRows } from '../reservation.ts';
import { IdentityRows, reserveAddressPairs } from './identity.ts';

/** Bytes of a row: half of the identity, then the counters. */
const STRIDE = 40;
const DOUBLES = STRIDE / 8;

/** Fields of 8 bytes. */
const Udp = { packets: 3, bytes: 4 } as const;

export interface UdpBuffers {
  rows: SharedArrayBuffer;
  v6: SharedArrayBuffer;
}

export class UdpRows {
  readonly identity: IdentityRows;
  readonly buffers: UdpBuffers;
  private readonly f64: Float64Array;

  constructor(buffers: UdpBuffers | undefined, pairs: number) {
    this.buffers = buffers ?? { rows: reserveRows(pairs * 2, STRIDE), v6: reserveAddressPairs(pairs) };
    const { rows, v6 } = this.buffers;
    this.f64 = new Float64Array(rows);
    const views = {
      stride: STRIDE,
      f64: this.f64,
      u32: new Uint32Array(rows),
      u16: new Uint16Array(rows),
      u8: new Uint8Array(rows),
    };
    this.identity = new IdentityRows(views, v6);
  }

  /** Datagrams sent in a direction. */
  packets(direction: number): number {
    return this.f64[direction * DOUBLES + Udp.packets];
  }

  /** Sum of the UDP length fields, headers included, in bytes. */
  bytes(direction: number): number {
    return this.f64[direction * DOUBLES + Udp.bytes];
  }

  count(direction: number, length: number): void {
    this.f64[direction * DOUBLES + Udp.packets]++;
    this.f64[direction * DOUBLES + Udp.bytes] += length;
  }
}
