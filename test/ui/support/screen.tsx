/** The whole application over a session, in a terminal of a chosen size, without a terminal. */
import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink-testing-library';
import type { Session } from '../../../source/session/session.ts';
import { Sessions } from '../../../source/ui/app.tsx';
import { makeTheme, type ThemeName } from '../../../source/ui/theme/theme.ts';

const PATIENCE_MS = 5000;

const BYTES: Record<string, string> = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  space: ' ',
  up: '\u001b[A',
  down: '\u001b[B',
  'ctrl-c': '\u0003',
};

interface Options {
  columns?: number;
  rows?: number;
  theme?: ThemeName;
}

export interface Shown {
  /** The lines of the screen, without trailing blanks. */
  frame(): string[];
  /** Types keys by name ("enter", "escape") or as they are; one string each, as a fast typist's arrive. */
  press(...keys: string[]): void;
  resize(columns: number, rows: number): void;
  /** Waits until the text stands on the screen (or the condition holds); resolves to the screen. */
  see(what: string | RegExp | ((frame: string[]) => boolean)): Promise<string[]>;
  readonly frames: readonly string[];
  unmount(): void;
}

const refuse = () => Promise.reject(new Error('nothing else can be opened here'));
const NOTHING_ELSE = { open: refuse, again: null, cut: refuse };

export function show(session: Session, { columns = 80, rows = 24, theme = 'mono' }: Options = {}): Shown {
  const shown = render(<Sessions first={session} replacements={NOTHING_ELSE} theme={makeTheme(theme, true)} />);
  let before = 0;
  const resize = (width: number, height: number) => {
    before = shown.frames.length;
    Object.defineProperties(shown.stdout, {
      columns: { value: width, configurable: true },
      rows: { value: height, configurable: true },
    });
    shown.stdout.emit('resize');
  };
  resize(columns, rows);
  // What was drawn before the last change of size is no longer looked at.
  const frame = () => (shown.frames.length > before ? lines() : []);
  const lines = () =>
    stripVTControlCharacters(shown.lastFrame() ?? '')
      .split('\n')
      .map((line) => line.trimEnd());
  return {
    frame,
    press: (...keys) => {
      for (const key of keys) shown.stdin.write(BYTES[key] ?? key);
    },
    resize,
    see: (what) => until(frame, what),
    frames: shown.frames,
    unmount: shown.unmount,
  };
}

async function until(frame: () => string[], what: string | RegExp | ((frame: string[]) => boolean)): Promise<string[]> {
  const holds = (lines: string[]): boolean => {
    if (typeof what === 'function') return what(lines);
    const text = lines.join('\n');
    return typeof what === 'string' ? text.includes(what) : what.test(text);
  };
  const end = Date.now() + PATIENCE_MS;
  while (!holds(frame())) {
    if (Date.now() > end)
      throw new Error(`waited ${PATIENCE_MS} ms for ${what}; the screen was:\n${frame().join('\n')}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return frame();
}
