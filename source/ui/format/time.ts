export type TimeFormat = 'start' | 'delta' | 'wall';

const NEXT: Record<TimeFormat, TimeFormat> = { start: 'delta', delta: 'wall', wall: 'start' };

export const nextTimeFormat = (format: TimeFormat): TimeFormat => NEXT[format];

export const TIME_FORMAT_NAMES: Record<TimeFormat, string> = {
  start: 'time since the start of the connection',
  delta: 'time since the line before',
  wall: 'time of day (UTC)',
};

/** A moment (µs since 1970) in the chosen format: seconds since `start`, since `before` (null = the first), or of day, UTC. */
export function moment(format: TimeFormat, micros: number, start: number, before: number | null): string {
  if (format === 'wall') return new Date(micros / 1000).toISOString().slice(11, 23) + threeDigits(micros % 1000);
  const since = format === 'start' || before === null ? start : before;
  return ((micros - since) / 1e6).toFixed(6);
}

const threeDigits = (micros: number): string => String(Math.floor(Math.abs(micros))).padStart(3, '0');

/** A duration in µs, for people, in at most seven cells: "26 us", "37.6 ms", "1.34 s", "75.4 s", "12 min", "3.2 h", "12 d". */
export function duration(micros: number): string {
  // Where a capture's clock goes back.
  if (micros < 0) return `-${duration(-micros)}`;
  const millis = micros / 1000;
  if (micros < 99.5) return `${Math.round(micros)} us`;
  if (millis < 99.95) return `${millis.toFixed(1)} ms`;
  if (millis < 999.5) return `${millis.toFixed(0)} ms`;
  const seconds = millis / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 599.5) return `${seconds.toFixed(0)} s`;
  if (seconds < 5999.5) return `${(seconds / 60).toFixed(0)} min`;
  return seconds < 359_640 ? `${(seconds / 3600).toFixed(1)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** A moment as it can be typed for a cut, UTC: "2016-01-08T21:09:47.123456Z". */
export const isoTime = (micros: number): string => `${dateAndTime(micros).replace(' ', 'T')}Z`;

/** A moment as date and time of day, UTC: "2016-01-08 21:09:47.123456". */
export function dateAndTime(micros: number): string {
  const date = new Date(micros / 1000).toISOString();
  return `${date.slice(0, 10)} ${date.slice(11, 23)}${threeDigits(micros % 1000)}`;
}
