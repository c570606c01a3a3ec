/**
 * Where each segment's way began and where it ended, as far as the captures prove it. A segment that a later point saw has passed the
 * earlier ones, and one whose bytes were acknowledged without another copy of them has arrived, whatever a capture missed.
 */
import { TcpFlag } from '../wire/segments.ts';
import { NOT_SEEN } from './align.ts';
import type { Passages } from './passages.ts';
import type { Segments } from './segments.ts';

export interface Fates {
  /** By passage: index in the route of the first point that it passed or, for copies and forged segments, that saw it. */
  begins: Int8Array;
  /** Index in the route of the last point that it passed. */
  ends: Int8Array;
  /** 1: made on the way, not by the sender. */
  forged: Uint8Array;
}

/** Of both directions of a conversation. */
export function fatesOf(passages: readonly [Passages, Passages]): [Fates, Fates] {
  const [a, b] = passages;
  const fates: [Fates, Fates] = [asSeen(a), asSeen(b)];
  markAcknowledged(a, b, fates[0]);
  markAcknowledged(b, a, fates[1]);
  markEchoed(a, b, fates[0]);
  markEchoed(b, a, fates[1]);
  // What is proven of one direction proves gaps that the other shares.
  markGaps(a, fates[0], b, fates[1]);
  markGaps(b, fates[1], a, fates[0]);
  markUnprovable(a, fates[0]);
  markUnprovable(b, fates[1]);
  return fates;
}

/** What the captures alone say. */
function asSeen(passages: Passages): Fates {
  const { count, route } = passages;
  if (passages.undisturbed) return arrived(count, route.length - 1);
  const fates: Fates = {
    begins: new Int8Array(count),
    ends: new Int8Array(count),
    forged: new Uint8Array(count),
  };
  let usual: number[] | null = null;
  for (let i = 0; i < count; i++) {
    const first = passages.firstSeen(i);
    fates.ends[i] = passages.lastSeen(i);
    if (first === 0) continue;
    usual ??= usualTtl(passages);
    if (passages.copyOf[i] !== NOT_SEEN) fates.begins[i] = first;
    else if (isForged(passages, i, first, usual)) {
      fates.begins[i] = first;
      fates.forged[i] = 1;
    }
  }
  return fates;
}

/** Shared by all directions in which nothing was lost. */
let zeros = new Uint8Array(0);
const filled: Int8Array[] = [];

/** All passed every point, up to the route's `last`. */
function arrived(count: number, last: number): Fates {
  if (zeros.length < count) zeros = new Uint8Array(count * 2);
  if ((filled[last]?.length ?? 0) < count) filled[last] = new Int8Array(count * 2).fill(last);
  return { begins: new Int8Array(zeros.buffer, 0, count), ends: filled[last].subarray(0, count), forged: zeros };
}

/** The time to live that most segments have at each point of the route. */
function usualTtl(passages: Passages): number[] {
  return passages.segments.map(({ count, packet, packets }) => {
    const counts = new Uint32Array(256);
    for (let i = 0; i < count; i++) counts[packets.ttl[packet[i]]]++;
    return counts.indexOf(Math.max(...counts));
  });
}

/**
 * Was it made on the way? A segment without payload that the sender's own point did not see, and that does not come as the sender's
 * others come: with another time to live, or, of a reset, where the sender's point missed nothing else.
 */
function isForged(passages: Passages, i: number, first: number, usual: readonly number[]): boolean {
  const segments = passages.segments[first];
  const index = passages.at[first][i];
  if (segments.length(index) > 0 || (segments.control(index) & (TcpFlag.syn | TcpFlag.fin)) !== 0) return false;
  if (segments.packets.ttl[segments.packet[index]] !== usual[first]) return true;
  return (segments.control(index) & TcpFlag.rst) !== 0 && !missesData(passages, first);
}

