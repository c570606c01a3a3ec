/**
 * Time stamps of pcapng: 64-bit counts of ticks, of a length that the interface states.
 * https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng, sections 4.2 (if_tsresol, if_tsoffset) and 4.3.
 */

/** Seconds outside ± this are no time at all. */
const FARTHEST_SECONDS = 2 ** 40;
const FARTHEST_MICROS = FARTHEST_SECONDS * 1e6;

export type Clock =
  | { unit: 'microseconds'; offsetMicros: number }
  | { unit: 'nanoseconds'; offsetMicros: number }
  | { unit: 'other'; ticksPerSecond: bigint; offsetMicros: number }
  | { unit: 'unusable' };

/** `resolution` is the byte of if_tsresol (6 when absent), `offsetSeconds` that of if_tsoffset. */
export function clockOf(resolution: number, offsetSeconds: number): Clock {
  const offsetMicros = offsetSeconds * 1e6;
  const exponent = resolution & 0x7f;
  const binary = resolution > 0x7f;
  if (Math.abs(offsetSeconds) > FARTHEST_SECONDS || exponent > (binary ? 63 : 19)) return { unit: 'unusable' };
  if (resolution === 6) return { unit: 'microseconds', offsetMicros };
  if (resolution === 9) return { unit: 'nanoseconds', offsetMicros };
  return { unit: 'other', ticksPerSecond: (binary ? 2n : 10n) ** BigInt(exponent), offsetMicros };
}

/** Decimal digits of a second that a resolution byte gives. */
export function digitsOf(resolution: number): number {
  return resolution > 0x7f ? Math.ceil((resolution & 0x7f) * Math.log10(2)) : resolution;
}

/** Whole microseconds since 1970 of a count of ticks, and through `nanosOf` the nanoseconds below them. No time: 0. */
export function microsOf(clock: Clock, high: number, low: number): number {
  const micros = exactMicrosOf(clock, high, low);
  return Math.abs(micros) > FARTHEST_MICROS ? 0 : micros;
}

function exactMicrosOf(clock: Clock, high: number, low: number): number {
  switch (clock.unit) {
    case 'microseconds':
      return high * 2 ** 32 + low + clock.offsetMicros;
    case 'nanoseconds': {
      // Long division by 1000 in two digits of base 2^32: each step stays exact in a double, the whole count would not.
      const quotient = Math.floor(high / 1000);
      return quotient * 2 ** 32 + Math.floor(((high % 1000) * 2 ** 32 + low) / 1000) + clock.offsetMicros;
    }
    case 'other':
      return Number((ticksOf(high, low) * 1_000_000n) / clock.ticksPerSecond) + clock.offsetMicros;
    case 'unusable':
      return 0;
  }
}

export function nanosOf(clock: Clock, high: number, low: number): number {
  switch (clock.unit) {
    case 'microseconds':
    case 'unusable':
      return 0;
    case 'nanoseconds':
      return ((high % 1000) * 2 ** 32 + low) % 1000;
    case 'other':
      return Number(((ticksOf(high, low) * 1_000_000_000n) / clock.ticksPerSecond) % 1000n);
  }
}

function ticksOf(high: number, low: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}
