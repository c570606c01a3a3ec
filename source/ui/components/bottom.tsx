import { useTheme } from '../hooks/use-theme.ts';
import { fitTo } from '../terminal/width.ts';
import type { Role } from '../theme/theme.ts';
import { Footer } from './footer.tsx';
import { Line } from './line.tsx';
import { Prompt, type PromptRequest } from './prompt.tsx';

export interface BottomMessage {
  text: string;
  role: Role;
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
  if (message !== null) return <Line text={theme.paint(message.role, fitTo(` ${message.text}`, width))} />;
  return <Footer width={width} />;
}
