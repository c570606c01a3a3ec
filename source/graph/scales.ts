/** Axes: round ticks, and numbers in the fewest cells that still tell them apart. */

/** What an axis counts. */
export type Unit = 'bytes' | 'bytes a second' | 'milliseconds' | 'seconds' | 'segments';

const SUFFIXES: Record<Unit, string> = {
  bytes: 'B',
  'bytes a second': 'B/s',
  milliseconds: 'ms',
  seconds: 's',
  segments: '',
};

const PREFIXES = [
  { factor: 1e12, letter: 'T' },
  { factor: 1e9, letter: 'G' },
  { factor: 1e6, letter: 'M' },
  { factor: 1e3, letter: 'k' },
  { factor: 1, letter: '' },
];

/** Multiples of 1, 2 or 5 times a power of ten in [from, to], at most `most` of them. */
export function ticks(from: number, to: number, most: number): number[] {
  const step = tickStep(from, to, most);
  if (!(step > 0)) return [from];
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** Distance between such ticks. */
export function tickStep(from: number, to: number, most: number): number {
  const rough = (to - from) / Math.max(1, most);
  if (!(rough > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((multiple) => multiple * power >= rough * (1 - 1e-9))!;
  return step * power;
}

/** `148k`, `1.2M`, `0.15`: as many decimals as ticks `step` apart need. */
export function label(value: number, step: number, unit: Unit): string {
  const { factor, letter } = unit === 'seconds' ? PREFIXES[4] : prefixOf(Math.max(Math.abs(value), step));
  return value === 0 ? '0' : `${(value / factor).toFixed(decimals(step / factor))}${letter}`;
}

/** `863kB/s`, `30.4ms`, `28us`: a single value with its unit, to two or three digits. */
export function figure(value: number, unit: Unit): string {
  if (unit === 'milliseconds' && value > 0 && value < 1) return `${Math.round(value * 1000)}us`;
  const whole = unit === 'bytes' || unit === 'segments' ? 1 : 0;
  return label(value, Math.max(whole, Math.abs(value) / 20), unit) + SUFFIXES[unit];
}

function prefixOf(value: number): (typeof PREFIXES)[number] {
  return PREFIXES.find(({ factor }) => value >= factor) ?? PREFIXES[4];
}

function decimals(step: number): number {
  return step > 0 ? Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 0;
}
