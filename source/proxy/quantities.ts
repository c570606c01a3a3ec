/**
 * Quantities as people type them: durations, sizes and rates. Every reader returns null for what it does not understand.
 */

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;

const MILLISECONDS: Record<string, number> = { us: 0.001, µs: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const BYTES: Record<string, number> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
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

/** "100ms", "1.5s", "5m"; a bare number is seconds. Returns milliseconds. */
export function parseDuration(text: string): number | null {
  const match = new RegExp(`^${NUMBER}(us|µs|ms|s|m|h)?$`).exec(text);
  return match === null ? null : Number(match[1]) * MILLISECONDS[match[2] ?? 's'];
}

/** "65536", "10k", "1.5M", "2GiB"; k, M, G are powers of 1000, Ki, Mi, Gi of 1024. Returns whole bytes. */
export function parseSize(text: string): number | null {
  const match = new RegExp(`^${NUMBER}(k|m|g|ki|mi|gi)?b?$`, 'i').exec(text);
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
