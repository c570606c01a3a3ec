/**
 * What the terminal sends, as keystrokes with names: "j", "G", "space", "ctrl-d", "up", "shift-tab", "f1". Keys typed
 * fast, or held, arrive as one string; an escape sequence may arrive in two. Sequences: ECMA-48 section 5.4 (CSI) and
 * xterm's ctlseqs, "PC-Style Function Keys" (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html).
 */

export type Keystroke = string;

const ESCAPE = '\u001b';
const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';

const CSI_LETTERS: Record<string, Keystroke> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  Z: 'shift-tab',
};

const CSI_NUMBERS: Record<string, Keystroke> = {
  '1': 'home',
  '3': 'delete',
  '4': 'end',
  '5': 'pageup',
  '6': 'pagedown',
  '7': 'home',
  '8': 'end',
  '11': 'f1',
  '12': 'f2',
};

const CONTROLS: Record<string, Keystroke> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  ' ': 'space',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

/** How long the rest of an escape sequence may take to arrive before a lone ESC counts as the key, in milliseconds. */
const ESCAPE_DELAY = 20;

/** The same for the rest of a paste, which a slow line brings in several pieces. */
const PASTE_DELAY = 1000;

/** What a sequence counts as whose rest does not arrive, and after how many milliseconds without. */
export function unfinished(rest: string): { stroke: Keystroke; delay: number } {
  if (!rest.startsWith(PASTE_START)) return { stroke: 'escape', delay: ESCAPE_DELAY };
  return { stroke: `paste:${rest.slice(PASTE_START.length)}`, delay: PASTE_DELAY };
}

/** What one keystroke of text types into a prompt; null = it is not text. */
export function typedText(stroke: Keystroke): string | null {
  if (stroke === 'space') return ' ';
  if (stroke.startsWith('paste:')) return stroke.slice('paste:'.length);
  return [...stroke].length === 1 ? stroke : null;
}

/** Splits terminal input into keystrokes; `rest` is the start of a sequence that has not arrived whole. */
export function splitKeystrokes(input: string): { strokes: Keystroke[]; rest: string } {
  const strokes: Keystroke[] = [];
  let at = 0;
  while (at < input.length) {
    if (input[at] === ESCAPE) {
      const taken = takeSequence(input, at);
      if (taken === null) return { strokes, rest: input.slice(at) };
      if (taken.stroke !== null) strokes.push(taken.stroke);
      at = taken.next;
    } else {
      const character = String.fromCodePoint(input.codePointAt(at)!);
      strokes.push(named(character));
      at += character.length;
    }
  }
  return { strokes, rest: '' };
}

function named(character: string): Keystroke {
  const control = CONTROLS[character];
  if (control !== undefined) return control;
  if (character < ' ') return `ctrl-${String.fromCharCode(character.charCodeAt(0) + 96)}`;
  return character;
}

/** Reads one escape sequence at `at`: null = not all there yet; stroke null = nothing we name. */
function takeSequence(input: string, at: number): { stroke: Keystroke | null; next: number } | null {
  if (input.startsWith(PASTE_START, at)) {
    const end = input.indexOf(PASTE_END, at);
    if (end === -1) return null;
    return { stroke: `paste:${input.slice(at + PASTE_START.length, end)}`, next: end + PASTE_END.length };
  }
  const introducer = input[at + 1];
  if (introducer === undefined) return null;
  if (introducer === 'O') {
    const final = input[at + 2];
    return final === undefined ? null : { stroke: CSI_LETTERS[final] ?? null, next: at + 3 };
  }
  // Escape and a key typed right after it: nothing here is bound to Alt.
  if (introducer !== '[') return { stroke: 'escape', next: at + 1 };
  // CSI: parameter bytes 0x30-0x3f, intermediate bytes 0x20-0x2f, one final byte 0x40-0x7e.
  let end = at + 2;
  while (end < input.length && input[end] >= ' ' && input[end] <= '?') end++;
  const final = input[end];
  if (final === undefined) return null;
  return { stroke: csiStroke(input.slice(at + 2, end), final), next: end + 1 };
}

function csiStroke(parameters: string, final: string): Keystroke | null {
  if (parameters.startsWith('<')) return wheel(parameters);
  const [number, modifier] = parameters.split(';');
  const name = final === '~' ? CSI_NUMBERS[number] : CSI_LETTERS[final];
  if (name === undefined) return null;
  // The modifier is 1 + (shift 1, alt 2, ctrl 4).
  return modifier !== undefined && ((Number(modifier) - 1) & 4) !== 0 ? `ctrl-${name}` : name;
}

/** SGR mouse report `<button;column;row`: buttons 64 and 65 are the wheel. */
function wheel(parameters: string): Keystroke | null {
  const button = Number(parameters.slice(1).split(';')[0]);
  if (button === 64) return 'wheel-up';
  return button === 65 ? 'wheel-down' : null;
}