/** Did the points before the k-th miss a segment with payload that the k-th saw? */
function missesData(passages: Passages, k: number): boolean {
  for (let i = 0; i < passages.count; i++) {
    if (passages.copyOf[i] !== NOT_SEEN || passages.firstSeen(i) !== k) continue;
    const { segments, index } = passages.sample(i);
    if (segments.length(index) > 0) return true;
  }
  return false;
}

/** Segments whose bytes the receiver acknowledged although no copy of them was seen to arrive: these arrived, unseen. */
function markAcknowledged(passages: Passages, answers: Passages, { ends }: Fates): void {
  if (passages.undisturbed) return;
  const last = passages.route.length - 1;
  const candidates: number[] = [];
  for (let i = 0; i < passages.count; i++) {
    if (ends[i] === last || spaceOf(passages, i) === 0) continue;
    candidates.push(i);
  }
  if (candidates.length === 0 || answers.route[0] !== passages.route[last]) return;
  const acknowledged = new Acknowledgements(answers.segments[0]);
  const arrivals = new Arrivals(passages.segments[last]);
  // Of several copies that nobody saw arrive the last one is enough.
  const proven = new Map<number, number>();
  for (const i of candidates) {
    const { segments, index } = passages.sample(i);
    const [start, end] = [segments.start(index), segments.start(index) + segments.space(index)];
    const micros = acknowledged.microsOf(end >>> 0);
    if (micros !== null && !arrivals.cover(start, end, micros)) proven.set(start, i);
  }
  for (const i of proven.values()) ends[i] = last;
}

/** Segments whose time stamp the receiver echoed although no segment with that stamp was seen to arrive (RFC 7323 section 3.2). */
function markEchoed(passages: Passages, answers: Passages, { ends }: Fates): void {
  const last = passages.route.length - 1;
  if (passages.undisturbed || answers.route[0] !== passages.route[last]) return;
  const unseen = new Map<number, number>();
  for (let i = 0; i < passages.count; i++) {
    const stamp = stampOf(passages, i);
    if (ends[i] < last && stamp !== 0) unseen.set(stamp, i);
  }
  for (let i = 0; i < passages.count; i++) if (ends[i] === last) unseen.delete(stampOf(passages, i));
  if (unseen.size === 0) return;
  const { count, packet, packets } = answers.segments[0];
  for (let s = 0; s < count; s++) {
    const echoed = unseen.get(packets.echo[packet[s]]);
    if (echoed !== undefined) ends[echoed] = last;
  }
}

/** 0 = none. */
function stampOf(passages: Passages, i: number): number {
  const { segments, index } = passages.sample(i);
  return segments.packets.timestamp[segments.packet[index]];
}

/** Sequence numbers that the passage's segment takes. */
function spaceOf(passages: Passages, i: number): number {
  const { segments, index } = passages.sample(i);
  return segments.space(index);
}

/** When the receiver first acknowledged a sequence number, by the clock of the last point. */
class Acknowledgements {
  readonly #numbers: number[] = [];
  readonly #micros: number[] = [];

  constructor(answers: Segments) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < answers.count; i++) {
      if ((answers.control(i) & TcpFlag.ack) === 0) continue;
      const number = unwrapped(answers.acknowledgement(i), highest);
      if (number <= highest) continue;
      highest = number;
      this.#numbers.push(number);
      this.#micros.push(answers.micros(i));
    }
  }

  /** null = never. */
  microsOf(sequence: number): number | null {
    const numbers = this.#numbers;
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (numbers[middle] < sequence) low = middle + 1;
      else high = middle;
    }
    return low === numbers.length ? null : this.#micros[low];
  }
}

/** Past 4 GB sequence numbers begin again. */
function unwrapped(number: number, near: number): number {
  if (near === Number.NEGATIVE_INFINITY) return number;
  return near + ((number - (near >>> 0)) | 0);
}

/** Which bytes were seen to arrive, and when. */
class Arrivals {
  readonly #segments: Segments;
  /** Segments that take sequence numbers, by their starts. */
  readonly #order: number[] = [];
  #longest = 1;

