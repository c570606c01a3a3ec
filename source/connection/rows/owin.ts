/**
 * The outstanding-window stage's part of a direction's row: bytes sent and not yet acknowledged. Signed doubles, exact below
 * 2^53; tcptrace prints a negative value as the value plus 2^64.
 */

/** Fields of 8 bytes. */
export * as Owin from './fields/owin-doubles.ts';
/** Fields of 4 bytes. */
export * as OwinWord from './fields/owin-words.ts';

const TWO_32 = 2 ** 32;
const TWO_64 = 2 ** 64;

/** The weighted sum in byte seconds, modulo 2^64 as tcptrace's counter wraps. */
export function weightedByteSeconds(low: number, high: number): number {
  const sum = low + high * TWO_32;
  return sum < TWO_64 ? sum : Number(BigInt.asUintN(64, BigInt(low) + (BigInt(high) << 32n)));
}
