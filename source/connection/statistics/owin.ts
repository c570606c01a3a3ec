/** Data sent and not yet acknowledged. tcptrace's figures count an old segment as a negative window (docs/tcptrace.md). */
import { Direction } from '../layout/direction.ts';
import type { ConnectionStore } from '../store.ts';
import { duration } from './identity.ts';
import { ofDirection } from './kinds.ts';

const TWO_32 = 2 ** 32;
const TWO_64 = 2 ** 64;

/** The weighted sum in byte seconds, modulo 2^64 as tcptrace's counter wraps. */
export function weightedByteSeconds({ directions }: ConnectionStore, direction: number): number {
  const low = directions.read(direction, Direction.owinWeightedLow);
  const high = directions.read(direction, Direction.owinWeightedHigh);
  const sum = low + high * TWO_32;
  return sum < TWO_64 ? sum : Number(BigInt.asUintN(64, BigInt(low) + (BigInt(high) << 32n)));
}

/** `total` (signed, modulo 2^64) divided by `count` as unsigned 64-bit numbers. */
function unsignedQuotient(total: number, count: number): number | bigint {
  if (count === 0) return 0;
  return total >= 0 ? Math.floor(total / count) : BigInt.asUintN(64, BigInt(total)) / BigInt(count);
}

export const OWIN_STATISTICS = [
  ofDirection(
    'owin',
    {
      id: 'largest_outstanding',
      title: 'most bytes outstanding',
      unit: 'bytes',
      meaning: 'Most bytes sent and not acknowledged at once; segments older than the acknowledgement left out.',
    },
    (store, direction) =>
      store.read(direction, Direction.outstandingCount) > 0 ? store.read(direction, Direction.outstandingMax) : null,
  ),
  ofDirection(
    'owin',
    {
      id: 'average_outstanding',
      title: 'mean bytes outstanding',
      unit: 'bytes',
      meaning: 'Mean of the bytes outstanding after each packet that was not sent again.',
    },
    (store, direction) => {
      const count = store.read(direction, Direction.outstandingCount);
      return count > 0 ? store.read(direction, Direction.outstandingTotal) / count : null;
    },
  ),
  ofDirection(
    'owin',
    {
      id: 'weighted_outstanding',
      title: 'bytes outstanding over time',
      unit: 'bytes',
      meaning: 'Bytes outstanding, each weighted by how long it lasted, by the duration of the connection.',
    },
    (store, direction, connection) => {
      const elapsed = duration(store, connection);
      return elapsed > 0 ? store.read(direction, Direction.outstandingWeighted) / elapsed : null;
    },
  ),
  ofDirection(
    'owin',
    {
      id: 'tcptrace_largest_outstanding',
      title: 'max owin (tcptrace)',
      unit: 'bytes',
      meaning: 'Most bytes sent and not acknowledged; below 0 (printed plus 2^64) after an old segment.',
      row: 'max owin',
    },
    (store, direction) => store.read(direction, Direction.owinMax),
  ),
  ofDirection(
    'owin',
    {
      id: 'tcptrace_smallest_outstanding',
      title: 'min non-zero owin (tcptrace)',
      unit: 'bytes',
      meaning: 'Fewest bytes sent and not acknowledged, zero apart; below 0 only after nothing but old segments.',
      row: 'min non-zero owin',
    },
    (store, direction) => store.read(direction, Direction.owinMin),
  ),
  ofDirection(
    'owin',
    {
      id: 'tcptrace_average_outstanding',
      title: 'avg owin (tcptrace)',
      unit: 'bytes',
      meaning: 'Mean of the bytes outstanding after each packet, in whole bytes; absurd after an old segment.',
      row: 'avg owin',
    },
    (store, direction) =>
      unsignedQuotient(store.read(direction, Direction.owinTotal), store.read(direction, Direction.owinCount)),
  ),
  ofDirection(
    'owin',
    {
      id: 'tcptrace_weighted_outstanding',
      title: 'wavg owin (tcptrace)',
      unit: 'bytes',
      meaning:
        'Bytes outstanding weighted by time; each term is cut to whole byte seconds, so it is far too low on fast traces.',
      row: 'wavg owin',
    },
    (store, direction, connection) => {
      const elapsed = duration(store, connection);
      if (elapsed === 0) return null;
      const mean = Math.trunc(weightedByteSeconds(store, direction) / (elapsed / 1e6));
      return mean < TWO_64 ? mean : 0;
    },
  ),
];
