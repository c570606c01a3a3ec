/** What is around every screen: the room it has, the theme, what is kept between two looks, how another session is opened. */
import { createContext, useContext, useState } from 'react';
import { makeTheme, type Theme } from '../theme/theme.ts';

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

/** Cells that a screen may fill. */
export interface Area {
  width: number;
  height: number;
}

export const AreaContext = createContext<Area>({ width: 80, height: 23 });

export const useArea = (): Area => useContext(AreaContext);

export const ThemeContext = createContext<Theme>(makeTheme('mono', false));

export const useTheme = (): Theme => useContext(ThemeContext);

/** A cut before analysis, set anew by `:from` and its like; `nocut` takes all away. */
export type CutName = 'from' | 'to' | 'host' | 'port' | 'nocut';

/** What puts another session in place of the one shown; both reject with one line for the user. */
export interface Replace {
  open(words: readonly string[]): Promise<void>;
  /** null = what is shown cannot be read once more. */
  again: (() => Promise<void>) | null;
  /** Reads what is shown once more with this cut. */
  cut(name: CutName, words: readonly string[]): Promise<void>;
}

const refuse = (): Promise<void> => Promise.reject(new Error('nothing else can be opened here'));

const NOTHING_ELSE: Replace = { open: refuse, again: null, cut: refuse };

export const ReplaceContext = createContext<Replace>(NOTHING_ELSE);

export const useReplace = (): Replace => useContext(ReplaceContext);
