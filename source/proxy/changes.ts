/**
 * What is done on purpose to the traffic of one connection: builds the paths of its directions when something is to be done,
 * and follows when that changes while the connection is open.
 */
import { readingNamed } from '../stream/choice.ts';
import { UnitCutter } from '../stream/unit-cutter.ts';
import type { RelayEvent, RelayNumber } from './channel.ts';
import { addressText, type Endpoint } from './endpoints.ts';
import type { Flow } from './flow.ts';
import { type HoldDesk, HoldGate } from './hold.ts';
import type { HoldPattern } from './hold-pattern.ts';
import { HostRewriter } from './host-rewriter.ts';
import {
  type AppliedImpairment,
  type FlowDirection,
  isTreated,
  type Treatment,
  treatmentOf,
  treatmentText,
} from './impairments.ts';
import type { PairOptions } from './options.ts';
import type { Piece, Stage } from './piece.ts';
import { Shaper } from './shaping.ts';

/** Of a listener; replaced as a whole when the user switches. */
export interface LiveOptions {
  impairments: readonly AppliedImpairment[];
  hold: readonly HoldPattern[];
}

export interface ChangesContext {
  readonly connection: RelayNumber;
  /** The how-manyeth connection of its listener, 1-based. */
  readonly ordinal: number;
  readonly live: LiveOptions;
  readonly desk: HoldDesk;
  readonly framing: string | null;
  readonly lengths: PairOptions['lengths'];
  /** Named by the Host header; null = requests are left alone. */
  readonly rewriteHostTo: Endpoint | null;
  readonly report: (event: RelayEvent) => void;
  readonly resetNow: (reason: string) => void;
}

const DIRECTIONS: readonly FlowDirection[] = ['to-server', 'to-client'];

export class Changes {
  readonly #context: ChangesContext;
  readonly #flows: readonly [Flow, Flow];
  readonly #paths: [Path | null, Path | null] = [null, null];
  readonly #gates: [HoldGate | null, HoldGate | null] = [null, null];
  /** What cuts both directions into messages; null = the pieces they come in are messages. */
  readonly #units: UnitCutter | null;
  readonly #accepted = performance.now();
  #resetTimer: NodeJS.Timeout | null = null;
  /** The client is to be reset at once. */
  refused = false;

  constructor(flows: readonly [Flow, Flow], context: ChangesContext) {
    this.#flows = flows;
    this.#context = context;
    const reading = context.framing === null ? '' : readingNamed(context.framing);
    this.#units =
      typeof reading === 'string' ? null : new UnitCutter(reading, (side, bytes) => this.#gates[side]?.unit(bytes));
    this.update();
  }

  /** The listener's live options are other ones now. */
  update(): void {
    const { live, ordinal, connection, report } = this.#context;
    this.stop();
    const resets: number[] = [];
    for (const side of [0, 1] as const) {
      const direction = DIRECTIONS[side];
      const treatment = treatmentOf(live.impairments, direction, ordinal);
      const wasChanged = this.#paths[side] !== null;
      if (isTreated(treatment) || live.hold.length > 0 || this.#rewrites(side)) this.#paths[side] ??= this.#path(side);
      this.#paths[side]?.change(treatment, live.hold);
      if (isTreated(treatment) || (wasChanged && !this.#rewrites(side))) {
        report({ event: 'changed', connection, direction, what: treatmentText(treatment) || 'left alone' });
      }
      this.refused ||= treatment.refuse;
      if (treatment.resetAfterTime > 0) resets.push(treatment.resetAfterTime);
    }
    if (resets.length > 0) this.#resetAfter(Math.min(...resets));
  }

  stop(): void {
    if (this.#resetTimer !== null) clearTimeout(this.#resetTimer);
    this.#resetTimer = null;
  }

  #rewrites(side: 0 | 1): boolean {
    return side === 0 && this.#context.rewriteHostTo !== null;
  }

  #resetAfter(milliseconds: number): void {
    const left = Math.max(0, this.#accepted + milliseconds - performance.now());
    this.#resetTimer = setTimeout(() => this.#context.resetNow(`reset after ${milliseconds} ms`), left);
  }

  #path(side: 0 | 1): Path {
    const { connection, desk, lengths, report, resetNow, rewriteHostTo } = this.#context;
    const flow = this.#flows[side];
    const direction = DIRECTIONS[side];
    const shaper = new Shaper(flow, { eased: flow.eased, resetNow });
    const gate = new HoldGate(shaper, desk, connection, direction, this.#units, lengths, flow.eased);
    this.#gates[side] = gate;
    const host = side === 0 && rewriteHostTo !== null ? hostOf(rewriteHostTo) : null;
    const changed = (): void => report({ event: 'changed', connection, direction, what: `Host header names ${host}` });
    const path = new Path(host === null ? null : new HostRewriter(gate, host, changed), gate, shaper);
    flow.through(path);
    return path;
  }
}

/** What a Host header says of the target: without the port where it is the scheme's own. */
function hostOf(target: Endpoint): string {
  if (target.kind === 'unix') return 'localhost';
  const usual = target.kind === 'tls' ? 443 : 80;
  return target.port === usual ? addressText(target.host, 0).replace(/:0$/, '') : addressText(target.host, target.port);
}

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
