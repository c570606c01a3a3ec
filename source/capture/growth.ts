/** Waiting for something to grow: a spool, a followed file, a directory. */
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
