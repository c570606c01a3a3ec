import { createContext, useContext } from 'react';

/** What puts another session in place of the one shown; both reject with one line for the user. */
export interface Replace {
  open(words: readonly string[]): Promise<void>;
  /** null = what is shown cannot be read once more. */
  again: (() => Promise<void>) | null;
}

const NOTHING_ELSE: Replace = { open: () => Promise.reject(new Error('nothing else can be opened here')), again: null };

export const ReplaceContext = createContext<Replace>(NOTHING_ELSE);

export const useReplace = (): Replace => useContext(ReplaceContext);
