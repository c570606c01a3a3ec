import { completePrompt } from '../../filter/completion.ts';
import type { QueriedList } from '../../session/connection-list.ts';
import type { PromptCompletion } from '../components/prompt.tsx';
import { useMemory } from './contexts.ts';
import { type Desk, useDesk } from './use-desk.ts';
import { useSession } from './use-session.ts';

interface Filtered {
  list: QueriedList;
  /** Of how many the list is a part. */
  total(): number;
  hint: string;
  complete(text: string): PromptCompletion[];
}

/** Filters the list for good; a filter that is none is not in force, and the line below says why. */
export function filterFor(list: QueriedList, filter: string, desk: Desk): void {
  list.ask({ ...list.query, filter });
  if (list.problem !== null) desk.say(list.problem, 'bad');
}

/** Opens the prompt that filters a list at every key. */
export function useListFilter({ list, total, hint, complete }: Filtered): () => void {
  const desk = useDesk();
  const history = useMemory<string[]>('filter.history', []);
  const ask = (filter: string) => list.ask({ ...list.query, filter });
  return () =>
    desk.ask({
      label: 'filter:',
      initial: list.query.filter,
      history,
      hint: `${hint}   Enter keep  Esc clear  Tab complete`,
      status: () => `${list.count} of ${total()}`,
      problem: () => list.problem,
      complete,
      change: ask,
      accept: (filter) => filterFor(list, filter, desk),
      cancel: () => ask(''),
    });
}

/** The same for the connections of the capture. */
export function useFilterPrompt(): () => void {
  const session = useSession();
  return useListFilter({
    list: session.list,
    total: () => session.summary.connections,
    hint: 'words match any column; port:443 state:rst or rtx:>3 not:…',
    complete: completions,
  });
}

function completions(text: string): PromptCompletion[] {
  const { from, to, candidates } = completePrompt(text, text.length);
  return candidates.map(({ text: word, meaning }) => ({
    text: text.slice(0, from) + word + text.slice(to),
    word,
    meaning,
  }));
}
