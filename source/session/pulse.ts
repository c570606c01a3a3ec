/** Shortest time between two notifications, ms: thirty a second, as often as a screen draws. */
const INTERVAL = 33;

/** Tells whoever subscribed that something has changed: at once, but unasked never more often than a screen can draw. */
export class Pulse {
  revision = 0;
  /** How often something came that somebody had asked for and waits to see. */
  answers = 0;
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | null = null;
  private last = Number.NEGATIVE_INFINITY;

  subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  touch = (): void => {
    if (this.timer !== null) return;
    const wait = this.last + INTERVAL - performance.now();
    if (wait <= 0) this.beat();
    else this.timer = setTimeout(() => this.beat(), wait);
  };

  answer = (): void => {
    this.answers++;
    this.beat();
  };

  /** What tells of a reading: the first time somebody waits for it, later it is news like other. */
  reader(): () => void {
    let tell = this.answer;
    return () => {
      tell();
      tell = this.touch;
    };
  }

  close(): void {
    this.rest();
    this.listeners.clear();
  }

  private rest(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private beat(): void {
    this.rest();
    this.last = performance.now();
    this.revision++;
    for (const changed of this.listeners) changed();
  }
}
