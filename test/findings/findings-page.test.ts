/** docs/findings.md explains every kind of finding, in the words that the program prints. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TITLES } from '../../source/findings/diagnose.ts';
import { EXPLAINED, explanationOf } from '../../source/findings/explanations/explanations.ts';

const page = path.join(import.meta.dirname, '../../docs/findings.md');
const [BEGIN, END] = ['<!-- rules -->', '<!-- end of rules -->'];

function rules(): string {
  const parts = EXPLAINED.map((id) => {
    const { title, means, decided, next, source } = explanationOf(id)!;
    return `**${id}, ${title}.** ${means}\n*Decided:* ${decided}\n*Next:* ${next}\n*Source:* ${source}.\n`;
  });
  return `${BEGIN}\n${parts.join('\n')}${END}`;
}

describe('docs/findings.md', () => {
  it('explains the findings as the program does (UPDATE_DOCS=1 writes it anew)', () => {
    const text = readFileSync(page, 'utf8');
    const from = text.indexOf(BEGIN);
    const to = text.indexOf(END) + END.length;
    const wanted = text.slice(0, from) + rules() + text.slice(to);
    if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(page, wanted);
    else expect(text).toBe(wanted);
  });

  it('leaves out no kind', () => {
    expect([...EXPLAINED].sort()).toEqual([...TITLES.keys()].sort());
  });
});
