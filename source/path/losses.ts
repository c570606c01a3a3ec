/** The segments that one direction lost on a leg: which, how they lie together, and what they cost. */
import { NOT_SEEN } from './align.ts';
import type { Fates } from './fates.ts';
import type { Passages } from './passages.ts';

export interface Losses {
  /** The passages, in the order of sending. */
  passages: readonly number[];
  /** Most segments lost one after the other. */
  longestBurst: number;
  /** By how much the segments that arrived just before a loss were slower than the fastest, µs; null where none arrived. */
  queueMicros: number | null;
  /** Seconds for which bytes were late, see lateSeconds. */
  seconds: number;
}

export function lossesOn(passages: Passages, fates: Fates, k: number, ahead: (micros: number) => number): Losses {
  const lost: number[] = [];
  const queues: number[] = [];
  let longestBurst = 0;
  let burst = 0;
  let least = Number.POSITIVE_INFINITY;
  let delay: number | null = null;
  for (const i of inOrderOfSending(passages, k)) {
    if (fates.ends[i] === k) {
      if (burst === 0 && delay !== null) queues.push(delay);
      lost.push(i);
      longestBurst = Math.max(longestBurst, ++burst);
    } else if (passages.at[k + 1][i] !== NOT_SEEN) {
      burst = 0;
      const sent = passages.micros(i, k);
      delay = passages.micros(i, k + 1) - sent - ahead(sent);
      least = Math.min(least, delay);
    }
  }
  queues.sort((a, b) => a - b);
  return {
    passages: lost,
    longestBurst,
    queueMicros: queues.length === 0 ? null : queues[queues.length >>> 1] - least,
    seconds: lateSeconds(passages, fates, lost),
  };
}

/** Those that the k-th point saw. */
function inOrderOfSending(passages: Passages, k: number): number[] {
  const seen: number[] = [];
  for (let i = 0; i < passages.count; i++) if (passages.at[k][i] !== NOT_SEEN) seen.push(i);
  return seen.sort((a, b) => passages.at[k][a] - passages.at[k][b]);
}

/**
 * Seconds for which bytes were late because these segments were lost: from when each was sent until a copy was sent that arrived, by
 * the clock of the first point; stretches that overlap count once.
 */
function lateSeconds(passages: Passages, { ends }: Fates, lost: readonly number[]): number {
  const last = passages.route.length - 1;
  const arrived = new Map<number, number>();
  for (let i = 0; i < passages.count; i++) {
    if (ends[i] !== last || passages.at[0][i] === NOT_SEEN) continue;
    const { segments, index } = passages.sample(i);
    if (segments.space(index) === 0) continue;
    const known = arrived.get(segments.start(index));
    if (known === undefined || passages.micros(known, 0) > passages.micros(i, 0)) arrived.set(segments.start(index), i);
  }
  let seconds = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const i of lost) {
    if (passages.at[0][i] === NOT_SEEN) continue;
    const { segments, index } = passages.sample(i);
    const copy = segments.space(index) > 0 ? arrived.get(segments.start(index)) : undefined;
    if (copy === undefined) continue;
    const [from, to] = [Math.max(until, passages.micros(i, 0)), passages.micros(copy, 0)];
    if (to <= from) continue;
    seconds += (to - from) / 1e6;
    until = to;
  }
  return seconds;
}
