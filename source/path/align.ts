/**
 * Which segment at one point is which at another. Both saw one direction of a conversation; what lies between them lost, doubled,
 * reordered and changed some. Segments are told apart by all that the path leaves as it is; where nothing tells the copies of a
 * segment apart, how many arrived is known but not which, and that is said instead of guessed.
 */
import type { Segments } from './segments.ts';

/** Segments as the aligner sees them: what may identify them, by column. */
export class Traits {
  readonly count: number;
  readonly start: Uint32Array;
  readonly length: Uint32Array;
  readonly control: Uint16Array;
  /** What the path may change, in the order of TRAITS. */
  readonly columns: readonly (Uint32Array | Uint16Array)[];

  constructor(count: number) {
    this.count = count;
    this.start = new Uint32Array(count);
    this.length = new Uint32Array(count);
    this.control = new Uint16Array(count);
    this.columns = TRAITS.map(() => new Uint32Array(count));
  }

  static of(segments: Segments): Traits {
    const traits = new Traits(segments.count);
    for (let i = 0; i < segments.count; i++) traits.take(i, segments, i);
    return traits;
  }

  /** Entry `to` is segment `from` of these. */
  take(to: number, segments: Segments, from: number): void {
    const { packets } = segments;
    const packet = segments.packet[from];
    this.start[to] = segments.start(from);
    this.length[to] = segments.length(from);
    this.control[to] = segments.control(from);
    this.columns[0][to] = segments.acknowledgement(from);
    this.columns[1][to] = segments.identification(from);
    this.columns[2][to] = packets.timestamp[packet];
    this.columns[3][to] = packets.echo[packet];
    this.columns[4][to] = packets.window[packet];
    this.columns[5][to] = packets.sack[packet];
  }
}

const TRAITS = ['acknowledgement', 'identification', 'timestamp', 'echo', 'window', 'sack'] as const;
const ACKNOWLEDGEMENT = 0;
const NO_TRAITS = 0;
const ALL_TRAITS = (1 << TRAITS.length) - 1;

const bits = (...names: (typeof TRAITS)[number][]): number =>
  names.reduce((set, name) => set | (1 << TRAITS.indexOf(name)), 0);

/**
 * What a middlebox may change of some segments only, tried one after the other. The identification is not among them, nor alone the
 * time stamp: these tell a retransmission from the segment it replaces.
 */
const SOMETIMES_CHANGED = [
  bits('sack'),
  bits('window'),
  bits('echo'),
  bits('acknowledgement'),
  bits('timestamp', 'echo'),
];

export const NOT_SEEN = -1;

export interface Alignment {
  /** By entry of the first point: the entry of the second that it is, or NOT_SEEN. */
  match: Int32Array;
  /** By entry of the first point: 1 where it is not known which of several equal ones arrived. */
  ambiguous: Uint8Array;
  /** By entry of the second point: the entry of the first that it is, is a further copy of or has bytes of; or NOT_SEEN. */
  origin: Int32Array;
  /** By entry of the second point: 1 where it is bytes of an entry that a middlebox cut differently, and no copy. */
  cut: Uint8Array;
}

/** Aligns what a point sent on with what the next one saw, both in the order in which it was seen. */
export function align(first: Traits, second: Traits): Alignment {
  const alignment: Alignment = {
    match: new Int32Array(first.count).fill(NOT_SEEN),
    ambiguous: new Uint8Array(first.count),
    origin: new Int32Array(second.count).fill(NOT_SEEN),
    cut: new Uint8Array(second.count),
  };
  const kept = keptTraits(first, second);
  matchBy(kept, first, second, alignment, 'any number');
  for (const changed of SOMETIMES_CHANGED)
    if (kept & changed) matchBy(kept & ~changed, first, second, alignment, 'one to one');
  matchByBytes(first, second, alignment);
  return alignment;
}

/** Nearly always: nothing was lost, doubled, reordered or changed between the points. */
export function areAlike(first: Segments, second: Segments): boolean {
  if (first.count !== second.count) return false;
  const [p, q] = [first.packets, second.packets];
  for (let i = 0; i < first.count; i++) {
    const [one, two] = [first.packet[i], second.packet[i]];
    if (
      first.start(i) !== second.start(i) ||
      first.length(i) !== second.length(i) ||
      first.control(i) !== second.control(i) ||
      first.acknowledgement(i) !== second.acknowledgement(i) ||
      first.identification(i) !== second.identification(i) ||
      p.timestamp[one] !== q.timestamp[two] ||
      p.echo[one] !== q.echo[two] ||
      p.window[one] !== q.window[two] ||
      p.sack[one] !== q.sack[two]
    )
      return false;
  }
  return true;
}

/** Segments that are compared to find out what the path leaves as it is, and how many of them must agree in a trait. */
const SAMPLED = 2000;
const AGREEING = 0.8;

