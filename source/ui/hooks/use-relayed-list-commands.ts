import type { ProxyColumn, ProxyView } from '../../session/proxy-view.ts';
import type { PromptCompletion } from '../components/prompt.tsx';
import type { Handlers } from '../keys/command-stack.ts';
import { useListFilter } from './use-filter-prompt.ts';
import { useSortCommands } from './use-sort-commands.tsx';

/** The commands that filter and order the list of relayed connections: those of the list of captured ones. */
export function useRelayedListCommands(proxy: ProxyView, shown: readonly ProxyColumn[]): Handlers {
  const { list, columns } = proxy;
  const filter = useListFilter({
    list,
    total: () => proxy.count,
    hint: 'words match any text; state:rst wait:>1s not:…',
    complete: (text) => completions(text, columns),
  });
  const sort = useSortCommands(list, { all: columns, shown, unsorted: 'as they came' });
  const clear = () => list.ask({ ...list.query, filter: '' });
  return { filter, ...sort, ...(list.query.filter === '' ? {} : { escape: clear }) };
}

/** The fields that the last word may become. */
function completions(text: string, columns: readonly ProxyColumn[]): PromptCompletion[] {
  const [, before, word] = /^(.*?)([^\s:]*)$/s.exec(text) ?? ['', text, ''];
  if (before.endsWith(':')) return [];
  const fields = ['host', 'port', 'not', ...columns.map(({ id }) => id)];
  return fields
    .filter((field) => field.startsWith(word))
    .map((field) => ({ text: `${before}${field}:`, word: `${field}:`, meaning: '' }));
}
