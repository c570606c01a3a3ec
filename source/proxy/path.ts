/** All that stands between receiving and forwarding in one direction of a connection whose traffic may be changed. */
import type { HoldGate } from './hold.ts';
import type { HoldPattern } from './hold-pattern.ts';
import type { Treatment } from './impairments.ts';
import type { Piece, Stage } from './piece.ts';
import type { Shaper } from './shaping.ts';

export class Path implements Stage {
  readonly #stages: readonly Stage[];
  readonly #gate: HoldGate;
  readonly #shaper: Shaper;

  /** `rewriter` hands on to `gate`, `gate` to `shaper`. */
  constructor(rewriter: Stage | null, gate: HoldGate, shaper: Shaper) {
    this.#stages = rewriter === null ? [gate, shaper] : [rewriter, gate, shaper];
    this.#gate = gate;
    this.#shaper = shaper;
  }

  change(treatment: Treatment, hold: readonly HoldPattern[]): void {
    this.#shaper.treat(treatment);
    this.#gate.watchFor(hold);
  }

  get backlog(): number {
    return this.#stages.reduce((sum, { backlog }) => sum + backlog, 0);
  }

  push(piece: Piece): void {
    this.#stages[0].push(piece);
  }

  end(): void {
    this.#stages[0].end();
  }

  abandon(): void {
    for (const stage of this.#stages) stage.abandon();
  }
}
