/** What the core stage counts of a direction: all that a brief report and the rules for reused 4-tuples need. */
import { Direction } from '../layout/direction.ts';
import type { DirectionRows } from './directions.ts';

export class CoreRows {
  readonly #rows: DirectionRows;

  constructor(rows: DirectionRows) {
    this.#rows = rows;
  }

  packets = (direction: number): number => this.#rows.read(direction, Direction.packets);
  windowEnd = (direction: number): number => this.#rows.read(direction, Direction.windowEnd);
  syn = (direction: number): number => this.#rows.read(direction, Direction.syn);
  hardwareDuplicates = (direction: number): number => this.#rows.read(direction, Direction.hardwareDuplicates);
  syns = (direction: number): number => this.#rows.read(direction, Direction.syns);
  fins = (direction: number): number => this.#rows.read(direction, Direction.fins);
  resets = (direction: number): number => this.#rows.read(direction, Direction.resets);
  windowScale = (direction: number): number => this.#rows.read(direction, Direction.windowScale);
  /** `option`: an OptionSent bit, or several of which one is enough. */
  hasSent = (direction: number, option: number): boolean => this.#rows.has(direction, Direction.optionsSent, option);
}
