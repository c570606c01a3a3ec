import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Session } from '../../session/session.ts';
import { Throttle } from '../../session/throttle.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no session around this component');
  return session;
}

/**
 * Milliseconds between two frames that only the session's progress asks for; keys are answered at once. While a capture is read
 * or grows, frames take time from the reading, or from forwarding, and nobody reads numbers that fast.
 */
const QUIET_TIME = { reading: 500, waiting: 250, stopped: 80, done: 80 } as const;

const isOver = ({ progress: { state } }: Session): boolean => state === 'done' || state === 'stopped';

/** Renders the caller again when the session has moved on: at once, then after a quiet time; what was asked for, and the end, at once. */
export function useRevision(session: Session): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      let { answers } = session;
      let over = isOver(session);
      const tell = () => {
        changed();
        quiet.rest(QUIET_TIME[session.progress.state]);
      };
      const quiet = new Throttle(tell);
      const unsubscribe = session.subscribe(() => {
        const isAnswer = session.answers !== answers;
        answers = session.answers;
        const isEnd = !over && isOver(session);
        over ||= isEnd;
        if (isAnswer || isEnd) tell();
        else quiet.ask();
      });
      return () => {
        quiet.stop();
        unsubscribe();
      };
    },
    [session],
  );
  return useSyncExternalStore(subscribe, () => session.revision);
}
