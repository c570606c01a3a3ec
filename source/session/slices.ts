/** Long work on the screen's thread, in slices, so that no key waits for it. */
import { setImmediate } from 'node:timers/promises';

/** Longest slice, ms: half of what a frame takes. */
const SLICE = 8;

/** Elements of an array that a step of sliced work deals with, so that a step stays below a millisecond. */
const STEP = 4096;

/** Has elements 0 … count-1 dealt with stretch by stretch. */
export function* stretches(count: number, deal: (from: number, to: number) => void): Generator<void, void, void> {
  for (let from = 0; from < count; from += STEP) {
    deal(from, Math.min(count, from + STEP));
    yield;
  }
}

/** Runs the work to its end; events are handled at its yields. Rejects with the signal's reason when aborted. */
export async function inSlices<T>(work: Generator<void, T, void>, signal: AbortSignal): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < until);
    await setImmediate();
    signal.throwIfAborted();
  }
}

/** Runs the work without a break, where nobody waits for the thread. */
export function atOnce<T>(work: Generator<void, T, void>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
