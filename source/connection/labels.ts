/**
 * The letters that name the ends of connections and UDP pairs: a … z, aa, ab … zz, aaa …, in order of appearance.
 * A's and B's letters follow each other, so a connection's directions are called a2b and b2a (docs/tcptrace.md, "Letters").
 */

const LETTER_A = 0x61;
const DIGIT_2 = 0x32;

/** The letters of end `n` (0 = "a", 25 = "z", 26 = "aa"): bijective base 26. */
export function label(n: number): string {
  const last = String.fromCharCode(LETTER_A + (n % 26));
  return n < 26 ? last : label(Math.floor(n / 26) - 1) + last;
}

/** The name of a direction: "a2b" for side 0, "b2a" for side 1 of the connection whose A has label `n`. */
export function directionLabel(n: number, side: 0 | 1): string {
  return side === 0 ? `${label(n)}2${label(n + 1)}` : `${label(n + 1)}2${label(n)}`;
}

/** Letters of end `n` as ASCII at `at`; returns the offset behind them. */
export function writeLabel(bytes: Uint8Array, at: number, n: number): number {
  let end = at + 1;
  for (let rest = n; rest >= 26; rest = above(rest)) end++;
  for (let place = end - 1, rest = n; place >= at; place--, rest = above(rest)) bytes[place] = LETTER_A + (rest % 26);
  return end;
}

/** What the letters before the last one say; whole numbers below 2^31 only. */
const above = (n: number): number => ((n / 26) | 0) - 1;

/** A direction's name as ASCII at `at`; returns the offset behind it. */
export function writeDirectionLabel(bytes: Uint8Array, at: number, n: number, side: 0 | 1): number {
  const middle = writeLabel(bytes, at, n + side);
  bytes[middle] = DIGIT_2;
  return writeLabel(bytes, middle + 1, n + 1 - side);
}
