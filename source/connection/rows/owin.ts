/**
 * The outstanding-window stage's part of a direction's row: bytes sent and not yet acknowledged. Signed doubles, exact below
 * 2^53; tcptrace prints a negative value as the value plus 2^64. 96 bytes.
 */

export const Owin = {
  /** Largest as an unsigned number: any negative value is above any other. */
  max: 35,
  /** Smallest that is not zero, as an unsigned number. */
  min: 36,
  total: 37,
  count: 38,
  previous: 39,
  previousMicros: 40,
  /** Sum of byte × seconds, each term cut to a whole number: low + high × 2^32 (high moves only with wrapped values). */
  weightedLow: 41,
  weightedHigh: 42,
  // The right figures: bytes beyond the acknowledgement modulo 2^32, old segments left out
  outstandingMax: 43,
  outstandingTotal: 44,
  outstandingCount: 45,
  /** Byte × µs. */
  outstandingWeighted: 46,
} as const;

const TWO_32 = 2 ** 32;
const TWO_64 = 2 ** 64;

/** The weighted sum in byte seconds, modulo 2^64 as tcptrace's counter wraps. */
export function weightedByteSeconds(low: number, high: number): number {
  const sum = low + high * TWO_32;
  return sum < TWO_64 ? sum : Number(BigInt.asUintN(64, BigInt(low) + (BigInt(high) << 32n)));
}
