/**
 * The outstanding-window stage's part of a direction's row: bytes sent and not yet acknowledged. Signed doubles, exact below
 * 2^53; tcptrace prints a negative value as the value plus 2^64. 64 bytes.
 */

export const Owin = {
  /** Largest as an unsigned number: any negative value is above any other. */
  max: 45,
  /** Smallest that is not zero, as an unsigned number. */
  min: 46,
  total: 47,
  count: 48,
  previous: 49,
  previousMicros: 50,
  /** Sum of byte × seconds, each term cut to a whole number: low + high × 2^32 (high moves only with wrapped values). */
  weightedLow: 51,
  weightedHigh: 52,
} as const;
