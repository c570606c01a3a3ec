/** One direction of a conversation: each segment's way along the path, from the first point that saw it to the last. */
import { align, areAlike, NOT_SEEN, Traits } from './align.ts';
import type { Segments } from './segments.ts';

/** Entry i is one segment that somebody sent, or that the path made a copy of. */
export class Passages {
  readonly count: number;
  /** The points where the conversation was seen, in the order in which this direction passes them. */
  readonly route: readonly number[];
  /** What each point of the route saw. */
  readonly segments: readonly Segments[];
  /** Index among the segments of the k-th point of the route, at [k][i]; NOT_SEEN. */
  readonly at: readonly Int32Array[];
  /** 1 + the index in the route of the point up to which several equal ones cannot be told apart; 0 = they can. */
  readonly ambiguous: Uint8Array;
  /** The passage that it is a copy of, made by the path before the first point that saw it; NOT_SEEN = it is no copy. */
  readonly copyOf: Int32Array;

  constructor(route: readonly number[], segments: readonly Segments[], { count, at, ambiguous, copyOf }: Columns) {
    this.count = count;
    this.route = route;
    this.segments = segments;
    this.at = at;
    this.ambiguous = ambiguous.subarray(0, count);
    this.copyOf = copyOf.subarray(0, count);
  }

  /** Index in the route of the first point that saw it. */
  firstSeen(i: number): number {
    let k = 0;
    while (this.at[k][i] === NOT_SEEN) k++;
    return k;
  }

  /** Index in the route of the last point that saw it. */
  lastSeen(i: number): number {
    let k = this.route.length - 1;
    while (this.at[k][i] === NOT_SEEN) k--;
    return k;
  }

  /** By the clock of the k-th point, µs; only where it was seen there. */
  micros(i: number, k: number): number {
    return this.segments[k].micros(this.at[k][i]);
  }

  /** Did every point see each segment, once and in the same order? */
  get undisturbed(): boolean {
    return this.at[0].buffer === numbers.buffer;
  }

  /** A segment of it, where it was seen first: what it is does not change on the way. */
  sample(i: number): { segments: Segments; index: number } {
    const k = this.firstSeen(i);
    return { segments: this.segments[k], index: this.at[k][i] };
  }
}

interface Columns {
  readonly count: number;
  readonly at: readonly Int32Array[];
  readonly ambiguous: Uint8Array;
  readonly copyOf: Int32Array;
}

/** Passages as they are put together, point by point. */
class Draft implements Columns {
  count = 0;
  readonly at: Int32Array[];
  readonly ambiguous: Uint8Array;
  readonly copyOf: Int32Array;

  constructor(points: number, capacity: number) {
    this.at = Array.from({ length: points }, () => new Int32Array(capacity).fill(NOT_SEEN));
    this.ambiguous = new Uint8Array(capacity);
    this.copyOf = new Int32Array(capacity).fill(NOT_SEEN);
  }

  add(k: number, segment: number, copyOf: number): void {
    this.at[k][this.count] = segment;
    this.copyOf[this.count] = copyOf;
    this.count++;
  }
}

/** `segments`: what each point of the route saw. */
export function followSegments(route: readonly number[], segments: readonly Segments[]): Passages {
  const [{ count }] = segments;
  if (segments.every((here, k) => k === 0 || areAlike(segments[k - 1], here)))
    return new Passages(route, segments, undisturbed(count, route.length));
  const all = segments.reduce((sum, { count }) => sum + count, 0);
  const draft = new Draft(route.length, all);
  for (let i = 0; i < segments[0].count; i++) draft.add(0, i, NOT_SEEN);
  for (let k = 1; k < route.length; k++) follow(draft, segments, k);
  return new Passages(route, segments, { ...draft, at: draft.at.map((column) => column.subarray(0, draft.count)) });
}

/** Columns of 0, 1, 2 …; of 0; of NOT_SEEN: every direction in which nothing was lost has its part of them. */
let numbers = new Int32Array(0);
let zeros = new Uint8Array(0);
let none = new Int32Array(0);

/** Every point saw the same. */
function undisturbed(count: number, points: number): Columns {
  if (numbers.length < count) {
    numbers = new Int32Array(count * 2).map((_, i) => i);
    zeros = new Uint8Array(count * 2);
    none = new Int32Array(count * 2).fill(NOT_SEEN);
  }
  const at = numbers.subarray(0, count);
  return { count, at: new Array<Int32Array>(points).fill(at), ambiguous: zeros, copyOf: none };
}

/** Finds what the k-th point saw among the passages up to there; what is not among them begins there. */
function follow(draft: Draft, segments: readonly Segments[], k: number): void {
  const known = inOrder(draft, k);
  const before = new Traits(known.length);
  for (const [entry, i] of known.entries()) {
    const seen = lastSeenBefore(draft, i, k);
    before.take(entry, segments[seen], draft.at[seen][i]);
  }
  const here = segments[k];
  const { match, ambiguous, origin, cut } = align(before, Traits.of(here));
  const claimed = cut;
  for (const [entry, i] of known.entries()) {
    if (ambiguous[entry]) draft.ambiguous[i] = k + 1;
    if (match[entry] === NOT_SEEN) continue;
    draft.at[k][i] = match[entry];
    claimed[match[entry]] = 1;
  }
  for (let s = 0; s < here.count; s++) {
    if (!claimed[s]) draft.add(k, s, origin[s] === NOT_SEEN ? NOT_SEEN : known[origin[s]]);
  }
}

function lastSeenBefore(draft: Draft, i: number, k: number): number {
  let seen = k - 1;
  while (draft.at[seen][i] === NOT_SEEN) seen--;
  return seen;
}

/**
 * The passages so far in the order of sending, as well as that is known: each that began at a later point stands after those that
 * this point saw before it.
 */
function inOrder(draft: Draft, k: number): Uint32Array {
  const order = new Float64Array(draft.count);
  const passages = new Uint32Array(draft.count);
  for (let i = 0; i < draft.count; i++) passages[i] = i;
  if (
    draft.at.slice(1, k).every((column) => column.every((seen, i) => seen === NOT_SEEN || draft.at[0][i] !== NOT_SEEN))
  )
    return passages;
  for (let i = 0; i < draft.count; i++) order[i] = draft.at[0][i];
  for (let point = 1; point < k; point++) {
    const seen = passages.filter((i) => draft.at[point][i] !== NOT_SEEN);
    seen.sort((a, b) => draft.at[point][a] - draft.at[point][b]);
    let place = -1;
    for (const i of seen) {
      if (lastSeenBefore(draft, i, point + 1) === point && firstSeenOf(draft, i) === point) order[i] = place + 0.5;
      else place = Math.max(place, order[i]);
    }
  }
  return passages.sort((a, b) => order[a] - order[b] || a - b);
}

function firstSeenOf(draft: Draft, i: number): number {
  let k = 0;
  while (draft.at[k][i] === NOT_SEEN) k++;
  return k;
}
