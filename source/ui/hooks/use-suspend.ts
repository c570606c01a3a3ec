import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { useApp } from 'ink';
import { useEffect, useRef } from 'react';

/** Milliseconds after which we go on when nobody stopped us: without job control the signal has no effect. */
const STOPPED_BY_THEN = 20;

/**
 * Suspends the program as the shell expects: the terminal is handed back, the whole process group stops (npm start too), and
 * `fg` draws the screen again. Also when the stop came from outside, or by SIGSTOP, which cannot be seen coming.
 */
export function useSuspend(): () => void {
  const { suspendTerminal } = useApp();
  const suspended = useRef(false);
  const suspend = async (stop: () => void | Promise<void>) => {
    if (suspended.current) return;
    suspended.current = true;
    try {
      await suspendTerminal(stop);
    } finally {
      suspended.current = false;
    }
  };
  const stopGroup = async () => {
    process.off('SIGTSTP', onStop);
    process.kill(0, 'SIGTSTP');
    await delay(STOPPED_BY_THEN);
    process.on('SIGTSTP', onStop);
  };
  const onStop = useRef(() => void suspend(stopGroup)).current;
  const onContinue = useRef(() => void suspend(() => {})).current;
  useEffect(() => {
    process.on('SIGTSTP', onStop);
    process.on('SIGCONT', onContinue);
    return () => {
      process.off('SIGTSTP', onStop);
      process.off('SIGCONT', onContinue);
    };
  }, [onStop, onContinue]);
  return onStop;
}
