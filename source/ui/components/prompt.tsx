import { Box } from 'ink';
import { useState } from 'react';
import { useTheme } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { Depth } from '../keys/command-stack.ts';
import { type Keystroke, typedText } from '../keys/keystrokes.ts';
import { cells, fitTo } from '../terminal/width.ts';
import { Line } from './line.tsx';
import { editText, type TextField, textField } from './text-field.ts';

/** What a line could become. */
export interface PromptCompletion {
  /** The whole line. */
  text: string;
  /** The part that Tab fills in, and what it means. */
  word: string;
  meaning: string;
}

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
  /** What Tab steps through. */
  complete?(text: string): PromptCompletion[];
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
  const [completions, setCompletions] = useState<{ list: PromptCompletion[]; at: number } | null>(null);

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
    const list = completions?.list ?? request.complete?.(field.text) ?? [];
    if (list.length === 0) return;
    const at = completions === null ? 0 : (completions.at + step + list.length) % list.length;
    setCompletions({ list, at });
    put(textField(list[at].text));
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
  const hint = completions === null ? (problem ?? request.hint) : completionHint(completions.list, completions.at);
  return (
    <Box flexDirection="column" width={width}>
      <Line
        text={` ${theme.paint('title', request.label)} ${fieldText(field, room, theme.paint)} ${theme.paint('faint', status)}`}
      />
      <Line
        text={` ${theme.paint(problem !== null && completions === null ? 'bad' : 'faint', fitTo(hint, width - 2))}`}
      />
    </Box>
  );
}

/** The word filled in with its meaning, then the ones that follow. */
function completionHint(list: readonly PromptCompletion[], at: number): string {
  const { word, meaning } = list[at];
  const following = [...list.slice(at + 1), ...list.slice(0, at)].map((completion) => completion.word);
  return `${word} ${meaning}   ${following.join(' ')}`;
}

/** The text with its cursor as an inverse cell, scrolled so that the cursor is seen. */
function fieldText(field: TextField, room: number, paint: ReturnType<typeof useTheme>['paint']): string {
  const [at = ' ', ...rest] = field.after;
  let first = field.before.length;
  let used = cells(at);
  while (first > 0 && used + cells(field.before[first - 1]) < room) used += cells(field.before[--first]);
  return field.before.slice(first).join('') + paint('selected', at) + fitTo(rest.join(''), Math.max(0, room - used));
}
