import { Box } from 'ink';
import { useState } from 'react';
import { useCommands } from '../hooks/use-commands.ts';
import { useTheme } from '../hooks/use-theme.ts';
import { Depth } from '../keys/command-stack.ts';
import { type Keystroke, typedText } from '../keys/keystrokes.ts';
import { fitTo } from '../terminal/width.ts';
import { Line } from './line.tsx';
import { editText, type TextField, textField } from './text-field.ts';

export interface PromptRequest {
  label: string;
  initial: string;
  /** Lines entered before, oldest first; the prompt adds to it. */
  history: string[];
  /** Shown under the text, to say what can be typed. */
  hint: string;
  /** Right of the text: how many match, say. */
  status?(): string;
  /** What is wrong with the text, shown in place of the hint; null = nothing. */
  problem?(): string | null;
  /** Whole texts that the text could become, for Tab. */
  complete?(text: string): string[];
  change?(text: string): void;
  accept(text: string): void;
  cancel?(): void;
}

interface Props {
  request: PromptRequest;
  width: number;
  close(): void;
}

/** A line to type in, with a hint below it. Enter accepts and Esc cancels; both leave the prompt. */
export function Prompt({ request, width, close }: Props) {
  const theme = useTheme();
  const [field, setField] = useState<TextField>(() => textField(request.initial));
  const [place, setPlace] = useState(request.history.length);
  const [completions, setCompletions] = useState<{ texts: string[]; at: number } | null>(null);

  const put = (next: TextField) => {
    setField(next);
    if (next.text !== field.text) request.change?.(next.text);
  };
  const recall = (step: number) => {
    const next = Math.max(0, Math.min(request.history.length, place + step));
    setPlace(next);
    put(textField(request.history[next] ?? ''));
  };
  const complete = (step: number) => {
    const texts = completions?.texts ?? request.complete?.(field.text) ?? [];
    if (texts.length === 0) return;
    const at = completions === null ? 0 : (completions.at + step + texts.length) % texts.length;
    setCompletions({ texts, at });
    put(textField(texts[at]));
  };
  const accept = () => {
    const { text } = field;
    if (text !== '' && request.history.at(-1) !== text) request.history.push(text);
    close();
    request.accept(text);
  };
  const capture = (stroke: Keystroke): boolean => {
    if (stroke === 'ctrl-c' || stroke === 'ctrl-z' || stroke === 'ctrl-l') return false;
    if (stroke === 'tab') complete(1);
    else if (stroke === 'shift-tab') complete(-1);
    else {
      setCompletions(null);
      if (stroke === 'enter') accept();
      else if (stroke === 'escape') {
        close();
        request.cancel?.();
      } else if (stroke === 'up') recall(-1);
      else if (stroke === 'down') recall(1);
      else put(editText(field, stroke, typedText(stroke)));
    }
    return true;
  };
  useCommands('prompt', {}, { depth: Depth.prompt, capture });

  const status = request.status?.() ?? '';
  const room = Math.max(8, width - request.label.length - status.length - 4);
  const problem = request.problem?.() ?? null;
  const hint = completions === null ? (problem ?? request.hint) : completions.texts.join('  ');
  return (
    <Box flexDirection="column" width={width}>
      <Line
        text={` ${theme.paint('title', request.label)} ${fieldText(field, room, theme.paint)} ${theme.paint('faint', status)}`}
        width={width}
      />
      <Line
        text={` ${theme.paint(problem !== null && completions === null ? 'bad' : 'faint', fitTo(hint, width - 2))}`}
        width={width}
      />
    </Box>
  );
}

/** The text with its cursor as an inverse cell, scrolled so that the cursor is seen. */
function fieldText(field: TextField, room: number, paint: ReturnType<typeof useTheme>['paint']): string {
  const before = field.before.slice(Math.max(0, field.before.length - room + 2)).join('');
  const [at = ' ', ...rest] = field.after;
  const after = fitTo(rest.join(''), Math.max(0, room - 1 - [...before].length));
  return before + paint('selected', at) + after;
}
