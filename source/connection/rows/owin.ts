/**
 * The outstanding-window stage's row, one a direction: bytes sent and not yet acknowledged. Signed doubles, exact below
 * 2^53; tcptrace prints a negative value as the value plus 2^64. 64 bytes.
 */
import { reserveRows } from '../reservation.ts';

export const OWIN_DOUBLES = 8;

export const Owin = {
  /** Largest as an unsigned number: any negative value is above any other. */
  max: 0,
  /** Smallest that is not zero, as an unsigned number. */
  min: 1,
  total: 2,
  count: 3,
  previous: 4,
  previousMicros: 5,
  /** Sum of byte × seconds, each term cut to a whole number: low + high × 2^32 (high moves only with wrapped values). */
  weightedLow: 6,
  weightedHigh: 7,
} as const;

export class OwinRows {
  readonly f64: Float64Array;
  readonly buffer: SharedArrayBuffer;

  /** `buffer`: an existing reservation; else one for so many directions. */
  constructor(buffer: SharedArrayBuffer | undefined, directions: number) {
    this.buffer = buffer ?? reserveRows(directions, OWIN_DOUBLES * 8);
    this.f64 = new Float64Array(this.buffer);
  }

  /** A field of Owin. */
  double = (direction: number, field: number): number => this.f64[direction * OWIN_DOUBLES + field];
}
