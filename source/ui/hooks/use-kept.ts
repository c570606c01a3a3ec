import { createContext, useContext, useState } from 'react';

export const KeepContext = createContext(new Map<string, unknown>());

type Change<T> = T | ((before: T) => T);

/** State that is still there when the screen is shown again: the cursor of the list after a look at a detail. */
export function useKept<T>(key: string, initial: T): [T, (change: Change<T>) => void] {
  const kept = useContext(KeepContext);
  const [, render] = useState(0);
  const value = (kept.has(key) ? kept.get(key) : initial) as T;
  const set = (change: Change<T>) => {
    const before = (kept.has(key) ? kept.get(key) : initial) as T;
    const after = typeof change === 'function' ? (change as (before: T) => T)(before) : change;
    if (after === before) return;
    kept.set(key, after);
    render((times) => times + 1);
  };
  return [value, set];
}

/** What was last drawn, what was typed before: the same object every time, changed in place and without drawing again. */
export function useMemory<T extends object>(key: string, initial: T): T {
  const kept = useContext(KeepContext);
  const known = kept.get(key) as T | undefined;
  if (known !== undefined) return known;
  kept.set(key, initial);
  return initial;
}
