/**
 * The screens' front door: takes the terminal, shows the session, gives the terminal back as it was.
 */
import process from 'node:process';
import { render } from 'ink';
import { useMemo, useState } from 'react';
import type { Session } from '../session/session.ts';
import { Application } from './application.tsx';
import { type CutName, type Replace, ReplaceContext } from './hooks/contexts.ts';
import { CommandStackContext } from './hooks/use-commands.ts';
import { useKeystrokes } from './hooks/use-keystrokes.ts';
import { CommandStack } from './keys/command-stack.ts';
import { screenOutput } from './terminal/screen-output.ts';
import { openKeyboard, watchEndings } from './terminal/terminal.ts';
import { chooseTheme, type Theme, type ThemeName } from './theme/theme.ts';

export interface ScreenOptions extends Replacements {
  /** null = by the environment: NO_COLOR, TERM, COLORTERM. */
  theme: ThemeName | null;
}

/** Frames a second at most: so many that no key waits for the frame before; what moves by itself is looked at on timers. */
const MOST_FRAMES = 120;

/**
 * Shows the session, or what replaces it, until the user leaves; the one shown last stays open. Resolves to the exit code (0, or 128 and a signal's
 * number); rejects with a mistake of ours once the screen has been left, so that whoever prints it prints it visibly.
 */
export async function runScreen(session: Session, options: ScreenOptions): Promise<number> {
  const keyboard = openKeyboard();
  const instance = render(
    <Sessions first={session} replacements={options} theme={chooseTheme(options.theme, process.env)} />,
    {
      stdin: keyboard.stream,
      stdout: screenOutput(process.stdout),
      alternateScreen: true,
      incrementalRendering: true,
      exitOnCtrlC: false,
      interactive: true,
      maxFps: MOST_FRAMES,
    },
  );
  let outside: { code: number } | { failure: unknown } | null = null;
  const stopWatching = watchEndings(keyboard.stream, process.stdout, (ending) => {
    outside ??= ending;
    instance.unmount();
  });
  try {
    const code = await instance.waitUntilExit();
    return endOf(outside) ?? (typeof code === 'number' ? code : 0);
  } finally {
    stopWatching();
    keyboard.close();
  }
}

function endOf(ending: { code: number } | { failure: unknown } | null): number | null {
  if (ending === null) return null;
  if ('failure' in ending) throw ending.failure;
  return ending.code;
}

/**
 * What may be shown in place of a session. All reject with one line for the user, and the session stays; null = something
 * newer was asked for meanwhile.
 */
export interface Replacements {
  /** The capture that these words name on the command line. */
  open(words: readonly string[]): Promise<Session | null>;
  /** The same, read once more; null = it came live. */
  again: (() => Promise<Session | null>) | null;
  /** The one shown, read once more with one of its cuts set anew. */
  cut(name: CutName, words: readonly string[]): Promise<Session | null>;
}

interface Props {
  first: Session;
  replacements: Replacements;
  theme: Theme;
}

/** Behind the application, which answers each keystroke before the next is taken. */
function Keyboard({ stack }: { stack: CommandStack }) {
  useKeystrokes((stroke) => stack.dispatch(stroke));
  return null;
}

/**
 * The application over one session at a time: `:open` and Ctrl-r put another in its place, and all begins anew but the
 * keyboard: what is typed meanwhile is for the next.
 */
export function Sessions({ first, replacements, theme }: Props) {
  const stack = useMemo(() => new CommandStack(), []);
  const [shown, show] = useState({ session: first, turn: 0, again: replacements.again });
  /** `opening` is what Ctrl-r does from then on. */
  const instead = async (opening: () => Promise<Session | null>): Promise<void> => {
    const session = await opening();
    if (session !== null) show(({ turn }) => ({ session, turn: turn + 1, again: opening }));
  };
  const { again } = shown;
  const replace: Replace = {
    open: (words) => instead(() => replacements.open(words)),
    again: again === null ? null : () => instead(again),
    cut: (name, words) => instead(() => replacements.cut(name, words)),
  };
  return (
    <CommandStackContext value={stack}>
      <ReplaceContext value={replace}>
        <Application key={shown.turn} session={shown.session} theme={theme} />
        <Keyboard stack={stack} />
      </ReplaceContext>
    </CommandStackContext>
  );
}
