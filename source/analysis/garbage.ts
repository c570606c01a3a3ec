import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees what a thread's work leaves behind, up to 100 MB after half a million connections: V8 would look for it when more is
 * allocated, but the thread only waits from now on.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  // V8 takes compiled code (code-cache/) only where its flags are the same.
  setFlagsFromString('--no-expose-gc');
  setImmediate(collect);
}
