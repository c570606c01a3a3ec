/**
 * What the terminal sends, as keystrokes with names: "j", "G", "space", "ctrl-d", "up", "shift-tab", "f1". Keys typed
 * fast, or held, arrive as one string; an escape sequence may arrive in two. Sequences: ECMA-48 section 5.4 (CSI) and
 * xterm's ctlseqs, "PC-Style Function Keys" (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html).
 */

export type Keystroke = string;

const ESCAPE = '\u001b';
const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';

/** Final bytes of CSI, and of SS3 (ESC O). */
const LETTERS: Record<string, Keystroke> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift-tab',
};

/** What SS3 means beside that: a keypad in application mode. */
const KEYPAD: Record<string, Keystroke> = { M: 'enter', X: '=', j: '*', k: '+', l: ',', m: '-', n: '.', o: '/' };

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
  '13': 'f3',
  '14': 'f4',
  '15': 'f5',
};

/** Code points that CSI u gives a keypad's keys, from 57399 on: https://sw.kovidgoyal.net/kitty/keyboard-protocol/#functional-key-definitions */
const FIRST_OF_KEYPAD = 57_399;
const KEYPAD_KEYS: readonly Keystroke[] = [
  ...'0123456789./*-+',
  ...['enter', '=', ',', 'left', 'right', 'up', 'down', 'pageup', 'pagedown', 'home', 'end', 'insert', 'delete'],
];

const CONTROLS: Record<string, Keystroke> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  ' ': 'space',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

/**
 * How long the rest of an escape sequence may take to arrive before a lone ESC counts as the key, in milliseconds: a slow line
 * brings them in two packets, and what follows would be commands. Once it cannot be the key, there is more time.
 */
const ESCAPE_DELAY = 120;
const SEQUENCE_DELAY = 1000;

/** The same for the rest of a paste, which a slow line brings in several pieces. */
const PASTE_DELAY = 1000;

/** What a sequence counts as whose rest does not arrive, and after how many milliseconds without. */
export function unfinished(rest: string): { stroke: Keystroke; delay: number } {
  if (!rest.startsWith(PASTE_START))
    return { stroke: 'escape', delay: rest === ESCAPE ? ESCAPE_DELAY : SEQUENCE_DELAY };
  return { stroke: `paste:${rest.slice(PASTE_START.length)}`, delay: PASTE_DELAY };
}

/** Line ends and all else that a terminal would act on. */
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]+/g;

/** What one keystroke of text types into a prompt, which is one line; null = it is not text. */
export function typedText(stroke: Keystroke): string | null {
  if (stroke === 'space') return ' ';
  if (stroke.startsWith('paste:')) return stroke.slice('paste:'.length).replace(CONTROL_CHARACTERS, ' ');
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
    return final === undefined ? null : { stroke: singleShift(final), next: at + 3 };
  }
  // Escape and a key typed right after it: nothing here is bound to Alt.
  if (introducer !== '[') return { stroke: 'escape', next: at + 1 };
  // The Linux console's function keys: ESC [ [ and a letter (console_codes(4), terminfo linux).
  if (input[at + 2] === '[') {
    const letter = input[at + 3];
    return letter === undefined ? null : { stroke: consoleKey(letter), next: at + 4 };
  }
  // CSI: parameter bytes 0x30-0x3f, intermediate bytes 0x20-0x2f, one final byte 0x40-0x7e.
  let end = at + 2;
  while (end < input.length && input[end] >= ' ' && input[end] <= '?') end++;
  const final = input[end];
  if (final === undefined) return null;
  return { stroke: csiStroke(input.slice(at + 2, end), final), next: end + 1 };
}

function singleShift(final: string): Keystroke | null {
  if (final >= 'p' && final <= 'y') return String(final.charCodeAt(0) - 'p'.charCodeAt(0));
  return KEYPAD[final] ?? LETTERS[final] ?? null;
}

function consoleKey(letter: string): Keystroke | null {
  return letter >= 'A' && letter <= 'E' ? `f${letter.charCodeAt(0) - 'A'.charCodeAt(0) + 1}` : null;
}

function csiStroke(parameters: string, final: string): Keystroke | null {
  if (parameters.startsWith('<')) return wheel(parameters);
  const [number, modifier = '1', code] = parameters.split(';');
  const bits = Number.parseInt(modifier, 10) - 1;
  if (final === 'u') return codedKey(Number.parseInt(number, 10), bits);
  // xterm, modifyOtherKeys.
  if (final === '~' && number === '27') return codedKey(Number(code), bits);
  const name = final === '~' ? CSI_NUMBERS[number] : LETTERS[final];
  if (name === undefined) return null;
  return (bits & CTRL) !== 0 ? `ctrl-${name}` : name;
}

/** Modifiers of a key are 1 + these. */
const SHIFT = 1;
const CTRL = 4;

/** A key told by its code point: what it would have sent as ordinary text. */
function codedKey(code: number, modifiers: number): Keystroke | null {
  const ofKeypad = KEYPAD_KEYS[code - FIRST_OF_KEYPAD];
  if (ofKeypad !== undefined) return ofKeypad;
  if (code === 0x1b) return 'escape';
  if (!(code > 0 && code <= 0x10ffff)) return null;
  const character = String.fromCodePoint(code);
  if (code === 9 && (modifiers & SHIFT) !== 0) return 'shift-tab';
  if ((modifiers & CTRL) !== 0) return /^[a-z]$/i.test(character) ? `ctrl-${character.toLowerCase()}` : null;
  return named((modifiers & SHIFT) !== 0 ? character.toUpperCase() : character);
}

/** SGR mouse report `<button;column;row`: buttons 64 and 65 are the wheel. */
function wheel(parameters: string): Keystroke | null {
  const button = Number(parameters.slice(1).split(';')[0]);
  if (button === 64) return 'wheel-up';
  return button === 65 ? 'wheel-down' : null;
}
