/**
 * Address space, which is not memory but what memory can be given in: rows are reserved as large as they may ever become. Where
 * it is limited (ulimit -v, RLIMIT_AS of getrlimit(2)) everything reserves a share of it.
 */
import { readFileSync } from 'node:fs';

export class AddressSpaceError extends Error {
  override readonly name = 'AddressSpaceError';

  /** `needed`: bytes. */
  constructor(needed: number) {
    const [limit, least] = [limitOfAddressSpace(), needed].map((bytes) => `${(bytes / 2 ** 30).toFixed(1)} GB`);
    super(
      `too little address space: it is limited to ${limit}, and at least ${least} are needed, of which only what is used takes ` +
        'memory; lift the limit (ulimit -v unlimited)',
    );
  }
}

/** What a single memory takes at most. */
export const LARGEST_SHARE = 1 / 8;

/** Bytes that a report needs, and a screen with its three threads. */
export const NEEDED = { report: 1.5 * 2 ** 30, screen: 3 * 2 ** 30 };

/** Throws an AddressSpaceError where a screen would have too little of it: V8 aborts the process when a thread cannot start. */
export function checkAddressSpace(): void {
  if (limitOfAddressSpace() < NEEDED.screen) throw new AddressSpaceError(NEEDED.screen);
}

/** Bytes; Infinity where there is no limit, or where nobody tells it: proc_pid_limits(5) is Linux's. */
export function limitOfAddressSpace(): number {
  try {
    const [, limit] = /^Max address space +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** MB for the compiled code of a thread, for which V8 would reserve half a GB. */
const CODE_RANGE = 32;

/** `resourceLimits` of a thread: small where address space is limited. */
export const threadLimits = (): { codeRangeSizeMb?: number } =>
  limitOfAddressSpace() === Number.POSITIVE_INFINITY ? {} : { codeRangeSizeMb: CODE_RANGE };
