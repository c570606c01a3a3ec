import type { Session } from './session.ts';

/** Resolves when the condition holds; it is looked at whenever the session has changed. */
export function until(session: Session, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = session.subscribe(look);
    look();
  });
}
