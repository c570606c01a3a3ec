export { shortCount } from '../../session/figures.ts';

const UNITS = ['', 'k', 'M', 'G', 'T', 'P'];

/** Bytes for people: "445 B", "148.1 kB", "1.9 GB". */
export function bytesInWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${Math.round(value)} B` : `${value.toFixed(1)} ${UNITS[unit]}B`;
}

/** Before each three digits of the whole part. */
const THOUSANDS = /(?<!\.\d*)\B(?=(?:\d{3})+(?!\d))/g;

/** 1204331 → "1,204,331", with at most three decimals. (Intl.NumberFormat, which does the same, takes its time to start.) */
export const withCommas = (count: number): string => String(Math.round(count * 1000) / 1000).replace(THOUSANDS, ',');
