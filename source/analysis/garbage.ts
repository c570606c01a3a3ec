import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees what a thread's work leaves behind, up to 100 MB after half a million connections: V8 would look for it when more is
 * allocated, but the thread only waits from now on. Flags are the whole process's: where another thread turns this one off
 * before the context is made there is no `gc` in it, and what is left behind stays.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: (() => void) | undefined = runInNewContext('globalThis.gc');
  // V8 takes compiled code (code-cache/) only where its flags are the same.
  setFlagsFromString('--no-expose-gc');
  if (collect !== undefined) setImmediate(collect);
}
