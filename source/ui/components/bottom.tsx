import { useTheme } from '../hooks/use-theme.ts';
import { fitTo, wrapWords } from '../terminal/width.ts';
import type { Role } from '../theme/theme.ts';
import { Footer } from './footer.tsx';
import { Lines } from './lines.tsx';
import { Prompt, type PromptRequest } from './prompt.tsx';

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
