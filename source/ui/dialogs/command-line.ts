/** The `:` command line: a table of commands, each with what it takes, and the completion of what is typed. */
import type { ConnectionRow } from '../../connection/numbering.ts';
import { asNumber } from '../../connection/numbering.ts';
import { READING_FORMS } from '../../stream/choice.ts';
import type { PromptCompletion } from '../components/prompt.tsx';
import type { ScreenName } from '../hooks/use-desk.ts';
import { filterFor } from '../hooks/use-filter-prompt.ts';
import { CUT_LINES } from './cut-lines.ts';
import type { CommandContext, LineCommand } from './line-command.ts';
import { PROXY_LINES } from './proxy-lines.ts';

const SCREENS: readonly ScreenName[] = ['detail', 'messages', 'packets', 'graphs'];
/** Forms of `:decode`, as far as they are always the same. */
const DECODINGS = READING_FORMS.map((form) => form.replace(/(?<=:)[A-Z].*/, ''));
const THEMES = ['dark', 'light', '16', 'mono'];

export const COMMAND_LINE: readonly LineCommand[] = [
  {
    name: 'goto',
    usage: 'goto 37  or  :37',
    help: 'to connection 37',
    run: goTo,
  },
  {
    name: 'filter',
    usage: 'filter host:10.0.0.7 rtx:>3',
    help: 'filter the list; without words: all',
    words: ({ listed }) => listed.columns.map((column) => `${column.id}:`),
    run: (argument, { listed: { list }, desk }) => filterFor(list, argument, desk),
  },
  {
    name: 'sort',
    usage: 'sort COLUMN [reverse]',
    help: 'sort the list; without a column: as captured',
    words: ({ listed }) => listed.columns.map((column) => column.id),
    run: sort,
  },
  {
    name: 'open',
    usage: 'open FILE [options]',
    help: 'another capture instead of this one',
    run: (argument, { desk, open }) => {
      // A path with blanks stands in quotes.
      const words = Array.from(argument.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word);
      if (words.length === 0) desk.say('open what? :open FILE', 'bad');
      else open(words);
    },
  },
  {
    name: 'reload',
    usage: 'reload',
    help: 'read the file once more',
    run: (_, { press }) => press('reload'),
  },
  {
    name: 'decode',
    usage: 'decode [PORT=]PROTOCOL|line|delimiter:HEX|length:BYTES[,little]…|turns|pieces|silence:MS',
    help: "what cuts messages at a port, the shown connection's without one; without words: what is recognised",
    words: () => DECODINGS,
    run: (argument, { session, desk }) => {
      const [, port, form = ''] = /^(?:(\d{1,5})=)?(.*)$/.exec(argument) ?? [];
      if (port === undefined && desk.connection === null)
        return desk.say('no connection is shown: :decode PORT=PROTOCOL', 'bad');
      const problem =
        port === undefined
          ? session.decode(desk.connection as ConnectionRow, form)
          : session.decodeAs(Number(port), form);
      desk.say(
        problem ?? `messages are read as ${form === '' ? 'what is recognised' : form}`,
        problem === null ? 'normal' : 'bad',
      );
    },
  },
  { name: 'columns', usage: 'columns', help: 'choose the columns', run: (_, { dialogs }) => dialogs.columns() },
  {
    name: 'info',
    usage: 'info',
    help: 'files, interfaces and protocols of the capture',
    run: (_, { desk }) => desk.open('info'),
  },
  {
    name: 'trace',
    usage: 'trace',
    help: 'graphs of the whole trace: packets, bytes, retransmissions',
    run: (_, { desk }) => desk.open('trace'),
  },
  {
    name: 'stop',
    usage: 'stop',
    help: 'stop reading, keep what is loaded; of a proxy: stop the chosen listener',
    run: (_, { session, desk, press }) => {
      if (session.proxy !== undefined) return press('stopListener');
      session.stop();
      desk.say('stopped reading; what is loaded stays');
    },
  },
  ...SCREENS.map((screen) => ({
    name: screen,
    usage: screen,
    help: `the ${screen} of the selected connection`,
    run: (_: string, { desk }: CommandContext) => desk.open(screen),
  })),
  {
    name: 'write',
    usage: 'write PATH',
    help: 'write to a file',
    run: (argument, { desk, dialogs }) => desk.show(dialogs.write(argument)),
  },
  {
    name: 'set',
    usage: 'set theme dark|light|16|mono',
    help: 'change the colours',
    words: () => THEMES.map((theme) => `theme ${theme}`),
    run: (argument, { desk, setTheme }) => {
      const theme = /^theme\s+(\S+)$/.exec(argument)?.[1];
      if (theme === undefined || !setTheme(theme)) desk.say(`set theme takes one of ${THEMES.join(', ')}`, 'bad');
    },
  },
  {
    name: 'names',
    usage: 'names on|off',
    help: 'host names or numbers',
    words: () => ['on', 'off'],
    run: (argument, { session }) => session.showNames(argument !== 'off'),
  },
  ...CUT_LINES,
  ...PROXY_LINES,
  { name: 'keys', usage: 'keys', help: 'all keys', run: (_, { help }) => help() },
  { name: 'help', usage: 'help', help: 'all keys', run: (_, { help }) => help() },
  { name: 'quit', usage: 'quit', help: 'leave the program', run: (_, { quit }) => quit() },
];

