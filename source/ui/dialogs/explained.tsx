/** What a kind of finding means, how it is decided and what to do next, over the screen. */
import { explanationLines } from '../../findings/explanations/explanations.ts';
import { Panel } from '../components/panel.tsx';
import { useArea } from '../hooks/contexts.ts';
import { useCommands } from '../hooks/use-commands.ts';
import { Depth } from '../keys/command-stack.ts';
import { wrapWords } from '../terminal/width.ts';

/** Cells of a line that is still read with ease, and those beside the text. */
const WIDEST = 92;
const EDGES = 8;

export function Explained({ id, close }: { id: string; close(): void }) {
  const width = Math.min(WIDEST, useArea().width - EDGES);
  const [title, ...paragraphs] = explanationLines(id);
  useCommands('menu', { escape: close, back: close, open: close }, { depth: Depth.dialog });
  const lines = paragraphs.flatMap((text, at) => {
    const wrapped = wrapWords(text, width).map((line) => ({ text: line, role: 'normal' as const }));
    return at === 0 ? wrapped : [{ text: '', role: 'normal' as const }, ...wrapped];
  });
  return <Panel title={title ?? id} lines={lines} hint="Esc closes" />;
}
