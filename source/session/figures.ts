/** Numbers in the few cells of a list's column. */

const UNITS = ['', 'k', 'M', 'G', 'T', 'P'];

/** A count in at most four cells, in thousands: 0, 999, 1.2k, 148k, 38M. */
export function shortCount(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return String(Math.round(value));
  return value < 9.95 ? value.toFixed(1) + UNITS[unit] : Math.round(value) + UNITS[unit];
}

/** A duration (µs) in at most four cells, always with its unit: 5us, .9ms, 36ms, .12s, 1.3s, 67s, 12mi, 5.2h, 31d. */
export function shortDuration(micros: number): string {
  if (micros < 99.5) return `${Math.round(micros)}us`;
  const millis = micros / 1000;
  if (millis < 0.95) return `${millis.toFixed(1).slice(1)}ms`;
  if (millis < 99.5) return `${Math.round(millis)}ms`;
  const seconds = millis / 1000;
  if (seconds < 0.995) return `${seconds.toFixed(2).slice(1)}s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  if (seconds < 999.5) return `${Math.round(seconds)}s`;
  if (seconds < 5970) return `${Math.round(seconds / 60)}mi`;
  const hours = seconds / 3600;
  if (hours < 9.95) return `${hours.toFixed(1)}h`;
  if (hours < 99.5) return `${Math.round(hours)}h`;
  return `${Math.round(hours / 24)}d`;
}