/** The traits that the path does not change, as bits: those in which segments agree of which each point saw just one. */
function keptTraits(first: Traits, second: Traits): number {
  const ones = grouped(first, NO_TRAITS, null);
  const others = grouped(second, NO_TRAITS, null);
  const agreeing = TRAITS.map(() => 0);
  let sampled = 0;
  for (const [key, one] of ones.first) {
    const two = others.first.get(key);
    if (two === undefined || ones.next[one] !== NOT_SEEN || others.next[two] !== NOT_SEEN) continue;
    for (let trait = 0; trait < TRAITS.length; trait++)
      if (first.columns[trait][one] === second.columns[trait][two]) agreeing[trait]++;
    if (++sampled === SAMPLED) break;
  }
  if (sampled === 0) return ALL_TRAITS;
  return agreeing.reduce((kept, count, trait) => (count >= sampled * AGREEING ? kept | (1 << trait) : kept), 0);
}

/** Entries with equal keys, chained in their order. */
interface Groups {
  first: Map<number, number>;
  next: Int32Array;
}

/** Groups entries by what they are and by the `kept` traits; `taken`: those with an entry there are left out. */
function grouped(traits: Traits, kept: number, taken: Int32Array | null): Groups {
  const first = new Map<number, number>();
  const next = new Int32Array(traits.count).fill(NOT_SEEN);
  for (let i = traits.count - 1; i >= 0; i--) {
    if (taken !== null && taken[i] !== NOT_SEEN) continue;
    const key = keyOf(traits, i, kept);
    next[i] = first.get(key) ?? NOT_SEEN;
    first.set(key, i);
  }
  return { first, next };
}

/** 52 bits that differ, in all likelihood, where the segments do. */
function keyOf(traits: Traits, i: number, kept: number): number {
  const length = traits.length[i];
  let high = Math.imul(traits.start[i] ^ 0x9e3779b9, 0x85ebca6b);
  let low = Math.imul(traits.start[i] + (length << 16), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 15) ^ length, 0x2c1b3c6d) ^ traits.control[i];
  low = Math.imul(low ^ (low >>> 13) ^ traits.control[i], 0x297a2d39) ^ length;
  // A pure acknowledgement is nothing but its number.
  const used = length === 0 ? kept | (1 << ACKNOWLEDGEMENT) : kept;
  for (let trait = 0; trait < TRAITS.length; trait++) {
    if ((used & (1 << trait)) === 0) continue;
    const value = traits.columns[trait][i];
    high = Math.imul(high ^ (high >>> 16) ^ value, 0x7feb352d);
    low = Math.imul(low ^ (low >>> 15) ^ (value + trait), 0x846ca68b);
  }
  return ((high ^ (high >>> 16)) >>> 0) * 2 ** 20 + ((low ^ (low >>> 14)) >>> 12);
}

/**
 * Matches entries of equal keys that are still open: as many as both points saw, in order. Further ones at the second point are
 * copies. Of further ones at the first point some were lost, and which cannot be told. `one to one`: only where each saw just one.
 */
function matchBy(
  kept: number,
  first: Traits,
  second: Traits,
  alignment: Alignment,
  howMany: 'any number' | 'one to one',
): void {
  const { match, ambiguous, origin } = alignment;
  const ones = grouped(first, kept, match);
  const others = grouped(second, kept, origin);
  for (const [key, head] of ones.first) {
    let two = others.first.get(key) ?? NOT_SEEN;
    if (two === NOT_SEEN) continue;
    if (howMany === 'one to one' && (ones.next[head] !== NOT_SEEN || others.next[two] !== NOT_SEEN)) continue;
    let last = head;
    for (let one = head; one !== NOT_SEEN; one = ones.next[one]) {
      if (two === NOT_SEEN) {
        for (let copy = head; copy !== NOT_SEEN; copy = ones.next[copy]) ambiguous[copy] = 1;
        break;
      }
      match[one] = two;
      origin[two] = one;
      last = one;
      two = others.next[two];
    }
    for (; two !== NOT_SEEN; two = others.next[two]) origin[two] = last;
  }
}

/** Where a middlebox cut the bytes differently, a segment has arrived when all of its bytes have. */
function matchByBytes(first: Traits, second: Traits, { match, origin, cut }: Alignment): void {
  const arrived = openData(second, origin);
  if (arrived.length === 0) return;
  for (const one of openData(first, match)) {
    const end = first.start[one] + first.length[one];
    let covered = first.start[one];
    let last = NOT_SEEN;
    for (const two of arrived) {
      if (second.start[two] > covered) break;
      const reaches = second.start[two] + second.length[two];
      if (reaches <= covered) continue;
      covered = reaches;
      last = two;
      if (covered >= end) break;
    }
    if (covered < end || last === NOT_SEEN) continue;
    match[one] = last;
    for (const two of arrived) {
      if (second.start[two] >= end || second.start[two] + second.length[two] <= first.start[one]) continue;
      origin[two] = one;
      cut[two] = 1;
    }
  }
}

/** Entries with payload that are still open, by where they start. */
function openData(traits: Traits, taken: Int32Array): number[] {
  const open: number[] = [];
  for (let i = 0; i < traits.count; i++) if (taken[i] === NOT_SEEN && traits.length[i] > 0) open.push(i);
  return open.sort((a, b) => traits.start[a] - traits.start[b]);
}