  constructor(segments: Segments) {
    this.#segments = segments;
    for (let i = 0; i < segments.count; i++) {
      const space = segments.space(i);
      if (space === 0) continue;
      this.#order.push(i);
      this.#longest = Math.max(this.#longest, space);
    }
    this.#order.sort((a, b) => segments.start(a) - segments.start(b));
  }

  /** Had all of [start, end) arrived at that time? */
  cover(start: number, end: number, micros: number): boolean {
    const order = this.#order;
    const segments = this.#segments;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (segments.start(order[middle]) < start - this.#longest) low = middle + 1;
      else high = middle;
    }
    let covered = start;
    for (let at = low; at < order.length && covered < end; at++) {
      const i = order[at];
      if (segments.start(i) > covered) return false;
      if (segments.micros(i) > micros) continue;
      covered = Math.max(covered, segments.start(i) + segments.space(i));
    }
    return covered >= end;
  }
}

/**
 * A capture that misses a stretch misses both directions: what passed towards its point in the midst of segments that are known to
 * have been missed there was missed too.
 */
function markGaps(passages: Passages, fates: Fates, answers: Passages, answered: Fates): void {
  if (passages.undisturbed) return;
  for (let k = 0; k + 1 < passages.route.length; k++) {
    const back = answers.route.indexOf(passages.route[k + 1]);
    if (back < 0 || answers.route[back + 1] !== passages.route[k]) continue;
    for (const run of unseenRuns(passages, k, answers, answered, back)) {
      const isProven = run.some((entry) => entry.kind === 'answer' || fates.ends[entry.passage] > k);
      if (!isProven) continue;
      for (const { kind, passage } of run)
        if (kind === 'passage') fates.ends[passage] = Math.max(fates.ends[passage], k + 1);
    }
  }
}

/**
 * Nothing proves that a segment without payload arrived at the last point. Where that point's capture is known to miss segments and
 * none is known to have been lost before it, those were missed too.
 */
function markUnprovable(passages: Passages, { begins, ends }: Fates): void {
  const last = passages.route.length - 1;
  if (passages.undisturbed) return;
  const unprovable: number[] = [];
  let missed = 0;
  for (let i = 0; i < passages.count; i++) {
    if (passages.at[last][i] !== NOT_SEEN || begins[i] === last) continue;
    if (ends[i] === last) missed++;
    else if (ends[i] === last - 1) {
      if (spaceOf(passages, i) > 0) return;
      unprovable.push(i);
    }
  }
  if (missed > 0) for (const i of unprovable) ends[i] = last;
}

interface Unseen {
  kind: 'passage' | 'answer';
  passage: number;
}

/**
 * What the k-th point saw and the next one did not, in runs that nothing interrupts which both saw. Answers come from there, so that
 * the next point has missed them. `back`: index of the next point in the route of the answers.
 */
function unseenRuns(passages: Passages, k: number, answers: Passages, answered: Fates, back: number): Unseen[][] {
  if (passages.at[k + 1].every((seen, i) => seen !== NOT_SEEN || passages.at[k][i] === NOT_SEEN)) return [];
  const events: { micros: number; unseen: Unseen | null }[] = [];
  for (let i = 0; i < passages.count; i++) {
    if (passages.at[k][i] === NOT_SEEN) continue;
    const unseen = passages.at[k + 1][i] === NOT_SEEN ? { kind: 'passage' as const, passage: i } : null;
    events.push({ micros: passages.micros(i, k), unseen });
  }
  for (let i = 0; i < answers.count; i++) {
    if (answers.at[back + 1][i] === NOT_SEEN) continue;
    const missed = answers.at[back][i] === NOT_SEEN && answered.begins[i] <= back;
    events.push({ micros: answers.micros(i, back + 1), unseen: missed ? { kind: 'answer', passage: i } : null });
  }
  events.sort((one, two) => one.micros - two.micros);
  const runs: Unseen[][] = [];
  let run: Unseen[] = [];
  for (const { unseen } of events) {
    if (unseen !== null) run.push(unseen);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
