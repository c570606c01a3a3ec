/**
 * How the clock of one point runs beside that of another, from packets that both saw. A packet on its way there shows the delay plus
 * the clock's offset, one on its way back the delay minus the offset; the least of many are nearest to the empty path. What can be
 * known that way: the offset up to half the least round trip, since how this divides between the two directions shows nowhere.
 * After Moon, Skelly, Towsley, "Estimation and Removal of Clock Skew from Network Delay Measurements", INFOCOM 1999.
 */

/** A straight run of the clock, between two steps. */
export interface ClockPiece {
  /** From this time of the first clock on, µs since 1970; the first piece counts from the beginning. */
  from: number;
  /** What the second clock is ahead at `from`, µs. */
  offset: number;
  /** What it gains in a second, µs: parts per million. */
  drift: number;
  /** The offset may be wrong by so much either way, µs: half the least round trip. null: packets of one direction only. */
  uncertainty: number | null;
}

/** Never empty. */
export type Clock = readonly ClockPiece[];

/** What the second clock is ahead when the first one shows `micros`. */
export function aheadAt(clock: Clock, micros: number): number {
  const piece = pieceAt(clock, micros);
  return piece.offset + (piece.drift * (micros - piece.from)) / 1e6;
}

/** The run that the first clock is in at `micros`. */
export function pieceAt(clock: Clock, micros: number): ClockPiece {
  let piece = clock[0];
  for (const next of clock) {
    if (next.from > micros) break;
    piece = next;
  }
  return piece;
}

/** The least differences are kept for so many stretches of time. */
const STRETCHES = 2048;

/** Gathers what packets say of two clocks. Times in µs. */
export class ClockSamples {
  readonly #begin: number;
  readonly #width: number;
  readonly #there = new Least();
  readonly #back = new Least();

  /** By the second clock, when it was set back, and the earliest time of the first clock that was seen after that. */
  readonly #secondSet: { second: number; first: number }[];
  readonly #firstSet: readonly number[];

  /**
   * For packets that the first point saw between these times. The clocks are known to have been set back at times of their own: how
   * long they had stood still there shows nowhere else.
   */
  constructor(begin: number, end: number, firstSet: readonly number[] = [], secondSet: readonly number[] = []) {
    this.#begin = begin;
    this.#width = Math.max(1, (end - begin) / STRETCHES);
    this.#firstSet = firstSet;
    this.#secondSet = secondSet.map((second) => ({ second, first: Number.POSITIVE_INFINITY }));
  }

  /** A packet that passed the first point and then the second. */
  there(first: number, second: number): void {
    this.#there.add(this.#stretch(first), first, second - first);
    this.#noteSet(first, second);
  }

  /** A packet that passed the second point and then the first. */
  back(first: number, second: number): void {
    this.#back.add(this.#stretch(first), first, first - second);
    this.#noteSet(first, second);
  }

