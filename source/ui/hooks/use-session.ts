import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Session } from '../../session/session.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no session around this component');
  return session;
}

/** Milliseconds between two frames that only the session's progress asks for; keys are answered at once. */
const QUIET_TIME = 80;

/** Renders the caller again when the session has moved on: at once, then at most every QUIET_TIME. */
export function useRevision(session: Session): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      let quiet: NodeJS.Timeout | undefined;
      let missed = false;
      const tell = () => {
        changed();
        quiet = setTimeout(() => {
          quiet = undefined;
          if (missed) {
            missed = false;
            tell();
          }
        }, QUIET_TIME);
      };
      const unsubscribe = session.subscribe(() => {
        if (quiet === undefined) tell();
        else missed = true;
      });
      return () => {
        clearTimeout(quiet);
        unsubscribe();
      };
    },
    [session],
  );
  return useSyncExternalStore(subscribe, () => session.revision);
}
