import { createContext, useContext } from 'react';

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
