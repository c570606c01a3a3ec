import { useState } from 'react';
import { editBeside, markedText, type TextField, textField } from '../components/text-field.ts';
import { type Keystroke, typedText } from '../keys/keystrokes.ts';

interface Narrowing {
  /** What is typed, with a mark where the next character goes; null = nothing is being typed. */
  shown: string | null;
  matches(...texts: string[]): boolean;
  /** Takes a keystroke that belongs to the typing; returns whether it did. */
  take(stroke: Keystroke): boolean;
}

/** A long menu narrowed down: `/` begins, Esc gives it up, everything else works as before. `changed`: start at the top. */
export function useNarrowing(changed: () => void): Narrowing {
  const [field, setField] = useState<TextField | null>(null);
  const put = (next: TextField | null) => {
    setField(next);
    changed();
  };
  const wanted = field?.text.toLowerCase() ?? '';
  return {
    shown: field && markedText(field),
    matches: (...texts) => texts.some((text) => text.toLowerCase().includes(wanted)),
    take: (stroke) => {
      if (field === null) {
        if (stroke === '/') put(textField(''));
        return stroke === '/';
      }
      const next =
        stroke === 'escape' ? null : editBeside(field, stroke, stroke === 'space' ? null : typedText(stroke));
      if (next === null && stroke !== 'escape') return false;
      put(next);
      return true;
    },
  };
}
