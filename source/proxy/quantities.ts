/**
 * Quantities as people type them: durations, sizes and rates, in the units that filters know, too. Every reader returns null
 * for what it does not understand.
 */

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;

/** No "m": a million bytes elsewhere, and `--fault reset=5m` could mean either. */
const MILLISECONDS: Record<string, number> = {
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const BYTES: Record<string, number> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
  ti: 1024 ** 4,
};

const BYTES_PER_SECOND: Record<string, number> = {
  bit: 1 / 8,
  kbit: 1e3 / 8,
  mbit: 1e6 / 8,
  gbit: 1e9 / 8,
  'b/s': 1,
  'kb/s': 1e3,
  'mb/s': 1e6,
};

/** Milliseconds that a timer can wait: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST = 2 ** 31 - 1;

/** "100ms", "1.5s", "5min", at most 24 days; a bare number is seconds. Returns milliseconds. */
export function parseDuration(text: string): number | null {
  const match = new RegExp(`^${NUMBER}(us|µs|ms|s|min|h|d)?$`).exec(text);
  const milliseconds = match === null ? null : Number(match[1]) * MILLISECONDS[match[2] ?? 's'];
  return milliseconds !== null && milliseconds <= LONGEST ? milliseconds : null;
}

/** A duration of more than nothing. */
export function parseTimeout(text: string): number | null {
  return parseDuration(text) || null;
}

/** "65536", "10k", "1.5M", "2GiB"; k M G T are powers of 1000, Ki Mi Gi Ti of 1024. Returns whole bytes. */
export function parseSize(text: string): number | null {
  const match = new RegExp(`^${NUMBER}(k|m|g|t|ki|mi|gi|ti)?b?$`, 'i').exec(text);
  return match === null ? null : Math.floor(Number(match[1]) * BYTES[(match[2] ?? '').toLowerCase()]);
}

/** "1mbit", "64kbit", "2MB/s". Returns bytes a second, more than 0. */
export function parseRate(text: string): number | null {
  const match = new RegExp(`^${NUMBER}(bit|kbit|mbit|gbit|b/s|kb/s|mb/s)$`, 'i').exec(text);
  const rate = match === null ? 0 : Number(match[1]) * BYTES_PER_SECOND[match[2].toLowerCase()];
  return rate > 0 ? rate : null;
}

/** "100ms", "100ms±20ms" (also "+-"). Returns milliseconds. */
export function parseLatency(text: string): { latency: number; jitter: number } | null {
  const [mean, spread, ...rest] = text.split(/±|\+-/);
  const latency = parseDuration(mean);
  const jitter = spread === undefined ? 0 : parseDuration(spread);
  return latency === null || jitter === null || rest.length > 0 ? null : { latency, jitter };
}

/** A whole number of at least `least`. */
export function parseCount(text: string, least: number): number | null {
  return /^\d{1,15}$/.test(text) && Number(text) >= least ? Number(text) : null;
}
