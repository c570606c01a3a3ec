/**
 * Numbers as ASCII, exactly as C's printf writes them: the exact binary value is rounded, exact ties to the even digit
 * (ISO/IEC 9899 7.21.6.1). Written as bytes because a long report is half a gigabyte of them.
 */

const BLANK = 0x20;
const DIGIT_0 = 0x30;
const POINT = 0x2e;
const TEN_TO_THE_9 = 1e9;
const TWO_53 = 2 ** 53;

/** Decimal digits of a whole number, 0 ≤ value < 2^53. */
function countDigits(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}

/** Digits of `value` (0 ≤ value < 2^53), the last one before `end`, padded with zeros down to `start`. */
function putDigits(bytes: Uint8Array, start: number, end: number, value: number): void {
  let at = end;
  let rest = value;
  while (rest >= TEN_TO_THE_9) {
    const upper = Math.floor(rest / 10);
    bytes[--at] = DIGIT_0 + (rest - upper * 10);
    rest = upper;
  }
  for (let small = rest | 0; small > 0; small = (small / 10) | 0) bytes[--at] = DIGIT_0 + (small % 10);
  while (at > start) bytes[--at] = DIGIT_0;
}

/** ASCII text; returns the offset behind it. */
export function writeAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Characters of `value` as `%lu`; negative values count as the value plus 2^64. */
export function unsignedLength(value: number): number {
  return value >= 0 && value < TWO_53 ? countDigits(value) : wideText(value).length;
}

/** A whole number as `%lu`: negative values print as the value plus 2^64. Returns the offset behind it. */
export function writeUnsigned(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0 || value >= TWO_53) return writeAscii(bytes, at, wideText(value));
  const end = at + countDigits(value);
  putDigits(bytes, at, end, value);
  return end;
}

function wideText(value: number): string {
  return BigInt.asUintN(64, BigInt(value)).toString();
}

/** A whole number right-aligned in at least `width` characters (`%4lu`). Returns the offset behind it. */
export function writeAligned(bytes: Uint8Array, at: number, value: number, width: number): number {
  let start = at;
  for (const end = at + width - unsignedLength(value); start < end; start++) bytes[start] = BLANK;
  return writeUnsigned(bytes, start, value);
}

/** A whole number below 2^53 with leading zeros to `width` (`%06lu`). Returns the offset behind it. */
export function writePadded(bytes: Uint8Array, at: number, value: number, width: number): number {
  const end = at + Math.max(width, countDigits(value));
  putDigits(bytes, at, end, value);
  return end;
}

/**
 * `value` (finite, not negative) times 10^decimals, rounded to a whole number as printf rounds. Multiplying is inexact, so
 * whatever comes near a half is decided on the exact decimal expansion.
 */
export function scaledForPrint(value: number, decimals: 0 | 1 | 3): number {
  const scaled = decimals === 0 ? value : decimals === 1 ? value * 10 : value * 1000;
  const whole = Math.floor(scaled);
  const fraction = scaled - whole;
  if (scaled < 1e9 && (fraction < 0.499_999 || fraction > 0.500_001)) return fraction < 0.5 ? whole : whole + 1;
  return Number(fixedText(value, decimals).replace('.', ''));
}

/** `%.Nf` of a finite number: like toFixed (which is exact, and rounds ties up), with ties to the even digit. */
export function fixedText(value: number, decimals: 0 | 1 | 3): string {
  if (Math.abs(value) >= TWO_53) return `${BigInt(value)}${decimals === 0 ? '' : '.'.padEnd(decimals + 1, '0')}`;
  const rounded = value.toFixed(decimals);
  if (!isTie(value, decimals)) return rounded;
  const lastDigit = rounded.charCodeAt(rounded.length - 1) - DIGIT_0;
  return lastDigit % 2 === 0 ? rounded : `${rounded.slice(0, -1)}${lastDigit - 1}`;
}

/** Exactly half way: 2^(decimals+1) × value is then an odd integer, and scaling by a power of two is exact. */
function isTie(value: number, decimals: 0 | 1 | 3): boolean {
  return Math.abs((value * 2 ** (decimals + 1)) % 2) === 1;
}

/** Characters of `%.Nf` for a number that scaledForPrint made. */
export function fixedLength(scaled: number, decimals: 0 | 1 | 3): number {
  return Math.max(countDigits(scaled), decimals + 1) + (decimals === 0 ? 0 : 1);
}

/** `%.Nf` for a number that scaledForPrint made. Returns the offset behind it. */
export function writeFixed(bytes: Uint8Array, at: number, scaled: number, decimals: 0 | 1 | 3): number {
  const end = at + fixedLength(scaled, decimals);
  if (decimals === 0) {
    putDigits(bytes, at, end, scaled);
    return end;
  }
  const unit = decimals === 1 ? 10 : 1000;
  const whole = Math.floor(scaled / unit);
  putDigits(bytes, end - decimals, end, scaled - whole * unit);
  bytes[end - decimals - 1] = POINT;
  putDigits(bytes, at, end - decimals - 1, whole);
  return end;
}
