import { Box } from 'ink';
import { useState } from 'react';
import { Lines } from '../components/line.tsx';
import { scrolling } from '../components/movement.ts';
import { editBeside, markedText, textField } from '../components/text-field.ts';
import { TitleBar } from '../components/title-bar.tsx';
import { COMMAND_LINE } from '../dialogs/command-line.ts';
import { useArea, useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { Depth } from '../keys/command-stack.ts';
import { typedText } from '../keys/keystrokes.ts';
import { type Binding, KEY_TABLE, keyName, type View } from '../keys/table.ts';
import { fitTo } from '../terminal/width.ts';
import type { Theme } from '../theme/theme.ts';

/** Where help was asked for: the view, and its keys that do something there. */
export interface HelpContext {
  view: View;
  here: readonly Binding[];
}

interface Props {
  asked: HelpContext;
  close(): void;
}

/** Every key, this view's first, out of the key table; typing narrows it down. */
export function HelpScreen({ asked, close }: Props) {
  const theme = useTheme();
  const { width, height } = useArea();
  const [field, setField] = useState(() => textField(''));
  const filter = field.text;
  const [top, setTop] = useState(0);
  const lines = helpLines(asked, filter, width - 2, theme);
  const page = height - 1;
  const first = Math.min(top, Math.max(0, lines.length - page));
  const { down, up, pageDown, pageUp, top: home, bottom } = scrolling(lines.length, page, first, setTop);
  useCommands(
    'help',
    { down, up, pageDown, pageUp, top: home, bottom, back: close },
    {
      depth: Depth.dialog,
      capture: (stroke) => {
        if (stroke === 'escape') {
          if (filter === '') close();
          setField(textField(''));
        } else if (stroke === 'f1' || (stroke === '?' && filter === '') || (stroke === 'q' && filter === '')) close();
        else if (stroke === 'enter') close();
        else if (filter === '' && (stroke === 'j' || stroke === 'k' || stroke === 'g' || stroke === 'G')) return false;
        else {
          const next = editBeside(field, stroke, typedText(stroke));
          if (next === null) return false;
          setField(next);
          setTop(0);
        }
        return true;
      },
    },
  );
  return (
    <Box flexDirection="column">
      <TitleBar
        text={`HELP  ${VIEW_NAMES[asked.view]}`}
        right={filter === '' ? 'type to filter' : `filter: ${markedText(field)}`}
        width={width}
      />
      <Box marginLeft={1}>
        <Lines lines={lines.slice(first, first + page)} width={width - 2} height={page} />
      </Box>
    </Box>
  );
}

const VIEW_NAMES: Record<View, string> = {
  findings: 'findings',
  connections: 'connection list',
  detail: 'detail',
  messages: 'messages',
  content: 'content of a message',
  packets: 'packets',
  bytes: 'headers or bytes of a packet',
  graphs: 'graphs',
  exchanges: 'exchanges',
  trace: 'whole trace',
  proxy: 'proxy',
  held: 'held messages',
  info: 'capture',
  help: 'help',
  menu: 'menu',
  prompt: 'prompt',
};

const KEYS = 24;

function helpLines({ here }: HelpContext, filter: string, width: number, theme: Theme): string[] {
  const elsewhere = KEY_TABLE.filter((binding) => !here.includes(binding));
  const commands = COMMAND_LINE.map(({ usage, help }) => ({ keys: `:${usage}`, help, group: 'Command line' }));
  return [
    ...block(`in this view`, here.map(described), filter, width, theme),
    ...block('in other views', elsewhere.map(describedElsewhere), filter, width, theme),
    ...block('command line', commands, filter, width, theme),
  ];
}

interface Described {
  keys: string;
  help: string;
  group: string;
}

const described = (binding: Binding): Described => ({
  keys: binding.keys.map(keyName).join(' '),
  help: binding.help,
  group: binding.group,
});

const describedElsewhere = (binding: Binding): Described => ({
  ...described(binding),
  group: (binding.views ?? []).map((view) => VIEW_NAMES[view]).join(', '),
});

function block(title: string, entries: readonly Described[], filter: string, width: number, theme: Theme): string[] {
  const wanted = filter.toLowerCase();
  const kept = entries.filter((entry) => `${entry.keys} ${entry.help} ${entry.group}`.toLowerCase().includes(wanted));
  if (kept.length === 0) return [];
  const rest = width - KEYS;
  const note = rest >= 60 ? 22 : 8;
  return [
    theme.paint('heading', fitTo(title, width)),
    ...kept.map(
      ({ keys, help, group }) =>
        theme.paint('key', fitTo(keys, KEYS - 1)) +
        fitTo(` ${help}`, rest - note) +
        theme.paint('faint', fitTo(` ${group}`, note)),
    ),
    '',
  ];
}
