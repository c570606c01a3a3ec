import { useMemo, useState } from 'react';
import type { Session } from '../session/session.ts';
import { Application } from './application.tsx';
import { CommandStackContext } from './hooks/use-commands.ts';
import { useKeystrokes } from './hooks/use-keystrokes.ts';
import { type CutName, type Replace, ReplaceContext } from './hooks/use-replace.ts';
import { CommandStack } from './keys/command-stack.ts';
import type { Theme } from './theme/theme.ts';

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
