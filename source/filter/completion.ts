/**
 * What the filter prompt offers for the word at the cursor.
 */
import { FIELDS } from './fields.ts';
import { promptWords } from './prompt-words.ts';
import { STATES } from './states.ts';

export interface Completion {
  /** What stands at `from` … `to` of the text is replaced by one of the candidates. */
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly { readonly text: string; readonly meaning: string }[];
}

const SPECIAL = [
  { text: 'host:', meaning: 'An address, a network (10.0.0.0/8) or part of a name.' },
  { text: 'port:', meaning: 'A port, several (80,443) or a range (80-90).' },
  { text: 'state:', meaning: 'How it stands or ended.' },
  { text: 'not:', meaning: 'What must not hold.' },
];

/** What may stand at the cursor (an offset in the text): fields, or the values of a field that has few. */
export function completePrompt(text: string, cursor: number): Completion {
  const word = promptWords(text.slice(0, cursor)).at(-1);
  if (word === undefined || word.to < cursor) return { from: cursor, to: cursor, candidates: fieldNames('') };
  const { field, value } = word;
  const from = cursor - value.length;
  if (field === null) return { from, to: cursor, candidates: fieldNames(value) };
  if (field === 'state') {
    const candidates = STATES.map(({ names: [text], meaning }) => ({ text, meaning }));
    return { from, to: cursor, candidates: candidates.filter((candidate) => candidate.text.startsWith(value)) };
  }
  const unit = FIELDS.find(({ name }) => name === field)?.unit;
  const candidates = unit === 'yes/no' ? ['yes', 'no'].filter((answer) => answer.startsWith(value)) : [];
  return { from, to: cursor, candidates: candidates.map((answer) => ({ text: answer, meaning: '' })) };
}

function fieldNames(typed: string): Completion['candidates'] {
  const own = FIELDS.filter(({ name }) => name !== 'port');
  const names = [...SPECIAL, ...own.map(({ name, meaning }) => ({ text: `${name}:`, meaning }))];
  return names.filter((candidate) => candidate.text.startsWith(typed));
}
