/** A line of text being edited, by graphemes: what is before the cursor and what is after it. */
import type { Keystroke } from '../keys/keystrokes.ts';
import { graphemes } from '../terminal/width.ts';

export interface TextField {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly text: string;
}

export const textField = (text: string): TextField => make(graphemes(text), []);

function make(before: readonly string[], after: readonly string[]): TextField {
  return { before, after, text: [...before, ...after].join('') };
}

/** Keys that edit a line even where a list beside it takes those that move. */
const OF_THE_LINE: ReadonlySet<Keystroke> = new Set(['backspace', 'ctrl-a', 'ctrl-e', 'ctrl-k', 'ctrl-u', 'ctrl-w']);

/** The field after a keystroke, null where the keystroke is the list's that the line narrows down. */
export function editBeside(field: TextField, stroke: Keystroke, typed: string | null): TextField | null {
  return typed !== null || OF_THE_LINE.has(stroke) ? editText(field, stroke, typed) : null;
}

/** The field with a mark where the next character goes. */
export const markedText = ({ before, after }: TextField): string => `${before.join('')}_${after.join('')}`;

/** The field after a keystroke; `typed` is the text it stands for, null for keys that are none. */
export function editText(field: TextField, stroke: Keystroke, typed: string | null): TextField {
  const { before, after } = field;
  if (typed !== null) return make([...before, ...graphemes(typed)], after);
  switch (stroke) {
    case 'backspace':
      return make(before.slice(0, -1), after);
    case 'delete':
    case 'ctrl-d':
      return make(before, after.slice(1));
    case 'left':
    case 'ctrl-b':
      return make(before.slice(0, -1), [...before.slice(-1), ...after]);
    case 'right':
    case 'ctrl-f':
      return make([...before, ...after.slice(0, 1)], after.slice(1));
    case 'home':
    case 'ctrl-a':
      return make([], [...before, ...after]);
    case 'end':
    case 'ctrl-e':
      return make([...before, ...after], []);
    case 'ctrl-u':
      return make([], after);
    case 'ctrl-k':
      return make(before, []);
    case 'ctrl-w':
      return make(withoutLastWord(before), after);
    default:
      return field;
  }
}

function withoutLastWord(before: readonly string[]): string[] {
  let end = before.length;
  while (end > 0 && before[end - 1] === ' ') end--;
  while (end > 0 && before[end - 1] !== ' ') end--;
  return before.slice(0, end);
}
