/**
 * The rows of all directions (2 × connection + side): one after the other in one reservation, A beside B, so that a segment
 * touches one or two pages of memory whatever the stages do. Half of the connection's identity comes first, then core's fields
 * (a brief report's row ends here). From the third cache line on only the traffic stage writes, which may be another thread's: first
 * what the other side's segments touch too (lists, round trips), then what most of the side's own touch, and last, as in the gap
 * before, what few touch. The two rows of a connection together are whole cache lines.
 */
import type { KernelMemory } from '../memory.ts';

/** Which stages a pass runs. `core`: a brief report. `traffic`: the long one. `round trips`: with RTT and outstanding window. */
export type Depth = 'core' | 'traffic' | 'round trips';

/** Bytes of a row; multiples of 32. */
export const STRIDE: Record<Depth, number> = { core: 96, traffic: 640, 'round trips': 640 };

export class DirectionRows {
  readonly depth: Depth;
  /** Distance of two rows in bytes, shorts of 2, words of 4 and doubles of 8. */
  readonly stride: number;
  readonly shorts: number;
  readonly words: number;
  readonly doubles: number;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;

  constructor({ memory, layout }: KernelMemory, depth: Depth) {
    const { rows, stride, capacity } = layout.connections;
    const { buffer } = memory;
    const bytes = capacity * 2 * stride;
    this.depth = depth;
    this.stride = stride;
    this.shorts = this.stride / 2;
    this.words = this.stride / 4;
    this.doubles = this.stride / 8;
    this.f64 = new Float64Array(buffer, rows, bytes / 8);
    this.u32 = new Uint32Array(buffer, rows, bytes / 4);
    this.u16 = new Uint16Array(buffer, rows, bytes / 2);
    this.u8 = new Uint8Array(buffer, rows, bytes);
  }

  /** Directions there is room for. */
  get capacity(): number {
    return Math.floor(this.u8.length / this.stride);
  }

  /** A field of 4 bytes; 0 where the pass did not run its stage. */
  word(direction: number, field: number): number {
    return field < this.words ? this.u32[direction * this.words + field] : 0;
  }

  /** A field of 2 bytes; 0 where the pass did not run its stage. */
  short(direction: number, field: number): number {
    return 2 * field < this.stride ? this.u16[direction * this.shorts + field] : 0;
  }

  /** A field of 1 byte; 0 where the pass did not run its stage. */
  byte(direction: number, field: number): number {
    return field < this.stride ? this.u8[direction * this.stride + field] : 0;
  }

  /** Is the bit set in a field of 1 byte? */
  has(direction: number, field: number, bit: number): boolean {
    return (this.byte(direction, field) & bit) !== 0;
  }

  /** A field of 8 bytes; 0 where the pass did not run its stage. */
  double(direction: number, field: number): number {
    return field < this.doubles ? this.f64[direction * this.doubles + field] : 0;
  }
}
