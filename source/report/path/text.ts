/** `path` where the output is no terminal: the points, then the conversations that cost most. */
import type { Path } from '../../path/path.ts';
import type { Output } from '../output.ts';
import type { PathForm } from './form.ts';
import { legRows, textTable } from './table.ts';
import { conversationLabel, endpointsOf, pathLines, pointNames } from './words.ts';
import { Worst } from './worst.ts';

export function pathText(path: Path, output: Output): PathForm {
  const worst = new Worst(path);
  const line = (text: string): void => output.text(`${text}\n`);
  return {
    conversation: (summary) => worst.add(summary),
    end: () => {
      for (const text of pathLines(path)) line(text);
      for (const { summary, sentences } of worst.told) {
        const [a, b] = endpointsOf(path, summary.conversation);
        const label = conversationLabel(summary.conversation);
        line(`\n${label}  A ${a}  B ${b}${seenLine(path, summary.conversation)}`);
        for (const { text } of sentences) line(`  ${text}`);
        if (summary.legs.length > 0) for (const row of textTable(legRows(path, summary))) line(`  ${row}`);
      }
      if (worst.others > 0) line(`\n${worst.others} more conversations: --json and --csv have them all`);
    },
  };
}

function seenLine(path: Path, conversation: number): string {
  const { seen, matchedBy } = path.conversations[conversation];
  const names = pointNames(path).filter((_, point) => seen[point] !== null);
  if (names.length === 1) return `  seen at ${names[0]} only`;
  return matchedBy === 'addresses' ? '' : `  matched by ${matchedBy}`;
}
