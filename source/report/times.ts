/**
 * Times as tcptrace prints them (docs/tcptrace.md, "Formats"). Absolute times are in the local time zone (TZ) with C's
 * asctime layout; what does not change within a quarter of an hour is worked out once and kept.
 */
import { writeAscii, writePadded, writeUnsigned } from './numbers.ts';

const COLON = 0x3a;
const POINT = 0x2e;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const EPOCH = '        <the epoch>       ';

/** Time zones change their offset at whole quarters of an hour. */
const QUARTER_SECONDS = 900;
/** The last second that a Date can hold (ECMA-262 21.4.1.1); a damaged time stamp may claim a later one. */
const LAST_SECOND = 8.64e12;
/** Longest text any of these functions writes, in bytes. */
export const LONGEST_TIME = 48;

interface Quarter {
  /** Number of the quarter since 1970; NaN before the first call. */
  number: number;
  /** "Fri Aug 14 18:" */
  front: string;
  /** Minute of the hour at its start, 0 … 59. */
  minute: number;
  /** " 1998" */
  back: string;
}

const current: Quarter = { number: Number.NaN, front: '', minute: 0, back: '' };

function enterQuarter(number: number): void {
  const start = new Date(number * QUARTER_SECONDS * 1000);
  const hour = String(start.getHours()).padStart(2, '0');
  current.number = number;
  current.front = `${DAYS[start.getDay()]} ${MONTHS[start.getMonth()]} ${String(start.getDate()).padStart(2)} ${hour}:`;
  current.minute = start.getMinutes();
  current.back = ` ${start.getFullYear()}`;
}

/** The whole seconds of a time, rounded down (also before 1970). */
export function secondsOf(micros: number): number {
  return Math.floor(micros / 1e6);
}

/** The microseconds below secondsOf, 0 … 999,999. */
export function microsOf(micros: number): number {
  return micros - Math.floor(micros / 1e6) * 1e6;
}

/** Minute, second and microseconds "44:41.664066" of a time within the current quarter. */
function writeMinutes(bytes: Uint8Array, at: number, seconds: number, micros: number): number {
  const within = seconds - current.number * QUARTER_SECONDS;
  let end = writePadded(bytes, at, current.minute + Math.floor(within / 60), 2);
  bytes[end] = COLON;
  end = writePadded(bytes, end + 1, within % 60, 2);
  bytes[end] = POINT;
  return writePadded(bytes, end + 1, micros, 6);
}

/** "Fri Aug 14 18:44:41.664066 1998" for a time in µs since 1970. Returns the offset behind it. */
export function writeTime(bytes: Uint8Array, at: number, micros: number): number {
  if (micros === 0) return writeAscii(bytes, at, EPOCH);
  const seconds = Math.max(-LAST_SECOND, Math.min(LAST_SECOND, secondsOf(micros)));
  const quarter = Math.floor(seconds / QUARTER_SECONDS);
  if (quarter !== current.number) enterQuarter(quarter);
  const end = writeAscii(bytes, at, current.front);
  return writeAscii(bytes, writeMinutes(bytes, end, seconds, microsOf(micros)), current.back);
}

/** "0:02:03.045006" for a duration in µs, hours without limit. Returns the offset behind it. */
export function writeElapsed(bytes: Uint8Array, at: number, micros: number): number {
  const exact = micros / 1e6;
  const seconds = Math.trunc(exact);
  // Subtracting and multiplying doubles and cutting the rest off loses a microsecond now and then, in tcptrace as here.
  const rest = Math.trunc(1e6 * (exact - seconds));
  let end = writeUnsigned(bytes, at, Math.floor(seconds / 3600));
  bytes[end] = COLON;
  end = writePadded(bytes, end + 1, Math.floor(seconds / 60) % 60, 2);
  bytes[end] = COLON;
  end = writePadded(bytes, end + 1, seconds % 60, 2);
  bytes[end] = POINT;
  return writePadded(bytes, end + 1, rest, 6);
}

const scratch = Buffer.alloc(LONGEST_TIME);

/** writeTime as a string. */
export function timeText(micros: number): string {
  return scratch.toString('latin1', 0, writeTime(scratch, 0, micros));
}

/** writeElapsed as a string. */
export function elapsedText(micros: number): string {
  return scratch.toString('latin1', 0, writeElapsed(scratch, 0, micros));
}

/** "1998-08-14T18:44:41.664066Z" for a time in µs since 1970. */
export function isoTime(micros: number): string {
  const seconds = Math.max(-LAST_SECOND, Math.min(LAST_SECOND, secondsOf(micros)));
  const whole = new Date(seconds * 1000).toISOString();
  return whole.replace('.000Z', `.${String(microsOf(micros)).padStart(6, '0')}Z`);
}
