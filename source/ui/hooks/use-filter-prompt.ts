import { completePrompt } from '../../session/session.ts';
import type { PromptCompletion } from '../components/prompt.tsx';
import { useDesk } from './use-desk.ts';
import { useKept } from './use-kept.ts';
import { useSession } from './use-session.ts';

/** Opens the prompt that filters the list at every key. */
export function useFilterPrompt(): () => void {
  const session = useSession();
  const desk = useDesk();
  const [history] = useKept<string[]>('filter.history', []);
  const { list } = session;
  const ask = (filter: string) => list.ask({ ...list.query, filter });
  return () =>
    desk.ask({
      label: 'filter:',
      initial: list.query.filter,
      history,
      hint: 'words match any column; host:10.0.0.7 port:443 state:rst rtx:>3 not:…   Enter keep  Esc clear  Tab complete',
      status: () => `${list.count} of ${session.summary.connections}`,
      problem: () => list.problem,
      complete: completions,
      change: ask,
      accept: ask,
      cancel: () => ask(''),
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
