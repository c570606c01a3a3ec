/** Captures of one path, held against each other: the points in their order, the conversations, and what became of each segment. */
import { setImmediate } from 'node:timers/promises';
import { NOT_SEEN } from './align.ts';
import { type Change, changesOf } from './changes.ts';
import { aheadAt, type Clock, type ClockPiece, ClockSamples, pieceAt } from './clock.ts';
import { type Conversation, matchConnections, type RelayedPair, type Seen } from './conversation.ts';
import { type Fates, fatesOf } from './fates.ts';
import { accountLeg, aheadOf, type LegAccount } from './legs.ts';
import { type Losses, lossesOn } from './losses.ts';
import { type Observation, SIDES, type Side } from './observation.ts';
import { findOrder } from './order.ts';
import { followSegments, type Passages } from './passages.ts';
import { segmentSize, segmentsAt } from './segments.ts';
import { longestWait, type Wait } from './waits.ts';

/** A conversation of which at least two points saw something: both directions, segment by segment. */
export interface Journey {
  passages: readonly [Passages, Passages];
  fates: readonly [Fates, Fates];
}

/** One leg of a conversation, from one point to the next that saw it. */
export interface LegSummary {
  from: number;
  to: number;
  /** By side of the sender: A's segments, B's segments. */
  accounts: readonly [LegAccount, LegAccount];
  losses: readonly [Losses | null, Losses | null];
}

export interface ConversationSummary {
  conversation: number;
  legs: readonly LegSummary[];
  changes: readonly Change[];
  wait: Wait | null;
  /** By point: segments that passed it and are not in its capture. */
  missed: readonly number[];
}

export class Path {
  /** In the order of the path. */
  readonly points: readonly Observation[];
  readonly conversations: readonly Conversation[];
  readonly relayed: readonly RelayedPair[];
  /** Of the leg from point i to i + 1: what the clock of the latter is ahead. */
  readonly clocks: readonly Clock[];
  readonly #reversed: Uint8Array;

  /** `order`: whether the points stand in the order of the path, or are to be put into it. */
  static async of(
    observations: readonly Observation[],
    order: 'as given' | 'to be found',
    signal: AbortSignal,
  ): Promise<Path> {
    const { conversations, relayed } = matchConnections(observations);
    const { points, reversed } = findOrder(observations, conversations, order === 'as given');
    const ordered = conversations.map((conversation) => ({
      ...conversation,
      seen: points.map((point) => conversation.seen[point]),
    }));
    const path = new Path(
      points.map((point) => observations[point]),
      ordered,
      relayed,
      reversed,
      [],
    );
    const clocks = await path.#compareClocks(signal);
    return new Path(path.points, ordered, relayed, reversed, clocks);
  }

  private constructor(
    points: readonly Observation[],
    conversations: readonly Conversation[],
    relayed: readonly RelayedPair[],
    reversed: Uint8Array,
    clocks: readonly Clock[],
  ) {
    this.points = points;
    this.conversations = conversations;
    this.relayed = relayed;
    this.clocks = clocks;
    this.#reversed = reversed;
  }

  /** Packets cannot be read back any more. */
  close(): void {
    for (const { capture } of this.points) capture.close();
  }

