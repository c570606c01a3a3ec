/**
 * The outstanding-window stage's part of a direction's row: bytes sent and not yet acknowledged. Signed doubles, exact below
 * 2^53; tcptrace prints a negative value as the value plus 2^64. 96 bytes.
 */

export const Owin = {
  total: 16,
  /** Largest as an unsigned number: any negative value is above any other. */
  max: 52,
  /** Smallest that is not zero, as an unsigned number. */
  min: 53,
  count: 54,
  previous: 55,
  previousMicros: 56,
  /** Sum of byte × seconds, each term cut to a whole number: low + high × 2^32 (high moves only with wrapped values). */
  weightedLow: 57,
  // The right figures: bytes beyond the acknowledgement modulo 2^32, old segments left out
  outstandingMax: 58,
  outstandingTotal: 59,
  outstandingCount: 60,
  /** Byte × µs. */
  outstandingWeighted: 61,
  /** The high half of the weighted sum. */
  weightedHigh: 67,
} as const;

const TWO_32 = 2 ** 32;
const TWO_64 = 2 ** 64;

/** The weighted sum in byte seconds, modulo 2^64 as tcptrace's counter wraps. */
export function weightedByteSeconds(low: number, high: number): number {
  const sum = low + high * TWO_32;
  return sum < TWO_64 ? sum : Number(BigInt.asUintN(64, BigInt(low) + (BigInt(high) << 32n)));
}
