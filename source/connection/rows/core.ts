/**
 * The core stage's part of a direction's row: what a brief report and the rules for reused 4-tuples need. 72 bytes, behind the
 * identity's 24.
 */
import type { DirectionRows } from './directions.ts';

/** Fields of 4 bytes. */
export const Core = {
  packets: 8,
  /** (ACK + effective window) mod 2^32 of the last packet with ACK. */
  windowEnd: 9,
  /** Sequence number of the last SYN, 0 if none. */
  syn: 10,
  hardwareDuplicates: 11,
  /** Ring of the last eight sequence numbers; their IP identifications are the shorts below. */
  ringSequence: 12,
} as const;

/** Fields of 2 bytes. */
export const CoreShort = {
  /** No identification in the ring is higher. */
  ringHighest: 15,
  /** The eight IP identifications of the ring. */
  ringIdentification: 40,
} as const;

/** Fields of 1 byte (wrap at 256, as tcptrace's do). */
export const CoreByte = { syns: 24, fins: 25, resets: 26, windowScale: 27, marks: 28, ringNext: 29 } as const;

/** Bits of CoreByte.marks. */
export const CoreMark = {
  /** Sent the window scale / time stamp / SACK-permitted option. */
  windowScale: 1,
  timestamps: 2,
  sackPermitted: 4,
} as const;

export class CoreRows {
  private readonly rows: DirectionRows;

  constructor(rows: DirectionRows) {
    this.rows = rows;
  }

  packets = (direction: number): number => this.rows.word(direction, Core.packets);
  windowEnd = (direction: number): number => this.rows.word(direction, Core.windowEnd);
  syn = (direction: number): number => this.rows.word(direction, Core.syn);
  hardwareDuplicates = (direction: number): number => this.rows.word(direction, Core.hardwareDuplicates);
  syns = (direction: number): number => this.rows.byte(direction, CoreByte.syns);
  fins = (direction: number): number => this.rows.byte(direction, CoreByte.fins);
  resets = (direction: number): number => this.rows.byte(direction, CoreByte.resets);
  windowScale = (direction: number): number => this.rows.byte(direction, CoreByte.windowScale);
  has = (direction: number, mark: number): boolean => (this.rows.byte(direction, CoreByte.marks) & mark) !== 0;
}
