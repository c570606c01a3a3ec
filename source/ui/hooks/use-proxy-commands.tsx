import type { HeldMessage, ProxyConnection, ProxyListener, ProxyView } from '../../session/proxy-view.ts';
import { Confirm } from '../dialogs/menus.tsx';
import type { Handlers } from '../keys/command-stack.ts';
import { useKept, useMemory } from './contexts.ts';
import { type Desk, useDesk } from './use-desk.ts';
import { useEditor } from './use-editor.ts';

interface Chosen {
  listener: ProxyListener | null;
  connection: ProxyConnection | null;
  held: HeldMessage | null;
}

/** What can be asked of the proxy: of the chosen listener, connection and held message. */
export function useProxyCommands(proxy: ProxyView, { listener, connection, held }: Chosen): Handlers {
  const desk = useDesk();
  const edit = useEditor();
  const history = useMemory('proxy.history', { add: [] as string[], impair: [] as string[], hold: [] as string[] });
  const [lastHold, setLastHold] = useKept('proxy.lastHold', '*');

  const resend = (number: number, bytes: Uint8Array | null) => {
    desk.say(`resending #${number}`);
    proxy.resend(number, bytes, 'answers').then(
      (outcome) => desk.say(outcome, 'good'),
      (failure: Error) => desk.say(failure.message, 'bad'),
    );
  };
  const hold = ({ number }: ProxyListener, pattern: string) => {
    const problem = proxy.hold(number, pattern);
    if (problem !== null) return desk.say(problem, 'bad');
    if (pattern !== '') setLastHold(pattern);
    desk.say(pattern === '' ? 'holding nothing' : `holding messages that match ${pattern}`);
  };
  const acceptAll = () => {
    for (const { held } of proxy.held) proxy.release(held, { kind: 'accept' });
  };
  return {
    addListener: () =>
      desk.ask({
        label: 'listen:',
        initial: '',
        history: history.add,
        hint: 'LISTEN TARGET [options], such as 8080 localhost:80 --latency 100ms',
        accept: (words) => words !== '' && report(desk, proxy.add(words), `adding ${words}`),
      }),
    clearList: () =>
      confirm(desk, 'Take what is closed off the lists?', 'yes, the recording keeps it', () => proxy.clear()),
    ...(listener === null ? {} : ofListener(listener)),
    ...(connection === null ? {} : ofConnection(connection)),
    ...(held === null ? {} : ofHeld(held)),
    ...(proxy.held.length === 0 ? {} : { acceptAll }),
  };

  function ofListener(chosen: ProxyListener): Handlers {
    return {
      impair: () =>
        desk.ask({
          label: 'shape:',
          initial: '',
          history: history.impair,
          hint: `now ${chosen.impairments || 'untouched'}; 120ms±20ms 1mbit reset=10k,to-client …; empty = untouched`,
          accept: (options) =>
            report(desk, proxy.impair(chosen.number, options), options === '' ? 'untouched' : options),
        }),
      hold: () =>
        desk.ask({
          label: 'hold:',
          initial: chosen.holding,
          history: history.hold,
          hint: 'text, /regex/, or * for all; to-server: or to-client: before it; empty = nothing',
          accept: (pattern) => hold(chosen, pattern),
        }),
      holdToggle: () => hold(chosen, chosen.holding === '' ? lastHold : ''),
      stopListener: () =>
        confirm(desk, `Stop listening on ${chosen.address}?`, 'yes, stop it', () => proxy.stopListener(chosen.number)),
    };
  }

  function ofConnection({ number, over }: ProxyConnection): Handlers {
    return {
      resend: () => resend(number, null),
      resendEdited: () => {
        proxy.clientSide(number).then(
          (bytes) => edit(bytes, (edited) => resend(number, edited)),
          (failure: Error) => desk.say(failure.message, 'bad'),
        );
      },
      kill: () =>
        over
          ? desk.say(`#${number} is over already`, 'warning')
          : confirm(desk, `Reset connection ${number}?`, 'yes, RST to both sides', () => proxy.kill(number)),
    };
  }

  function ofHeld({ held, bytes }: HeldMessage): Handlers {
    return {
      acceptHeld: () => proxy.release(held, { kind: 'accept' }),
      editHeld: () => edit(bytes, (edited) => proxy.release(held, { kind: 'edit', bytes: edited })),
      dropHeld: () => proxy.release(held, { kind: 'drop' }),
    };
  }
}

function report(desk: Desk, problem: string | null, done: string): void {
  if (problem === null) desk.say(done);
  else desk.say(problem, 'bad');
}

function confirm(desk: Desk, question: string, yes: string, run: () => void): void {
  desk.show(<Confirm question={question} yes={yes} run={run} close={() => desk.show(null)} />);
}
