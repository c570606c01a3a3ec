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

const DIGIT_BITS = 11;
const BUCKETS = 2 ** DIGIT_BITS;
const DIGIT_MASK = BUCKETS - 1;
/** Where a 64-bit key's digits begin, in its lower and upper word. */
const LOW_SHIFTS = [0, 11, 22];
const HIGH_SHIFTS = [0, 11, 22];

/** Connections 0 … count-1 in order of the keys, the most significant first; equal ones by number. */
export function* sortedBy(
  keys: readonly SortKey[],
  descending: boolean,
  count: number,
): Generator<void, Uint32Array, void> {
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (const key of keys.toReversed()) {
    if (key.applies === undefined) order = yield* stableSort(order, key, descending);
    else yield* sortAmong(order, key, descending);
  }
  return order;
}

/** Sorts those that the key applies to among themselves, in the places they have. */
function* sortAmong(order: Uint32Array<ArrayBuffer>, key: SortKey, descending: boolean): Generator<void, void, void> {
  const places = new Uint32Array(order.length);
  let count = 0;
  for (let place = 0; place < order.length; place++) {
    if (key.applies!(order[place])) places[count++] = place;
    if (place % STEP === 0) yield;
  }
  const among = places.subarray(0, count);
  const sorted = yield* stableSort(
    among.map((place) => order[place]),
    key,
    descending,
  );
  for (let i = 0; i < count; i++) order[places[i]] = sorted[i];
}

function* stableSort(
  order: Uint32Array<ArrayBuffer>,
  key: SortKey,
  descending: boolean,
): Generator<void, Uint32Array<ArrayBuffer>, void> {
  const words = yield* keyWords(order, key, descending);
  let columns: Columns = { order, low: words.low, high: words.high };
  let spare: Columns = {
    order: new Uint32Array(order.length),
    low: new Uint32Array(order.length),
    high: new Uint32Array(order.length),
  };
  for (const [word, varying, shifts] of [
    ['low', words.lowVaries, LOW_SHIFTS],
    ['high', words.highVaries, HIGH_SHIFTS],
  ] as const) {
    for (const shift of shifts) {
      if (((varying >>> shift) & DIGIT_MASK) === 0) continue;
      yield* pass(columns, spare, word, shift);
      [columns, spare] = [spare, columns];
    }
  }
  return columns.order;
}

interface Columns {
  order: Uint32Array<ArrayBuffer>;
  low: Uint32Array<ArrayBuffer>;
  high: Uint32Array<ArrayBuffer>;
}

/** Keys as 64 bits that sort as unsigned numbers: IEEE 754 doubles with the sign turned round, negative ones inverted. */
function* keyWords(order: Uint32Array, key: SortKey, descending: boolean) {
  const count = order.length;
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  const double = new Float64Array(1);
  const [lowWord, highWord] = wordsOf(double);
  const sign = descending ? -1 : 1;
  let lowVaries = 0;
  let highVaries = 0;
  for (let i = 0; i < count; i++) {
    const value = key.value(order[i]);
    double[0] = value === null || Number.isNaN(value) ? Number.POSITIVE_INFINITY : value * sign + 0;
    const negative = highWord[0] >>> 31 === 1;
    low[i] = negative ? ~lowWord[0] : lowWord[0];
    high[i] = negative ? ~highWord[0] : highWord[0] ^ 0x8000_0000;
    lowVaries |= low[i] ^ low[0];
    highVaries |= high[i] ^ high[0];
    if (i % STEP === 0) yield;
  }
  return { low, high, lowVaries, highVaries };
}

function wordsOf(double: Float64Array<ArrayBuffer>): [low: Uint32Array, high: Uint32Array] {
  const first = new Uint32Array(double.buffer, 0, 1);
  const second = new Uint32Array(double.buffer, 4, 1);
  double[0] = 1;
  return first[0] === 0 ? [first, second] : [second, first];
}

function* pass(from: Columns, to: Columns, word: 'low' | 'high', shift: number): Generator<void, void, void> {
  const digits = from[word];
  const count = digits.length;
  const places = new Uint32Array(BUCKETS);
  for (let i = 0; i < count; i++) places[(digits[i] >>> shift) & DIGIT_MASK]++;
  for (let bucket = 0, sum = 0; bucket < BUCKETS; bucket++) {
    const size = places[bucket];
    places[bucket] = sum;
    sum += size;
  }
  for (let i = 0; i < count; i++) {
    const place = places[(digits[i] >>> shift) & DIGIT_MASK]++;
    to.order[place] = from.order[i];
    to.low[place] = from.low[i];
    to.high[place] = from.high[i];
    if (i % STEP === 0) yield;
  }
}
