/**
 * UDP pairs: who, when and letters in identity rows of their own, and per direction packets and bytes. 16 bytes a direction.
 */
import { reserveRows } from '../reservation.ts';
import { IdentityRows } from './identity.ts';

const DOUBLES = 2;

export interface UdpBuffers {
  identity: { rows: SharedArrayBuffer; v6: SharedArrayBuffer };
  counters: SharedArrayBuffer;
}

export class UdpRows {
  readonly identity: IdentityRows;
  private readonly f64: Float64Array;
  private readonly counters: SharedArrayBuffer;

  constructor(buffers: UdpBuffers | undefined, pairs: number) {
    this.identity = new IdentityRows(buffers?.identity, pairs);
    this.counters = buffers?.counters ?? reserveRows(pairs * 2, DOUBLES * 8);
    this.f64 = new Float64Array(this.counters);
  }

  get buffers(): UdpBuffers {
    return { identity: this.identity.buffers, counters: this.counters };
  }

  /** Datagrams sent in a direction (2 × pair + side). */
  packets = (direction: number): number => this.f64[direction * DOUBLES];
  /** Sum of the UDP length fields, headers included, in bytes. */
  bytes = (direction: number): number => this.f64[direction * DOUBLES + 1];

  count(direction: number, length: number): void {
    this.f64[direction * DOUBLES]++;
    this.f64[direction * DOUBLES + 1] += length;
  }
}
