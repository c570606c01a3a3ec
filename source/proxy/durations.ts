/** Durations that a timer can wait for, in milliseconds. */
import { readDuration } from '../quantities/quantities.ts';

/** Milliseconds that a timer waits at most: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const LONGEST_WAIT = 2 ** 31 - 1;

/** "100ms", "1.5s", "5min", at most 24 days, as milliseconds; null if it is none. */
export function parseDuration(text: string): number | null {
  const micros = readDuration(text);
  return micros === null || micros / 1000 > LONGEST_WAIT ? null : micros / 1000;
}

/** "200 ms", "30 s", "90 s". */
export function durationText(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

/** A duration of more than nothing. */
export function parseTimeout(text: string): number | null {
  return parseDuration(text) || null;
}

/** "100ms", "100ms±20ms" (also "+-"; one unit will do) as milliseconds; null if it is neither. */
export function parseLatency(text: string): { latency: number; jitter: number } | null {
  const [mean, spread, ...rest] = text.split(/±|\+-/);
  const unit = /[a-zµ]*$/.exec(spread ?? '')?.[0];
  const latency = parseDuration(/\d$/.test(mean) ? `${mean}${unit}` : mean);
  const jitter = spread === undefined ? 0 : parseDuration(spread);
  return latency === null || jitter === null || rest.length > 0 ? null : { latency, jitter };
}
