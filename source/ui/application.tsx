import { Box, useApp, useStdout, useWindowSize } from 'ink';
import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import type { Session } from '../session/session.ts';
import { Bottom, bottomHeight } from './components/bottom.tsx';
import { AreaContext, KeepContext, ThemeContext } from './hooks/contexts.ts';
import { useCommandStack } from './hooks/use-commands.ts';
import { DeskContext } from './hooks/use-desk.ts';
import { useDeskState } from './hooks/use-desk-state.ts';
import { useRedrawAfterResize } from './hooks/use-redraw-after-resize.ts';
import { SessionContext, useRevision } from './hooks/use-session.ts';
import { Screens } from './screens/screens.tsx';
import { makeTheme, type Theme, type ThemeName } from './theme/theme.ts';

interface Props {
  session: Session;
  theme: Theme;
}

const THEMES: readonly string[] = ['dark', 'light', '16', 'mono'] satisfies ThemeName[];

/** The whole screen: the current view above, one or two lines of footer, message or prompt below. */
export function Application({ session, theme: first }: Props) {
  const { columns, rows } = useWindowSize();
  const { exit } = useApp();
  const { stdout } = useStdout();
  const [theme, setTheme] = useState(first);
  const stack = useCommandStack();
  const kept = useMemo(() => new Map<string, unknown>(), []);
  useRevision(session);
  useRedrawAfterResize();
  useEffect(() => {
    if (session.unreadable) exit();
  });
  const { desk, prompt, dialog, message, closePrompt, forgetMessage } = useDeskState(session, (sequence) =>
    stdout.write(sequence),
  );
  useLayoutEffect(() => stack.beforeEach(forgetMessage));
  const area = { width: columns, height: Math.max(1, rows - bottomHeight(prompt, message, columns)) };
  const changeTheme = (name: string): boolean => {
    if (!THEMES.includes(name)) return false;
    setTheme(makeTheme(name as ThemeName, theme.unicode));
    return true;
  };
  return (
    <SessionContext value={session}>
      <ThemeContext value={theme}>
        <KeepContext value={kept}>
          <DeskContext value={desk}>
            <AreaContext value={area}>
              <Box flexDirection="column" width={columns} height={rows}>
                <Box flexDirection="column" height={area.height} width={columns}>
                  <Screens quit={exit} changeTheme={changeTheme} />
                  {dialog}
                </Box>
                <Bottom prompt={prompt} message={message} width={columns} closePrompt={closePrompt} />
              </Box>
            </AreaContext>
          </DeskContext>
        </KeepContext>
      </ThemeContext>
    </SessionContext>
  );
}
