/**
 * Quantities as people write them: "50ms", "1.5M", "64KiB", "1mbit". One reading of them for the filter prompt, the command
 * line and the proxy.
 */

const TIMES: Readonly<Record<string, number>> = {
  us: 1,
  µs: 1,
  ms: 1e3,
  s: 1e6,
  min: 60e6,
  h: 3600e6,
  d: 86_400e6,
};

const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

const BYTES_PER_SECOND: Readonly<Record<string, number>> = {
  bit: 1 / 8,
  kbit: 1e3 / 8,
  mbit: 1e6 / 8,
  gbit: 1e9 / 8,
  'b/s': 1,
  'kb/s': 1e3,
  'mb/s': 1e6,
};

const AMOUNT = /^(\d+(?:\.\d*)?|\.\d+)\s*([a-zµ/]*)$/i;

/** "50ms", "1.5s", "2min", "1h" as microseconds; null if it is none. A bare number is none: its unit would be a guess. */
export function readDuration(text: string): number | null {
  const [, digits, unit] = AMOUNT.exec(text) ?? [];
  const scale = unit === undefined ? undefined : TIMES[unit.toLowerCase()];
  return scale === undefined ? null : Math.round(Number(digits) * scale);
}

/** "300", "1M", "1.5 GB", "64KiB" as a whole number (k M G T are powers of 1000, Ki Mi Gi Ti of 1024); null if it is none. */
export function readSize(text: string): number | null {
  const [, digits, unit] = AMOUNT.exec(text) ?? [];
  const scale = unit === undefined ? undefined : SIZES[unit.toLowerCase().replace(/b$/, '')];
  return scale === undefined ? null : Math.round(Number(digits) * scale);
}

/** "1mbit", "64kbit", "2MB/s" as bytes a second, more than 0; null if it is none. */
export function readRate(text: string): number | null {
  const [, digits, unit] = AMOUNT.exec(text) ?? [];
  const scale = unit === undefined ? undefined : BYTES_PER_SECOND[unit.toLowerCase()];
  return scale === undefined || Number(digits) === 0 ? null : Number(digits) * scale;
}

/** A whole number of at least `least`; null if it is none. */
export function readCount(text: string, least: number): number | null {
  return /^\d{1,15}$/.test(text) && Number(text) >= least ? Number(text) : null;
}

const DATE_AND_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * "2026-01-31T10:05:00.5", local unless it ends in Z or +hh:mm (ISO 8601; the time may be left out), as µs since 1970;
 * null if it is none.
 */
export function readDate(text: string): number | null {
  const parts = DATE_AND_TIME.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > lastDay || hour > 23 || minute > 59 || second > 60) return null;
  const zone = parts[8];
  const millis = zone
    ? Date.UTC(year, month - 1, day, hour, minute, second) - zoneMinutes(zone) * 60_000
    : new Date(year, month - 1, day, hour, minute, second).getTime();
  return millis * 1000 + Number((parts[7] ?? '').padEnd(6, '0').slice(0, 6));
}

function zoneMinutes(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(/[+:-]/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}
