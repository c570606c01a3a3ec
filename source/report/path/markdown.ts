/** `path --report`: what to paste in a ticket. */
import type { Path } from '../../path/path.ts';
import type { PathForm } from './form.ts';
import { COLUMNS, legRows } from './table.ts';
import { conversationLabel, endpointsOf, pathLines } from './words.ts';
import { Worst } from './worst.ts';

/** `write` is given the whole text at the end. */
export function pathMarkdown(path: Path, write: (text: string) => void): PathForm {
  const worst = new Worst(path);
  return {
    conversation: (summary) => worst.add(summary),
    end: () => {
      const lines = ['# Where was it lost?', '', ...pathLines(path).map((line) => `- ${plain(line)}`)];
      for (const { summary, sentences } of worst.told) {
        const [a, b] = endpointsOf(path, summary.conversation);
        lines.push('', `## ${conversationLabel(summary.conversation)}: ${a} and ${b}`, '');
        lines.push(...sentences.map(({ text }) => `- ${plain(text)}`));
        if (summary.legs.length === 0) continue;
        lines.push('', `| ${COLUMNS.map(({ heading }) => heading).join(' | ')} |`);
        lines.push(`|${COLUMNS.map(({ align }) => (align === 'left' ? '---' : '--:')).join('|')}|`);
        for (const row of legRows(path, summary))
          lines.push(`| ${COLUMNS.map(({ text }) => plain(text(row))).join(' | ')} |`);
      }
      write(`${lines.join('\n')}\n`);
    },
  };
}

/** Text that Markdown shows as it is. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
