/**
 * Sorting connections by a column: keys are taken out once into numbers whose bits sort, then a stable radix sort moves
 * indexes, never rows. Yields every few thousand elements, for inSlices.
 */
import { STEP } from './slices.ts';

export interface SortKey {
  /** The number to sort by; null = not known, which comes last in either direction. */
  value(connection: number): number | null;
  /** Connections that the keys before this one have not told apart from all others; without it, all. */
  applies?(connection: number): boolean;
}

type Numbers = Uint32Array<ArrayBuffer>;

const DIGIT_BITS = 11;
const BUCKETS = 2 ** DIGIT_BITS;
const DIGIT_MASK = BUCKETS - 1;
/** Where the digits of 32 bits begin. */
const SHIFTS = [0, 11, 22];
const WORD = 2 ** 32;

/** Connections 0 … count-1 in order of the keys, the most significant first; equal ones by number. */
export function* sortedBy(
  keys: readonly SortKey[],
  descending: boolean,
  count: number,
): Generator<void, Numbers, void> {
  let order = upTo(count);
  let applied: SortKey['applies'];
  let among: Numbers = new Uint32Array(0);
  for (const key of keys.toReversed()) {
    if (key.applies === undefined) {
      order = yield* stableSort(order, key, descending);
      applied = undefined;
      continue;
    }
    // Those that a key applies to change places only with each other.
    if (applied !== key.applies) among = yield* placesOf(order, key.applies);
    applied = key.applies;
    const sorted = yield* stableSort(yield* taken(order, among), key, descending);
    for (let i = 0; i < among.length; i++) order[among[i]] = sorted[i];
  }
  return order;
}

function* placesOf(order: Numbers, applies: NonNullable<SortKey['applies']>): Generator<void, Numbers, void> {
  const places = new Uint32Array(order.length);
  let count = 0;
  for (let place = 0; place < order.length; place++) {
    if (applies(order[place])) places[count++] = place;
    if (place % STEP === 0) yield;
  }
  return places.subarray(0, count);
}

/** By the least significant word of the keys first; places in `order` are what moves. */
function* stableSort(order: Numbers, key: SortKey, descending: boolean): Generator<void, Numbers, void> {
  let places = upTo(order.length);
  for (const word of yield* keyWords(yield* valuesOf(order, key), descending)) {
    places = yield* byWord(places, word);
  }
  return yield* taken(order, places);
}

/** What the connections are sorted by; NaN = not known. */
function* valuesOf(order: Numbers, { value }: SortKey): Generator<void, Float64Array, void> {
  const values = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) {
    values[i] = value(order[i]) ?? Number.NaN;
    if (i % STEP === 0) yield;
  }
  return values;
}

/** The values as words of 32 bits that sort as unsigned numbers, the least significant first. */
function* keyWords(values: Float64Array, descending: boolean): Generator<void, Numbers[], void> {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > most) most = value;
    if (value !== Math.floor(value) && !Number.isNaN(value)) whole = false;
    if (i % STEP === 0) yield;
  }
  // Infinities and the largest doubles are whole too, but their distances are not exact.
  const isExact =
    whole && Number.isSafeInteger(least) && Number.isSafeInteger(most) && most - least < Number.MAX_SAFE_INTEGER;
  return isExact ? yield* distances(values, descending, least, most) : yield* doubleWords(values, descending);
}

/** Whole numbers: how far they are from the first one, which mostly takes few digits. */
function* distances(
  values: Float64Array,
  descending: boolean,
  least: number,
  most: number,
): Generator<void, Numbers[], void> {
  const unknown = most - least + 1;
  const low = new Uint32Array(values.length);
  const high = unknown < WORD ? null : new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const distance = Number.isNaN(value) ? unknown : descending ? most - value : value - least;
    low[i] = distance;
    if (high !== null) high[i] = distance / WORD;
    if (i % STEP === 0) yield;
  }
  return high === null ? [low] : [low, high];
}

/** Any numbers: the bits of IEEE 754 doubles with the sign turned round, those of negative ones inverted. */
function* doubleWords(values: Float64Array, descending: boolean): Generator<void, Numbers[], void> {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const double = new Float64Array(1);
  const [lowWord, highWord] = wordsOf(double);
  const sign = descending ? -1 : 1;
  for (let i = 0; i < values.length; i++) {
    double[0] = Number.isNaN(values[i]) ? Number.POSITIVE_INFINITY : values[i] * sign + 0;
    const negative = highWord[0] >>> 31 === 1;
    low[i] = negative ? ~lowWord[0] : lowWord[0];
    high[i] = negative ? ~highWord[0] : highWord[0] ^ 0x8000_0000;
    if (i % STEP === 0) yield;
  }
  return [low, high];
}

function wordsOf(double: Float64Array<ArrayBuffer>): [low: Numbers, high: Numbers] {
  const first = new Uint32Array(double.buffer, 0, 1);
  const second = new Uint32Array(double.buffer, 4, 1);
  double[0] = 1;
  return first[0] === 0 ? [first, second] : [second, first];
}

/** The places in order of their words, digit by digit; equal ones stay as they are. */
function* byWord(places: Numbers, word: Numbers): Generator<void, Numbers, void> {
  let from = places;
  let digits = yield* taken(word, places);
  let to: Numbers = new Uint32Array(places.length);
  let toDigits: Numbers = new Uint32Array(places.length);
  const varying = digits.reduce((bits, digit) => bits | (digit ^ digits[0]), 0);
  for (const shift of SHIFTS) {
    if (((varying >>> shift) & DIGIT_MASK) === 0) continue;
    const next = firstPlaces(digits, shift);
    for (let i = 0; i < digits.length; i++) {
      const place = next[(digits[i] >>> shift) & DIGIT_MASK]++;
      to[place] = from[i];
      toDigits[place] = digits[i];
      if (i % STEP === 0) yield;
    }
    [from, to] = [to, from];
    [digits, toDigits] = [toDigits, digits];
  }
  return from;
}

/** Where the elements of each bucket begin. */
function firstPlaces(digits: Numbers, shift: number): Numbers {
  const places = new Uint32Array(BUCKETS);
  for (let i = 0; i < digits.length; i++) places[(digits[i] >>> shift) & DIGIT_MASK]++;
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const size = places[bucket];
    places[bucket] = sum;
    sum += size;
  }
  return places;
}

function upTo(count: number): Numbers {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}

/** The elements that stand at the places, in that order. */
function* taken(elements: Numbers, places: Numbers): Generator<void, Numbers, void> {
  const result = new Uint32Array(places.length);
  for (let i = 0; i < places.length; i++) {
    result[i] = elements[places[i]];
    if (i % STEP === 0) yield;
  }
  return result;
}
