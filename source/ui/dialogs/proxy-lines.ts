/** The commands of the `:` line that speak to a proxy. */
import type { ProxyView } from '../../session/proxy-view.ts';
import type { CommandContext, LineCommand } from './line-command.ts';

const NO_PROXY = 'this is no proxy: tcptrace-tui proxy starts one';

/** Does it where there is a proxy, else says that there is none. */
const toProxy =
  (run: (argument: string, proxy: ProxyView, context: CommandContext) => void): LineCommand['run'] =>
  (argument, context) => {
    const { proxy } = context.session;
    if (proxy === undefined) context.desk.say(NO_PROXY, 'bad');
    else run(argument, proxy, context);
  };

/** Says what is wrong, or that it was asked for. */
function report({ desk }: CommandContext, problem: string | null, done: string): void {
  desk.say(problem ?? done, problem === null ? 'normal' : 'bad');
}

export const PROXY_LINES: readonly LineCommand[] = [
  {
    name: 'listen',
    usage: 'listen 8080 localhost:80 [options]',
    help: 'add a listener to the proxy',
    run: toProxy((argument, proxy, context) => report(context, proxy.add(argument), `adding ${argument}`)),
  },
  {
    name: 'shape',
    usage: 'shape 120ms 1mbit  or  shape reset=10k,to-client',
    help: 'shape or disturb the chosen listener; without words: untouched',
    words: () => ['120ms', '1mbit', 'slice=10', 'black-hole', 'reset=10k', 'reset=5s', 'refuse', 'slow-close=2s'],
    run: toProxy((argument, proxy, context) => {
      const { listener } = context;
      if (listener === null) return context.desk.say('there is no listener to shape', 'bad');
      const done = `${listener.address}: ${argument === '' ? 'untouched' : argument}`;
      report(context, proxy.impair(listener.number, argument), done);
    }),
  },
  {
    name: 'hold',
    usage: 'hold TEXT  or  hold /regex/  or  hold *',
    help: 'hold what matches, of the chosen listener; without words: nothing',
    run: toProxy((argument, proxy, context) => {
      const { listener } = context;
      if (listener === null) return context.desk.say('there is no listener that could hold', 'bad');
      const done = argument === '' ? 'holding nothing' : `holding messages that match ${argument}`;
      report(context, proxy.hold(listener.number, argument), done);
    }),
  },
  {
    name: 'resend',
    usage: 'resend [NUMBER] [original]',
    help: 'send a client side again, as fast as answers come or in its original time',
    words: () => ['original'],
    run: toProxy(resend),
  },
  {
    name: 'edit',
    usage: 'edit',
    help: 'edit the held message, or the chosen client side to send it again',
    run: toProxy((_, proxy, { press }) => press(proxy.held.length > 0 ? 'editHeld' : 'resendEdited')),
  },
  {
    name: 'kill',
    usage: 'kill',
    help: 'reset the chosen connection',
    run: toProxy((_argument, _proxy, { press }) => press('kill')),
  },
];

function resend(argument: string, proxy: ProxyView, { desk, shown }: CommandContext): void {
  const asked = /^(\d+)?\s*(original)?$/.exec(argument);
  const [, digits, original] = asked ?? [];
  const number = digits === undefined ? shown.number : Number(digits);
  if (asked === null || number === null) {
    desk.say('which connection? write :resend NUMBER, and original behind it for its own timing', 'bad');
    return;
  }
  desk.say(`resending #${number}`);
  proxy.resend(number, null, original === undefined ? 'answers' : 'original').then(
    (outcome) => desk.say(outcome, 'good'),
    (failure: Error) => desk.say(failure.message, 'bad'),
  );
}
