/**
 * The outstanding-window stage's part of a direction's row: bytes sent and not yet acknowledged. Signed doubles, exact below
 * 2^53; tcptrace prints a negative value as the value plus 2^64. 96 bytes.
 */

export const Owin = {
  total: 20,
  /** Largest as an unsigned number: any negative value is above any other. */
  max: 56,
  /** Smallest that is not zero, as an unsigned number. */
  min: 57,
  count: 58,
  previous: 59,
  previousMicros: 60,
  /** Sum of byte × seconds, each term cut to a whole number: low + high × 2^32 (high moves only with wrapped values). */
  weightedLow: 61,
  // The right figures: bytes beyond the acknowledgement modulo 2^32, old segments left out
  outstandingMax: 62,
  outstandingTotal: 63,
  outstandingCount: 64,
  /** Byte × µs. */
  outstandingWeighted: 65,
  /** The high half of the weighted sum. */
  weightedHigh: 72,
} as const;

const TWO_32 = 2 ** 32;
const TWO_64 = 2 ** 64;

/** The weighted sum in byte seconds, modulo 2^64 as tcptrace's counter wraps. */
export function weightedByteSeconds(low: number, high: number): number {
  const sum = low + high * TWO_32;
  return sum < TWO_64 ? sum : Number(BigInt.asUintN(64, BigInt(low) + (BigInt(high) << 32n)));
}
