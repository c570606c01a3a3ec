/**
 * The core stage's part of a direction's row: what a brief report and the rules for reused 4-tuples need. 72 bytes, behind the
 * identity's 24.
 */
import type { DirectionRows } from './directions.ts';
import * as CoreByte from './fields/core-bytes.ts';
import * as CoreMark from './fields/core-marks.ts';
import * as Core from './fields/core-words.ts';

export { Core, CoreByte, CoreMark };

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
