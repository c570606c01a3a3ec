/** Waiting for something to grow: a spool, a followed file, a directory. */
import { type FSWatcher, watch } from 'node:fs';

export class Growth {
  readonly #waiting = new Set<() => void>();

  /** Wakes everyone who waits. */
  happened(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves when it has grown, or when aborted. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/** Calls `changed` when a file or directory changes, at once where the system tells and twice a second in any case. */
export function watchPath(path: string, changed: () => void): { close(): void } {
  const watcher = systemWatcher(path, changed);
  const timer = setInterval(changed, LOOK_AGAIN_MS);
  timer.unref();
  return {
    close() {
      watcher?.close();
      clearInterval(timer);
    },
  };
}

const LOOK_AGAIN_MS = 500;

/** Network file systems and systems out of watches have none. */
function systemWatcher(path: string, changed: () => void): FSWatcher | null {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    return watcher.on('error', () => watcher.close());
  } catch {
    return null;
  }
}
