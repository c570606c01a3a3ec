import type { Session } from './session.ts';

type Closable = Pick<Session, 'close'>;

/** The one session on the screen. What is opened in its place takes it, unless something newer was asked for meanwhile. */
export class ShownSession<Kind extends Closable = Session> {
  #shown: Kind;
  #asked = 0;
  #opening = new AbortController();
  /** Settles when nothing is being opened any more. */
  #idle: Promise<unknown> = Promise.resolve();

  constructor(first: Kind) {
    this.#shown = first;
  }

  get current(): Kind {
    return this.#shown;
  }

  /**
   * Resolves to the session that is shown from now on, or to null where a newer request or the leaving has overtaken this
   * one: its opening is aborted then, or never begins, or its session is closed, as is one that was replaced. Rejects with
   * why it could not be opened, unless overtaken.
   */
  async replace(open: (signal: AbortSignal) => Promise<Kind>): Promise<Kind | null> {
    const turn = this.#overtake();
    const { signal } = this.#opening;
    const before = this.#idle;
    const opened = before.then(() => (signal.aborted ? null : open(signal)));
    // One at a time: who holds Ctrl-r down would otherwise start threads faster than they end.
    this.#idle = opened.catch(() => null);
    let next: Kind | null;
    try {
      next = await opened;
    } catch (failure) {
      if (turn !== this.#asked) return null;
      throw failure;
    }
    if (next === null) return null;
    if (turn !== this.#asked) {
      void next.close();
      return null;
    }
    const replaced = this.#shown;
    this.#shown = next;
    // Once the screens have turned to the next.
    setImmediate(() => void replaced.close());
    return next;
  }

  /** Closes what is shown; what is still being opened is closed when it comes. */
  async close(): Promise<void> {
    this.#overtake();
    await this.#shown.close();
  }

  #overtake(): number {
    this.#opening.abort();
    this.#opening = new AbortController();
    return ++this.#asked;
  }
}
