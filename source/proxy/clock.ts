import { performance } from 'node:perf_hooks';

const ORIGIN = performance.timeOrigin;

/** Microseconds since 1970-01-01 UTC, finer than a millisecond and never going back while the program runs. */
export function nowMicros(): number {
  return (ORIGIN + performance.now()) * 1000;
}
