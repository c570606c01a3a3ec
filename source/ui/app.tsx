/**
 * The screens' front door: takes the terminal, shows the session, gives the terminal back as it was.
 */

import process from 'node:process';
import { render } from 'ink';
import type { Session } from '../session/session.ts';
import { type Replacements, Sessions } from './sessions.tsx';
import { watchEndings } from './terminal/endings.ts';
import { openKeyboard } from './terminal/keyboard.ts';
import { screenOutput } from './terminal/screen-output.ts';
import { chooseTheme, type ThemeName } from './theme/theme.ts';

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
