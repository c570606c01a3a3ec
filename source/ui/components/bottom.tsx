import { useTheme } from '../hooks/contexts.ts';
import { useCommandsInForce } from '../hooks/use-commands.ts';
import { type Binding, bindingsOf, keyName } from '../keys/table.ts';
import { cells, fitTo, wrapWords } from '../terminal/width.ts';
import type { Role } from '../theme/theme.ts';
import { Line, Lines } from './line.tsx';
import { Prompt, type PromptRequest } from './prompt.tsx';

/** Rows of the table that stay in the footer when there is room for little else. */
const KEPT = new Set(['help', 'back']);

/** The keys of the view in force, as many as fit; help and back always. */
function Footer({ width }: { width: number }) {
  const stack = useCommandsInForce();
  const theme = useTheme();
  const offered = bindingsOf(stack.view).filter((binding) => binding.footer && stack.handles(binding.command));
  const shown = chooseFitting(offered, width - 1);
  const text = shown.map((binding) => `${theme.paint('key', keyName(binding.keys[0]))} ${binding.footer}`).join('  ');
  return <Line text={` ${text}`} />;
}

const widthOf = (binding: Binding): number => cells(`${keyName(binding.keys[0])} ${binding.footer}  `);

export function chooseFitting(offered: readonly Binding[], width: number): Binding[] {
  const kept = offered.filter((binding) => KEPT.has(binding.command));
  let room = width - kept.reduce((sum, binding) => sum + widthOf(binding), 0);
  const others = offered.filter((binding) => {
    if (KEPT.has(binding.command)) return false;
    room -= widthOf(binding);
    return room >= 0;
  });
  return [...others, ...kept];
}

export interface BottomMessage {
  text: string;
  role: Role;
}

/** The message as it stands on the last line or two. */
function messageLines(text: string, width: number): string[] {
  const [first = '', ...rest] = wrapWords(text, width - 2);
  return rest.length === 0 ? [first] : [first, rest.join(' ')];
}

export function bottomHeight(prompt: PromptRequest | null, message: BottomMessage | null, width: number): number {
  if (prompt !== null) return 2;
  return message === null ? 1 : messageLines(message.text, width).length;
}

interface Props {
  prompt: PromptRequest | null;
  message: BottomMessage | null;
  width: number;
  closePrompt(): void;
}

/** The last line or two: a prompt, else a message, else the keys of the view. */
export function Bottom({ prompt, message, width, closePrompt }: Props) {
  const theme = useTheme();
  if (prompt !== null) return <Prompt key={prompt.label} request={prompt} width={width} close={closePrompt} />;
  if (message === null) return <Footer width={width} />;
  const lines = messageLines(message.text, width).map((line) => theme.paint(message.role, fitTo(` ${line}`, width)));
  return <Lines lines={lines} width={width} height={lines.length} />;
}
