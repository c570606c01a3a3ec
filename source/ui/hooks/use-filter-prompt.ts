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
      complete: (text) =>
        completions(
          text,
          session.columns.map((column) => column.id),
        ),
      change: ask,
      accept: ask,
      cancel: () => ask(''),
    });
}

const FIELDS = ['host', 'port', 'state', 'not'];

/** The text with its last word completed to the name of a field. */
function completions(text: string, columns: readonly string[]): string[] {
  const word = /\S*$/.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - word.length);
  const names = [...new Set([...FIELDS, ...columns])].filter((name) => name.startsWith(word));
  return names.map((name) => `${before}${name}:`);
}
