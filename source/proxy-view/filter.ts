/**
 * The filter of the list of relayed connections, in the language of the capture's prompt: words that any text may hold,
 * `field:value` by column, host: and port: of either end.
 */
import { FilterError } from '../filter/filter-error.ts';
import { isOneWord, plainText, promptAlternatives, type Word } from '../filter/prompt-words.ts';
import { valueTest } from '../filter/tests.ts';
import type { ProxyColumn, ProxyConnection } from '../session/proxy-view.ts';

export type ProxyMatcher = (connection: ProxyConnection, nowMicros: number) => boolean;

export interface ProxyFilter {
  readonly matches: ProxyMatcher;
  /** What is missing or wrong, with what to write instead; null = nothing. Then `matches` is what it was before. */
  readonly problem: string | null;
}

export const NO_FILTER: ProxyFilter = { matches: () => true, problem: null };

/** Where a word is unfinished or wrong, `before` stays in force. */
export function proxyFilter(text: string, columns: readonly ProxyColumn[], before: ProxyFilter): ProxyFilter {
  try {
    const alternatives = promptAlternatives(text).map((words) => words.map((word) => meaningOf(word, columns)));
    const matches: ProxyMatcher = (connection, now) =>
      alternatives.some((tests) => tests.every((holds) => holds(connection, now)));
    return { matches, problem: null };
  } catch (failure) {
    if (!(failure instanceof FilterError)) throw failure;
    return { ...before, problem: failure.message };
  }
}

function meaningOf(word: Word, columns: readonly ProxyColumn[]): ProxyMatcher {
  const holds = ofWord(word, columns);
  return word.negated ? (connection, now) => !holds(connection, now) : holds;
}

function ofWord(word: Word, columns: readonly ProxyColumn[]): ProxyMatcher {
  const { field, value } = word;
  const texts = columns.filter(({ unit }) => unit === 'text');
  if (field === null) return contains(texts, plainText(word));
  const ends = columns.filter(({ id }) => id === 'client' || id === 'listener');
  if (field === 'host') {
    if (value === '') throw new FilterError('host: wants an address or a name, as in host:10.0.0.7');
    return contains(ends, value);
  }
  if (field === 'port') {
    if (!/^\d+(,\d+)*$/.test(value)) throw new FilterError('port: wants a number, as in port:8080 or port:80,443');
    const port = new RegExp(`:(?:${value.replaceAll(',', '|')})(?!\\d)`);
    return (connection, now) => ends.some((column) => port.test(String(column.value(connection, now))));
  }
  const column = columns.find(({ id }) => id === field);
  if (column !== undefined) {
    const test = valueTest(column.id, column.unit, value);
    return (connection, now) => test(column.value(connection, now));
  }
  if (isOneWord(word)) return contains(texts, plainText(word));
  throw new FilterError(`there is no field '${field}'; Tab lists them`);
}

function contains(columns: readonly ProxyColumn[], part: string): ProxyMatcher {
  return (connection, now) =>
    columns.some((column) => String(column.value(connection, now)).toLowerCase().includes(part));
}
