/**
 * The rows of all directions (2 × connection + side), laid out as layout/direction.ts says: one after the other in one reservation,
 * A beside B, so that a segment touches one or two pages of memory whatever the stages do.
 */
import type { Depth } from '../layout/direction.ts';
import type { Field } from '../layout/structure.ts';
import type { KernelMemory } from '../memory.ts';

export class DirectionRows {
  readonly depth: Depth;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;

  constructor({ memory, layout }: KernelMemory, depth: Depth) {
    const { rows, stride, capacity } = layout.connections;
    const { buffer } = memory;
    const bytes = capacity * 2 * stride;
    this.depth = depth;
    this.stride = stride;
    this.u8 = new Uint8Array(buffer, rows, bytes);
    this.u16 = new Uint16Array(buffer, rows, bytes / 2);
    this.u32 = new Uint32Array(buffer, rows, bytes / 4);
    this.f64 = new Float64Array(buffer, rows, bytes / 8);
  }

  /** A field of the direction; 0 where the pass did not run its stage. */
  read(direction: number, { type, offset }: Field): number {
    if (offset >= this.stride) return 0;
    const at = direction * this.stride + offset;
    switch (type) {
      case 'u8':
        return this.u8[at];
      case 'u16':
        return this.u16[at / 2];
      case 'u32':
        return this.u32[at / 4];
      case 'f64':
        return this.f64[at / 8];
    }
  }

  /** Only where the pass runs the field's stage. */
  write(direction: number, { type, offset }: Field, value: number): void {
    const at = direction * this.stride + offset;
    switch (type) {
      case 'u8':
        this.u8[at] = value;
        break;
      case 'u16':
        this.u16[at / 2] = value;
        break;
      case 'u32':
        this.u32[at / 4] = value;
        break;
      case 'f64':
        this.f64[at / 8] = value;
    }
  }

  /** Is the bit set in the field? */
  has(direction: number, field: Field, bit: number): boolean {
    return (this.read(direction, field) & bit) !== 0;
  }
}
