/**
 * A stable radix sort of numbers by digits of 11 bits, for inSlices: places move, not what stands there. The loops are plain
 * functions over a stretch, which V8 makes faster code of than of generators.
 */
import { stretches } from './slices.ts';

export type Places = Uint32Array<ArrayBuffer>;
type Word = Uint32Array<ArrayBuffer>;
type Values = Float64Array<ArrayBuffer>;

const DIGIT_BITS = 11;
const BUCKETS = 2 ** DIGIT_BITS;
const DIGIT_MASK = BUCKETS - 1;
/** Where the digits of 32 bits begin. */
const SHIFTS = [0, 11, 22];
const WORD = 2 ** 32;

/** Places and the words that stand there. */
interface Moving {
  places: Places;
  words: Word;
}

/** The values' places in order of the values; NaN comes last either way, equal ones stay as they are. */
export function* sortedPlaces(values: Values, descending: boolean): Generator<void, Places, void> {
  const count = values.length;
  let now: Moving = { places: upTo(count), words: new Uint32Array(count) };
  let next: Moving = { places: new Uint32Array(count), words: new Uint32Array(count) };
  for (const word of yield* wordsOf(values, descending)) {
    yield* take(word, now.places, now.words);
    for (const shift of SHIFTS) {
      const free = new Uint32Array(BUCKETS);
      yield* stretches(count, (from, to) => tally(free, word, shift, from, to));
      if (free[(word[0] >>> shift) & DIGIT_MASK] === count) continue;
      sumUp(free);
      yield* stretches(count, (from, to) => deal(now, next, free, shift, from, to));
      [now, next] = [next, now];
    }
  }
  return now.places;
}

export function upTo(count: number): Places {
  const places = new Uint32Array(count);
  for (let i = 0; i < count; i++) places[i] = i;
  return places;
}

/** The values as words of 32 bits that sort as unsigned numbers, the least significant first. */
function* wordsOf(values: Values, descending: boolean): Generator<void, Word[], void> {
  const range: Range = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY, whole: true };
  yield* stretches(values.length, (from, to) => widen(range, values, from, to));
  const { least, most, whole } = range;
  // Infinities and the largest doubles are whole too, but their distances are not exact.
  const isExact =
    whole && Number.isSafeInteger(least) && Number.isSafeInteger(most) && most - least < Number.MAX_SAFE_INTEGER;
  const low = new Uint32Array(values.length);
  if (isExact) {
    const high = most - least + 1 < WORD ? null : new Uint32Array(values.length);
    yield* stretches(values.length, (from, to) => distances(values, range, descending, low, high, from, to));
    return high === null ? [low] : [low, high];
  }
  const high = new Uint32Array(values.length);
  yield* stretches(values.length, (from, to) => doubleWords(values, descending, low, high, from, to));
  return [low, high];
}

interface Range {
  least: number;
  most: number;
  whole: boolean;
}

function widen(range: Range, values: Values, from: number, to: number): void {
  let { least, most, whole } = range;
  for (let i = from; i < to; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > most) most = value;
    if (value !== Math.floor(value) && !Number.isNaN(value)) whole = false;
  }
  range.least = least;
  range.most = most;
  range.whole = whole;
}

/** Whole numbers: how far they are from the first one, which mostly takes few digits. */
function distances(
  values: Values,
  { least, most }: Range,
  descending: boolean,
  low: Word,
  high: Word | null,
  from: number,
  to: number,
): void {
  const unknown = most - least + 1;
  for (let i = from; i < to; i++) {
    const value = values[i];
    const distance = Number.isNaN(value) ? unknown : descending ? most - value : value - least;
    low[i] = distance;
    if (high !== null) high[i] = distance / WORD;
  }
}

/** Any numbers: the bits of IEEE 754 doubles with the sign turned round, those of negative ones inverted. */
function doubleWords(values: Values, descending: boolean, low: Word, high: Word, from: number, to: number): void {
  const double = new Float64Array(1);
  const [lowWord, highWord] = halvesOf(double);
  const sign = descending ? -1 : 1;
  for (let i = from; i < to; i++) {
    double[0] = Number.isNaN(values[i]) ? Number.POSITIVE_INFINITY : values[i] * sign + 0;
    const negative = highWord[0] >>> 31 === 1;
    low[i] = negative ? ~lowWord[0] : lowWord[0];
    high[i] = negative ? ~highWord[0] : highWord[0] ^ 0x8000_0000;
  }
}

function halvesOf(double: Values): [low: Word, high: Word] {
  const first = new Uint32Array(double.buffer, 0, 1);
  const second = new Uint32Array(double.buffer, 4, 1);
  double[0] = 1;
  return first[0] === 0 ? [first, second] : [second, first];
}

/** How many words belong into each bucket. */
function tally(sizes: Word, words: Word, shift: number, from: number, to: number): void {
  for (let i = from; i < to; i++) sizes[(words[i] >>> shift) & DIGIT_MASK]++;
}

/** Sizes of buckets become where they begin. */
function sumUp(sizes: Word): void {
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const size = sizes[bucket];
    sizes[bucket] = sum;
    sum += size;
  }
}

/** Moves each to the next free place of its bucket. */
function deal(now: Moving, next: Moving, free: Word, shift: number, from: number, to: number): void {
  const { places, words } = now;
  const { places: nextPlaces, words: nextWords } = next;
  for (let i = from; i < to; i++) {
    const word = words[i];
    const place = free[(word >>> shift) & DIGIT_MASK]++;
    nextPlaces[place] = places[i];
    nextWords[place] = word;
  }
}

/** The elements that stand at the places, in that order. */
export function* taken(elements: Word, places: Places): Generator<void, Word, void> {
  const result = new Uint32Array(places.length);
  yield* take(elements, places, result);
  return result;
}

function* take(elements: Word, places: Places, result: Word): Generator<void, void, void> {
  yield* stretches(places.length, (from, to) => {
    for (let i = from; i < to; i++) result[i] = elements[places[i]];
  });
}
