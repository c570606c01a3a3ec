import { useState } from 'react';
import type { Session } from '../session/session.ts';
import { Application } from './application.tsx';
import { type CutName, type Replace, ReplaceContext } from './hooks/use-replace.ts';
import type { Theme } from './theme/theme.ts';

/** What may be shown in place of a session. Both reject with one line for the user, and the session stays. */
export interface Replacements {
  /** The capture that these words name on the command line. */
  open(words: readonly string[]): Promise<Session>;
  /** The same, read once more; null = it came live. */
  again: (() => Promise<Session>) | null;
  /** The one shown, read once more with one of its cuts set anew. */
  cut(name: CutName, words: readonly string[]): Promise<Session>;
}

interface Props {
  first: Session;
  replacements: Replacements;
  theme: Theme;
}

/** The application over one session at a time: `:open` and Ctrl-r put another in its place, and all begins anew. */
export function Sessions({ first, replacements, theme }: Props) {
  const [shown, show] = useState({ session: first, turn: 0, again: replacements.again });
  /** `opening` is what Ctrl-r does from then on. */
  const instead = async (opening: () => Promise<Session>): Promise<void> => {
    const session = await opening();
    show(({ turn }) => ({ session, turn: turn + 1, again: opening }));
  };
  const { again } = shown;
  const replace: Replace = {
    open: (words) => instead(() => replacements.open(words)),
    again: again === null ? null : () => instead(again),
    cut: (name, words) => instead(() => replacements.cut(name, words)),
  };
  return (
    <ReplaceContext value={replace}>
      <Application key={shown.turn} session={shown.session} theme={theme} />
    </ReplaceContext>
  );
}