  /** Places, on the path, of the points that saw the conversation, in the order in which segments of `side` pass them. */
  route(conversation: number, side: Side): number[] {
    const { seen } = this.conversations[conversation];
    const route = Array.from(seen.keys()).filter((point) => seen[point] !== null);
    return (this.#reversed[conversation] === 1) === (side === 0) ? route.reverse() : route;
  }

  /** Follows every segment of the conversation. Of long conversations that takes a second per some million packets. */
  follow(conversation: number): Journey {
    const passages: [Passages, Passages] = [this.#passages(conversation, 0), this.#passages(conversation, 1)];
    return { passages, fates: fatesOf(passages) };
  }

  summary(conversation: number): ConversationSummary {
    const journey = this.follow(conversation);
    const { seen } = this.conversations[conversation];
    const points = Array.from(seen.keys()).filter((point) => seen[point] !== null);
    return {
      conversation,
      legs: points.slice(1).map((to, i) => this.#leg(journey, points[i], to)),
      changes: SIDES.flatMap((side) => changesOf(this.points, seen, side, journey.passages[side], journey.fates[side])),
      wait: points.length < 2 ? null : longestWait(journey.passages),
      missed: this.points.map((_, point) => missedAt(journey, point)),
    };
  }

  /** What the clock of each point is ahead of the first one's, from the latter's time on. */
  clockOf(point: number): Clock {
    // What the clock was set back is taken out of all times (observation.ts), so it is put in again here.
    if (point === 0) return [{ from: 0, offset: 0, drift: 0, uncertainty: 0 }];
    const clocks = this.clocks.slice(0, point);
    const pieces = [clocks[0][0].from, ...this.#steps(clocks)].map((from) => this.#pieceOf(clocks, from));
    for (const piece of pieces) {
      const there = piece.from + piece.offset;
      piece.offset += this.points[point].setBack(there) - this.points[0].setBack(piece.from);
    }
    // A step of a clock in between shows in two legs and cancels out.
    return pieces.filter(
      (piece, i) =>
        i === 0 || Math.abs(piece.offset - aheadAt(pieces.slice(0, i), piece.from)) > (piece.uncertainty ?? 0),
    );
  }

  /** When clocks were stepped, by the clock of the first point. */
  #steps(clocks: readonly Clock[]): number[] {
    const steps = clocks.flatMap((clock, leg) => {
      const ahead = this.ahead(0, leg);
      const toFirst = (micros: number): number => micros - ahead(micros - ahead(micros));
      return [...clock.slice(1).map(({ from }) => from), ...this.points[leg].setBacks].map(toFirst);
    });
    const last = this.ahead(0, clocks.length);
    for (const micros of this.points[clocks.length].setBacks) steps.push(micros - last(micros - last(micros)));
    steps.sort((a, b) => a - b);
    return steps.filter((step, i) => i + 1 === steps.length || steps[i + 1] - step > ONE_STEP);
  }

  /** The clock of the last of these legs' points beside that of their first, from a time of the latter on. */
  #pieceOf(clocks: readonly Clock[], from: number): ClockPiece {
    const pieces = clocks.map((clock, leg) => pieceAt(clock, from + this.ahead(0, leg)(from)));
    const known = pieces.every(({ uncertainty }) => uncertainty !== null);
    return {
      from,
      offset: this.ahead(0, clocks.length)(from),
      drift: pieces.reduce((sum, { drift }) => sum + drift, 0),
      uncertainty: known ? pieces.reduce((sum, { uncertainty }) => sum + (uncertainty ?? 0), 0) : null,
    };
  }

  /** What the clock of point `to` is ahead of that of point `from`, at a time of `from`, µs. */
  ahead(from: number, to: number): (micros: number) => number {
    const steps = Array.from({ length: Math.abs(to - from) }, (_, i) =>
      to > from ? aheadOf(this.clocks[from + i], 'there') : aheadOf(this.clocks[from - 1 - i], 'back'),
    );
    return (micros) => steps.reduce((sum, step) => sum + step(micros + sum), 0);
  }

  #passages(conversation: number, side: Side): Passages {
    const { seen } = this.conversations[conversation];
    const size = segmentSize(this.points, this.conversations[conversation], side);
    const route = this.route(conversation, side);
    return followSegments(
      route,
      route.map((point) => segmentsAt(this.points[point], seen[point] as Seen, side, size)),
    );
  }

  #leg({ passages, fates }: Journey, from: number, to: number): LegSummary {
    const of = (side: Side) => {
      const { route } = passages[side];
      const k = Math.min(route.indexOf(from), route.indexOf(to));
      const ahead = this.ahead(route[k], route[k + 1]);
      const account = accountLeg(passages[side], fates[side], k, ahead);
      return { account, losses: account.lost > 0 ? lossesOn(passages[side], fates[side], k, ahead) : null };
    };
    const [a, b] = [of(0), of(1)];
    return { from, to, accounts: [a.account, b.account], losses: [a.losses, b.losses] };
  }

  async #compareClocks(signal: AbortSignal): Promise<Clock[]> {
    const samples = this.points.slice(1).map((_, i) => {
      const { micros, count } = this.points[i].packets;
      let [begin, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let p = 0; p < count; p++) {
        if (micros[p] < begin) begin = micros[p];
        if (micros[p] > end) end = micros[p];
      }
      const [first, second] = [this.points[i].setBacks, this.points[i + 1].setBacks];
      return new ClockSamples(Math.min(begin, end), Math.max(begin, end), first, second);
    });
    let sampled = 0;
    for (const conversation of spread(this.conversations.length)) {
      if (signal.aborted || sampled > ENOUGH_SAMPLES) break;
      if (this.route(conversation, 0).length < 2) continue;
      for (const side of SIDES) sampled += sampleClocks(this.#passages(conversation, side), samples);
      if (conversation % 64 === 0) await setImmediate();
    }
    return samples.map((leg) => leg.clock());
  }
}

function missedAt({ passages, fates }: Journey, point: number): number {
  let missed = 0;
  for (const side of SIDES) {
    const k = passages[side].route.indexOf(point);
    if (k < 0 || passages[side].undisturbed) continue;
    const { begins, ends } = fates[side];
    const at = passages[side].at[k];
    for (let i = 0; i < at.length; i++) if (at[i] === NOT_SEEN && begins[i] <= k && ends[i] >= k) missed++;
  }
  return missed;
}

/** Steps that two legs show so near to each other are one, µs. */
const ONE_STEP = 1e6;

/** Packets from which clocks are compared: of a million, every one of a stretch of time adds nothing. */
const ENOUGH_SAMPLES = 1_000_000;

/** All numbers below `count`, neighbours far apart, so that the first ones stand for all. */
function* spread(count: number): Iterable<number> {
  const strides = 16;
  for (let first = 0; first < strides; first++) for (let i = first; i < count; i += strides) yield i;
}

/** Returns how many segments there were. */
function sampleClocks(passages: Passages, samples: readonly ClockSamples[]): number {
  const { route } = passages;
  for (let k = 0; k + 1 < route.length; k++) {
    const [from, to] = [route[k], route[k + 1]];
    if (Math.abs(to - from) !== 1) continue;
    for (let i = 0; i < passages.count; i++) {
      if (passages.at[k][i] === NOT_SEEN || passages.at[k + 1][i] === NOT_SEEN || passages.ambiguous[i] > 0) continue;
      const [first, second] = [passages.micros(i, k), passages.micros(i, k + 1)];
      if (to > from) samples[from].there(first, second);
      else samples[to].back(second, first);
    }
  }
  return passages.count;
}
