/** Sorting connections by a column: the keys are taken out once into numbers, then indexes are moved (radix.ts), never rows. */
import { asRow, type ConnectionRow } from '../connection/numbering.ts';
import { type Places, sortedPlaces, taken, upTo } from './radix.ts';
import { stretches } from './slices.ts';

export interface SortKey {
  /** The number to sort by; null = not known, which comes last in either direction. */
  value(connection: ConnectionRow): number | null;
  /** Connections that the keys before this one have not told apart from all others; without it, all. */
  applies?(connection: ConnectionRow): boolean;
}

/** Connections 0 … count-1 in order of the keys, the most significant first; equal ones by number. For inSlices. */
export function* sortedBy(keys: readonly SortKey[], descending: boolean, count: number): Generator<void, Places, void> {
  let order = upTo(count);
  let applied: SortKey['applies'];
  let among: Places = new Uint32Array(0);
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

function* placesOf(order: Places, applies: NonNullable<SortKey['applies']>): Generator<void, Places, void> {
  const places = new Uint32Array(order.length);
  let count = 0;
  yield* stretches(order.length, (from, to) => {
    for (let place = from; place < to; place++) if (applies(asRow(order[place]))) places[count++] = place;
  });
  return places.subarray(0, count);
}

function* stableSort(order: Places, { value }: SortKey, descending: boolean): Generator<void, Places, void> {
  const values = new Float64Array(order.length);
  yield* stretches(order.length, (from, to) => {
    for (let i = from; i < to; i++) values[i] = value(asRow(order[i])) ?? Number.NaN;
  });
  return yield* taken(order, yield* sortedPlaces(values, descending));
}
