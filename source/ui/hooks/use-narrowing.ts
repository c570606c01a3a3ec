import { useState } from 'react';
import { type Keystroke, typedText } from '../keys/keystrokes.ts';

interface Narrowing {
  /** null = nothing is being typed. */
  typed: string | null;
  matches(...texts: string[]): boolean;
  /** Takes a keystroke that belongs to the typing; returns whether it did. */
  take(stroke: Keystroke): boolean;
}

/** A long menu narrowed down: `/` begins, Esc gives it up, everything else works as before. `changed`: start at the top. */
export function useNarrowing(changed: () => void): Narrowing {
  const [typed, setTyped] = useState<string | null>(null);
  const put = (text: string | null) => {
    setTyped(text);
    changed();
  };
  return {
    typed,
    matches: (...texts) => texts.some((text) => text.toLowerCase().includes((typed ?? '').toLowerCase())),
    take: (stroke) => {
      if (typed === null) {
        if (stroke === '/') put('');
        return stroke === '/';
      }
      if (stroke === 'escape') put(null);
      else if (stroke === 'backspace') put([...typed].slice(0, -1).join(''));
      else {
        const text = stroke === 'space' ? null : typedText(stroke);
        if (text === null) return false;
        put(typed + text);
      }
      return true;
    },
  };
}
