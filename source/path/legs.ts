/** What became of the segments of one direction between two points that follow each other. */
import { NOT_SEEN } from './align.ts';
import { aheadAt, type Clock, pieceAt } from './clock.ts';
import type { Fates } from './fates.ts';
import type { Passages } from './passages.ts';

/** Delays in µs, as far as the clocks can be compared (clock.ts). */
export interface Delays {
  min: number;
  median: number;
  p95: number;
  max: number;
}

/** sent = arrived + lost, in segments on the wire. */
export interface LegAccount {
  sent: number;
  arrived: number;
  lost: number;
  /** Of those that arrived: not in the capture of one of the two points, although they passed it. */
  captureMissed: number;
  /** Copies that the path made. */
  duplicated: number;
  /** Overtaken by a segment that was sent later (RFC 4737 section 3). */
  reordered: number;
  /** Of those lost: equal to others that arrived, so that only their number is known. */
  ambiguous: number;
  /** Bytes a second that went in and came out, between the first and the last segment; null of fewer than two segments. */
  rateIn: number | null;
  rateOut: number | null;
  /** null: none was seen at both points. */
  delays: Delays | null;
}

/**
 * The leg from the k-th to the next point of the passages' route. `ahead`: what the clock of the second of these points is ahead of
 * the first's at a time of the first.
 */
export function accountLeg(passages: Passages, fates: Fates, k: number, ahead: (micros: number) => number): LegAccount {
  const account: LegAccount = {
    sent: 0,
    arrived: 0,
    lost: 0,
    captureMissed: 0,
    duplicated: 0,
    reordered: 0,
    ambiguous: 0,
    rateIn: null,
    rateOut: null,
    delays: null,
  };
  const both: number[] = [];
  const [from, to] = [passages.at[k], passages.at[k + 1]];
  for (let i = 0; i < passages.count; i++) {
    if (fates.begins[i] > k) {
      if (passages.copyOf[i] !== NOT_SEEN && fates.begins[i] === k + 1) account.duplicated++;
      continue;
    }
    if (fates.ends[i] < k) continue;
    account.sent++;
    if (fates.ends[i] === k) {
      account.lost++;
      if (passages.ambiguous[i] === k + 2) account.ambiguous++;
      continue;
    }
    account.arrived++;
    if (from[i] === NOT_SEEN || to[i] === NOT_SEEN) account.captureMissed++;
    else both.push(i);
  }
  account.rateIn = rate(passages, k);
  account.rateOut = rate(passages, k + 1);
  both.sort((a, b) => to[a] - to[b]);
  const certain = both.filter((i) => passages.ambiguous[i] !== k + 2);
  account.reordered = overtaken(certain, from);
  account.delays = delaysOf(certain, passages, k, ahead);
  return account;
}

/**
 * What the receiving point's clock is ahead when a packet passes, by the time at which the sending one saw it. `there`: the packet
 * passes the clock's first point and then its second; `back`: the other way round.
 */
export function aheadOf(clock: Clock, way: 'there' | 'back'): (micros: number) => number {
  if (way === 'there') return (micros) => aheadAt(clock, micros + (pieceAt(clock, micros).uncertainty ?? 0));
  return (micros) => {
    const first = micros - aheadAt(clock, micros - clock[0].offset);
    return -aheadAt(clock, first);
  };
}

/** Of segments in the order of their arrival, those that one arrived before that was sent after them. */
function overtaken(arrived: readonly number[], sentAt: Int32Array): number {
  let latest = -1;
  let count = 0;
  for (const i of arrived) {
    if (sentAt[i] < latest) count++;
    else latest = sentAt[i];
  }
  return count;
}

/** Payload bytes a second at the k-th point. */
function rate(passages: Passages, k: number): number | null {
  const { segments } = passages;
  const { count } = segments[k];
  if (count < 2) return null;
  const span = segments[k].micros(count - 1) - segments[k].micros(0);
  let bytes = 0;
  for (let i = 0; i < count; i++) bytes += segments[k].length(i);
  return span > 0 ? (bytes * 1e6) / span : null;
}

/** Sorted, the delays of these segments on the leg. */
export function sortedDelays(
  segments: readonly number[],
  passages: Passages,
  k: number,
  ahead: (micros: number) => number,
): Float64Array {
  const delays = new Float64Array(segments.length);
  for (const [entry, i] of segments.entries()) {
    const sent = passages.micros(i, k);
    delays[entry] = passages.micros(i, k + 1) - sent - ahead(sent);
  }
  return delays.sort();
}

function delaysOf(
  segments: readonly number[],
  passages: Passages,
  k: number,
  ahead: (micros: number) => number,
): Delays | null {
  if (segments.length === 0) return null;
  const sorted = sortedDelays(segments, passages, k, ahead);
  return { min: sorted[0], median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), max: sorted[sorted.length - 1] };
}

/** The nearest rank. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
