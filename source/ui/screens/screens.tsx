import { useStdout } from 'ink';
import { useEffect, useRef, useState } from 'react';
import { exportFor } from '../../report/exports.ts';
import { completeLine, runLine } from '../dialogs/command-line.ts';
import type { CommandContext } from '../dialogs/line-command.ts';
import { ActionsMenu, availableActions, Confirm } from '../dialogs/menus.tsx';
import { WriteDialog } from '../dialogs/write-dialog.tsx';
import { type CutName, useMemory, useReplace } from '../hooks/contexts.ts';
import { useCommandStack, useCommands } from '../hooks/use-commands.ts';
import { useDesk } from '../hooks/use-desk.ts';
import { useChosenListener } from '../hooks/use-proxy-list.ts';
import { useSession } from '../hooks/use-session.ts';
import { useSuspend } from '../hooks/use-suspend.ts';
import { Depth } from '../keys/command-stack.ts';
import { bindingsOf } from '../keys/table.ts';
import { CLEAR_SCREEN } from '../terminal/screen-output.ts';
import { ConnectionsScreen } from './connections.tsx';
import { DetailScreen } from './detail.tsx';
import { ExchangesScreen } from './exchanges.tsx';
import { GraphsScreen } from './graphs.tsx';
import { type HelpContext, HelpScreen } from './help.tsx';
import { InfoScreen } from './info.tsx';
import { MessagesScreen } from './messages.tsx';
import { PacketsScreen } from './packets.tsx';
import { ProxyScreen } from './proxy.tsx';
import { TraceScreen } from './trace.tsx';

interface Props {
  quit(code: number): void;
  changeTheme(name: string): boolean;
}

/** The screen that is open, and what works on every screen. */
export function Screens({ quit, changeTheme }: Props) {
  const session = useSession();
  const desk = useDesk();
  const stack = useCommandStack();
  const suspend = useSuspend();
  const { write } = useStdout();
  const stopping = useRef(false);
  const [helpFor, setHelpFor] = useState<HelpContext | null>(null);
  const history = useMemory<string[]>('command.history', []);

  const { proxy } = session;
  const { listener } = useChosenListener(proxy?.listeners ?? []);
  const shown = useMemory<{ number: number | null }>('proxy.shown', { number: null });

  const replace = useReplace();
  const putInstead = (saying: string, next: Promise<void>) => {
    desk.say(saying);
    next.catch((failure: Error) => desk.say(failure.message, 'bad'));
  };
  const open = (words: readonly string[]) => {
    if (proxy !== undefined) desk.say('the proxy is live: leave it with q, then open what was recorded', 'warning');
    else putInstead(`opening ${words.join(' ')}`, replace.open(words));
  };
  const cut = (name: CutName, words: readonly string[]) => {
    if (proxy !== undefined) desk.say('the proxy is live: narrow its list with /', 'warning');
    else putInstead('reading it once more', replace.cut(name, words));
  };
  const reload = () => {
    if (replace.again === null) desk.say('what comes in live cannot be read once more', 'warning');
    else putInstead('reading it once more', replace.again());
  };

  useEffect(() => session.lookAt?.(desk.connection), [session, desk.connection]);

  const leave = () => quit(0);
  // What works here is asked now: the help itself lies on top while it is shown.
  const help = () =>
    setHelpFor({ view: stack.view, here: bindingsOf(stack.view).filter((binding) => stack.handles(binding.command)) });
  const leaveUnlessLive = () => {
    const live = session.proxy?.listeners.filter((listener) => listener.state === 'listening').length ?? 0;
    if (live === 0) return leave();
    const question = `Stop ${live === 1 ? 'the listener' : `${live} listeners`} and leave?`;
    desk.show(<Confirm question={question} yes="yes, leave" run={leave} close={() => desk.show(null)} />);
  };
  const writeDialog = (path: string) => {
    const connections =
      desk.tags.size > 0
        ? [...desk.tags].sort((one, other) => one - other)
        : desk.connection === null
          ? []
          : [desk.connection];
    const ofScreen = desk.screen === 'messages' ? 'raw' : desk.screen === 'detail' ? 'tcptrace' : 'pcapng';
    const what = exportFor(path) ?? ofScreen;
    return <WriteDialog connections={connections} what={what} path={path} />;
  };
  const context: CommandContext = {
    session,
    desk,
    listed: desk.screen === 'proxy' && proxy !== undefined ? proxy : session,
    listener,
    shown,
    press: (command) => stack.runAfterPrompt(command),
    open,
    cut,
    dialogs: { write: writeDialog, columns: () => stack.runAfterPrompt('columns') },
    setTheme: changeTheme,
    quit: leave,
    help: () => stack.runAfterPrompt('help'),
  };
  useCommands(
    desk.screen,
    {
      ...(session.proxy === undefined ? {} : { proxy: () => desk.open('proxy') }),
      findings: () => desk.open('connections'),
      connections: () => desk.open('connections'),
      ...(desk.screen === 'exchanges' ? {} : { exchanges: () => desk.open('exchanges') }),
      ...(desk.screen === 'trace' ? {} : { trace: () => desk.open('trace') }),
      help,
      back: () => {
        if (!desk.back()) leaveUnlessLive();
      },
      escape: () => void desk.back(),
      quit: leave,
      interrupt: () => {
        const { state } = session.progress;
        // A capture that may still grow is stopped first: a capturing program tells its drops when it ends.
        const grows = state === 'reading' || (state === 'waiting' && session.proxy === undefined);
        if (!grows || stopping.current) return leave();
        stopping.current = true;
        session.stop();
        desk.say('stopped reading; what is loaded stays. Ctrl-C again leaves');
      },
      suspend,
      reload,
      redraw: () => write(CLEAR_SCREEN),
      names: () => {
        session.showNames(!session.namesShown);
        desk.say(session.namesShown ? 'names, looked up in the background' : 'numbers');
      },
      time: desk.turnTimeFormat,
      direction: desk.turnDirection,
      menu: () => desk.show(<ActionsMenu items={availableActions(stack)} close={() => desk.show(null)} />),
      ...(desk.connection === null ? {} : { write: () => desk.show(writeDialog('')) }),
      command: () =>
        desk.ask({
          label: ':',
          initial: '',
          history,
          hint: 'a number goes to that connection; goto filter sort columns info write set help quit   Tab complete',
          complete: (line) => completeLine(line, context),
          accept: (line) => runLine(line, context),
        }),
    },
    { depth: Depth.app },
  );

  if (helpFor !== null) return <HelpScreen asked={helpFor} close={() => setHelpFor(null)} />;
  const { connection } = desk;
  if (desk.screen === 'info') return <InfoScreen />;
  if (desk.screen === 'trace') return <TraceScreen />;
  if (desk.screen === 'exchanges') return <ExchangesScreen />;
  if (desk.screen === 'proxy' && session.proxy !== undefined) return <ProxyScreen proxy={session.proxy} />;
  if (connection === null || desk.screen === 'connections') return <ConnectionsScreen />;
  switch (desk.screen) {
    case 'messages':
      return <MessagesScreen connection={connection} />;
    case 'graphs':
      return <GraphsScreen connection={connection} />;
    case 'packets':
      return <PacketsScreen connection={connection} />;
    default:
      return <DetailScreen connection={connection} />;
  }
}