  clock(): Clock {
    const seconds = this.#secondSet.map(({ first }) => first).filter(Number.isFinite);
    const known = [...this.#firstSet, ...seconds].sort((one, two) => one - two);
    return clockOf(this.#there.points(), this.#back.points(), this.#begin, known);
  }

  #noteSet(first: number, second: number): void {
    for (const set of this.#secondSet) if (second >= set.second && first < set.first) set.first = first;
  }

  #stretch(micros: number): number {
    return Math.min(STRETCHES - 1, Math.max(0, Math.floor((micros - this.#begin) / this.#width)));
  }
}

/** The least value of each stretch, and when it was. */
class Least {
  readonly #values = new Float64Array(STRETCHES).fill(Number.POSITIVE_INFINITY);
  readonly #times = new Float64Array(STRETCHES);

  add(stretch: number, micros: number, value: number): void {
    if (value >= this.#values[stretch]) return;
    this.#values[stretch] = value;
    this.#times[stretch] = micros;
  }

  points(): Points {
    const used = Array.from(this.#values.keys()).filter((i) => this.#values[i] !== Number.POSITIVE_INFINITY);
    return { times: used.map((i) => this.#times[i]), values: used.map((i) => this.#values[i]) };
  }
}

/** By time. */
interface Points {
  times: number[];
  values: number[];
}

/** Oscillators are nowhere near so bad, parts per million. */
const MOST_DRIFT = 500;
/** A step is believed where it makes the least round trip larger on both sides, by so much: µs, and as a share of it. */
const STEP_MICROS = 200;
const STEP_SHARE = 0.25;
/** Points of each direction that a piece has at least. */
const FEWEST = 3;
/** A drift is believed where it amounts to so much over the stretch, µs, and both directions show it alike. */
const DRIFT_MICROS = 150;
const DRIFT_LIKENESS = 0.5;
/** More steps than that are no clock. */
const MOST_PIECES = 32;

function clockOf(there: Points, back: Points, begin: number, known: readonly number[]): Clock {
  if (there.times.length === 0 && back.times.length === 0)
    return [{ from: begin, offset: 0, drift: 0, uncertainty: null }];
  if (there.times.length === 0 || back.times.length === 0) {
    const offset = there.times.length > 0 ? Math.min(...there.values) : -Math.min(...back.values);
    return [{ from: begin, offset, drift: 0, uncertainty: null }];
  }
  const both = { there, back, from: begin, flight: usualRoundTrip(there, back) };
  const parts: Both[] = [];
  let rest: Both = both;
  for (const time of known) {
    const [before, after] = cut(rest, time);
    if (![before, after].every(hasEnough)) continue;
    parts.push(before);
    rest = after;
  }
  return [...parts, rest].flatMap((part) => split(part, MOST_PIECES)).map(straight);
}

/** What both directions say of a stretch of time. */
interface Both {
  there: Points;
  back: Points;
  /** When it begins. */
  from: number;
  /** Packets so near to a cut may have been stamped before it by one clock and after it by the other, µs. */
  flight: number;
}

/** The median of what neighbours in time add up to: a step of the clock spoils only few. */
function usualRoundTrip(there: Points, back: Points): number {
  const sums: number[] = [];
  let at = 0;
  for (const [i, time] of there.times.entries()) {
    while (at + 1 < back.times.length && back.times[at + 1] <= time) at++;
    sums.push(there.values[i] + back.values[at]);
  }
  sums.sort((a, b) => a - b);
  return Math.max(0, sums[sums.length >>> 1]);
}

/** The stretches between steps of the clock. */
function split(both: Both, most: number): Both[] {
  const whole = leastRoundTrip(both);
  const best = most > 1 ? bestCut(both) : null;
  if (best === null) return [both];
  const [before, after] = cut(both, best.time);
  if (!isStep(whole.micros, before, after)) return [both];
  const first = split(before, most - 1);
  return [...first, ...split(after, most - first.length)];
}

/**
 * A step makes the least round trip of the whole too small, often below 0, which no path can have. Queues that fill in one direction
 * first and in the other later do so too; but then the round trips of the parts differ by as much as the clock seems to step.
 */
function isStep(whole: number, before: Both, after: Both): boolean {
  const [one, two] = [leastRoundTrip(before).micros, leastRoundTrip(after).micros];
  if (Math.min(one, two) - whole <= Math.max(STEP_MICROS, STEP_SHARE * Math.min(one, two))) return false;
  const step = straight(after).offset - straight(before).offset;
  return whole < 0 || Math.abs(one - two) < Math.abs(step) / 4;
}

/** Where a cut makes the lesser of both least round trips largest: a step in between makes the whole one too small. */
function bestCut(both: Both): { time: number } | null {
  const times = [...both.there.times, ...both.back.times].sort((a, b) => a - b);
  const step = Math.max(1, Math.floor(times.length / COARSE_CUTS));
  let best: { time: number; roundTrip: number; index: number } | null = null;
  const tryAt = (index: number): void => {
    const parts = cut(both, times[index]);
    if (!parts.every(hasEnough)) return;
    const roundTrip = Math.min(...parts.map((part) => leastRoundTrip(part).micros));
    if (best === null || roundTrip > best.roundTrip) best = { time: times[index], roundTrip, index };
  };
  for (let index = step; index < times.length; index += step) tryAt(index);
  const around = (best as { index: number } | null)?.index;
  if (around === undefined) return null;
  for (let index = Math.max(1, around - step); index < Math.min(times.length, around + step); index++) tryAt(index);
  return best;
}

/** Cuts that are tried before the best one's surroundings. */
const COARSE_CUTS = 48;

const hasEnough = ({ there, back }: Both): boolean => there.times.length >= FEWEST && back.times.length >= FEWEST;

function cut({ there, back, from, flight }: Both, time: number): [Both, Both] {
  return [
    { there: within(there, -Infinity, time - flight), back: within(back, -Infinity, time - flight), from, flight },
    { there: within(there, time + flight, Infinity), back: within(back, time + flight, Infinity), from: time, flight },
  ];
}

function within({ times, values }: Points, from: number, to: number): Points {
  const kept = Array.from(times.keys()).filter((i) => times[i] >= from && times[i] < to);
  return { times: kept.map((i) => times[i]), values: kept.map((i) => values[i]) };
}

/** The least round trip that fits a clock that runs straight, and the drift with which it is largest: a concave function of it. */
function leastRoundTrip({ there, back }: Both): { micros: number; drift: number } {
  const origin = Math.min(there.times[0], back.times[0]);
  const at = (drift: number): number => least(there, -drift, origin) + least(back, drift, origin);
  let low = -MOST_DRIFT;
  let high = MOST_DRIFT;
  while (high - low > 0.01) {
    const third = (high - low) / 3;
    if (at(low + third) < at(high - third)) low += third;
    else high -= third;
  }
  const drift = (low + high) / 2;
  return isDrift(drift, { there, back }) ? { micros: at(drift), drift } : { micros: at(0), drift: 0 };
}

/** A queue that fills looks like a drift in one direction; a clock that runs fast shows in both, in one as more and in the other as less. */
function isDrift(drift: number, { there, back }: Pick<Both, 'there' | 'back'>): boolean {
  const seconds = (Math.max(there.times.at(-1)!, back.times.at(-1)!) - Math.min(there.times[0], back.times[0])) / 1e6;
  if (Math.abs(drift) * seconds < DRIFT_MICROS) return false;
  const [one, two] = [tilt(there), -tilt(back)];
  return (
    Math.abs(one - drift) <= DRIFT_LIKENESS * Math.abs(drift) &&
    Math.abs(two - drift) <= DRIFT_LIKENESS * Math.abs(drift)
  );
}

/** How the least values of the first third differ from those of the last one, µs a second. */
function tilt({ times, values }: Points): number {
  const third = (times.at(-1)! - times[0]) / 3;
  const early = leastIn({ times, values }, times[0], times[0] + third);
  const late = leastIn({ times, values }, times.at(-1)! - third, times.at(-1)!);
  return late.time > early.time ? ((late.value - early.value) * 1e6) / (late.time - early.time) : 0;
}

function leastIn({ times, values }: Points, from: number, to: number): { time: number; value: number } {
  const least = { time: from, value: Number.POSITIVE_INFINITY };
  for (let i = 0; i < times.length; i++) {
    if (times[i] < from || times[i] > to || values[i] >= least.value) continue;
    least.time = times[i];
    least.value = values[i];
  }
  return least;
}

/** The least value once `slope` (µs a second) is added from `origin` on. */
function least({ times, values }: Points, slope: number, origin: number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const value = values[i] + (slope * (times[i] - origin)) / 1e6;
    if (value < lowest) lowest = value;
  }
  return lowest;
}

function straight(both: Both): ClockPiece {
  const { from } = both;
  const { drift, micros } = leastRoundTrip(both);
  const offset = (least(both.there, -drift, from) - least(both.back, drift, from)) / 2;
  return { from, offset, drift, uncertainty: Math.max(0, micros / 2) };
}