/** Runs a line; a name may be shortened as long as it is clear. */
export function runLine(line: string, context: CommandContext): void {
  const typed = line.trim();
  if (typed === '') return;
  const [, name, argument] = /^\d+$/.test(typed) ? [typed, 'goto', typed] : /^(\S+)\s*(.*)$/.exec(typed)!;
  const meant = COMMAND_LINE.filter((command) => command.name.startsWith(name));
  const command = COMMAND_LINE.find((known) => known.name === name) ?? (meant.length === 1 ? meant[0] : undefined);
  const others = meant.map((known) => known.name).join(', ');
  if (command !== undefined) command.run(argument, context);
  else if (others === '') context.desk.say(`no command "${name}"; :help lists them`, 'bad');
  else context.desk.say(`"${name}" could be ${others}`, 'bad');
}

/** What the typed line could become: a command's name, or a word that may follow it. */
export function completeLine(line: string, context: CommandContext): PromptCompletion[] {
  const [, name, space, argument] = /^(\S*)(\s*)(.*)$/.exec(line)!;
  if (space === '') {
    const meant = COMMAND_LINE.filter((command) => command.name.startsWith(name));
    return meant.map((command) => ({ text: `${command.name} `, word: command.name, meaning: command.help }));
  }
  const words = COMMAND_LINE.find((command) => command.name === name)?.words?.(context) ?? [];
  return words
    .filter((word) => word.startsWith(argument))
    .map((word) => ({ text: `${name} ${word}`, word, meaning: '' }));
}

function goTo(argument: string, { session, desk }: CommandContext): void {
  const number = Number(argument);
  const { found } = session.store;
  const connection = session.store.rowOf(asNumber(number));
  if (!Number.isInteger(number) || number < 1 || number > found)
    desk.say(`there is no connection ${argument}; they go from 1 to ${found}`, 'bad');
  else if (connection === null) desk.say(`connection ${number} was retired (--keep-connections)`, 'warning');
  else if (session.list.placeOf(connection) < 0) desk.say(`connection ${number} does not match the filter`, 'warning');
  else desk.choose(connection);
}

function sort(argument: string, { listed: { columns, list }, desk }: CommandContext): void {
  const [name, order] = argument.split(/\s+/);
  const column = columns.find((known) => known.id === name || known.title.trim() === name);
  const largestFirst = column?.align === 'right';
  const descending = order === 'reverse' ? !largestFirst : largestFirst;
  if (name === '') list.ask({ ...list.query, sort: null });
  else if (column !== undefined) list.ask({ ...list.query, sort: { column: column.id, descending } });
  else desk.say(`no column "${name}"; there are ${columns.map((known) => known.id).join(', ')}`, 'bad');
}
