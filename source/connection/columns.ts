/**
 * What the core stage finds out about the segments of a batch, for the stages after it: entry i is packet i of the batch.
 */
import { type ColumnMemory, column, privateMemory } from '../wire/segments.ts';

/** `direction` of a packet that no later stage looks at. */
export const NOBODY = -1;

/** Bits of `facts`. */
export * as Fact from './rows/fields/facts.ts';

export class SegmentColumns {
  /** Number of the packet in the capture, from 1; 0 = not to be analysed. Filled by the pass. */
  readonly number: Float64Array;
  /** 2 × connection + side of the sender; NOBODY where there is no TCP segment or its connection is ignored. */
  readonly direction: Int32Array;
  /** Effective window in bytes, as scaled by what was known before the segment; 0 without ACK and SYN. */
  readonly window: Float64Array;
  /** Window end of the side before this segment (wrapped). */
  readonly previousWindowEnd: Uint32Array;
  readonly facts: Uint8Array;
  /** MSS option, NO_MSS if absent. */
  readonly mss: Uint16Array;
  readonly sackBlocks: Uint8Array;
  /** The urgent pointer of segments with URG. */
  readonly urgent: Uint16Array;

  constructor(capacity: number, memory: (bytes: number) => ColumnMemory = privateMemory) {
    this.number = column(Float64Array, capacity, memory);
    this.direction = column(Int32Array, capacity, memory);
    this.window = column(Float64Array, capacity, memory);
    this.previousWindowEnd = column(Uint32Array, capacity, memory);
    this.facts = column(Uint8Array, capacity, memory);
    this.mss = column(Uint16Array, capacity, memory);
    this.sackBlocks = column(Uint8Array, capacity, memory);
    this.urgent = column(Uint16Array, capacity, memory);
  }
}
