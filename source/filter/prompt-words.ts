/**
 * The prompt's text cut into words: blanks part them, "quotes" keep blanks, `!`, `not:` or `not` in front turns a word round,
 * `or` stands between words of which either may hold, `and` may stand between words that must hold together.
 */
import { FilterError } from './filter-error.ts';

export interface Word {
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
  readonly negated: boolean;
  /** What stands before the first colon, or before a comparison as in `rtx>3`, in lower case; null = a plain word. */
  readonly field: string | null;
  /** The rest, without quotes, in lower case. */
  readonly value: string;
  /** All that is behind a `not:`, as typed, in lower case. */
  readonly text: string;
}

const WORD = /(?:(?:not|!)\s+(?=\S))*(?:"[^"]*(?:"|$)|[^\s"])+/gi;
const NEGATION = /^(?:!\s*|not:|not\s+)*/i;
const OR = /^(?:or|\|\|)$/;
const AND = /^(?:and|&&)$/;

export function promptWords(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: raw, index }) => {
    const negation = NEGATION.exec(raw)![0];
    const rest = raw.slice(negation.length).toLowerCase();
    // With dots in it where it is Wireshark's: tcp.port==443.
    const [, named, compared, value] = /^(?:([a-z_0-9]+):|([a-z_0-9.]+)(?=[<>=!]))?(.*)$/s.exec(rest)!;
    return {
      from: index,
      to: index + raw.length,
      negated: (negation.match(/!|not/gi) ?? []).length % 2 === 1,
      field: named ?? compared ?? null,
      value: unquoted(value),
      text: rest,
    };
  });
}

/** The text's words in lists of which one must hold whole. Throws FilterError where an `or` has nothing on a side. */
export function promptAlternatives(text: string): Word[][] {
  const words = promptWords(text).filter((word) => !AND.test(word.text));
  const lists: Word[][] = [[]];
  for (const word of words) {
    if (OR.test(word.text)) lists.push([]);
    else lists.at(-1)!.push(word);
  }
  if (lists.length > 1 && lists.some(({ length }) => length === 0)) {
    throw new FilterError('or wants words on both sides, as in state:rst or rtx:>3');
  }
  return lists;
}

/** What a word without a field is looked for as. Throws FilterError where that is nothing yet, or no word. */
export function plainText({ text, negated }: Word): string {
  if (/^[<>=]=?$/.test(text)) throw new FilterError(`no ${text} between blanks; write it as in port:80 or rtx:>3`);
  if (/^\(|\)$/.test(text)) throw new FilterError('no ( ) here: a b or c d is a and b together, or c and d together');
  const plain = unquoted(text);
  if (plain !== '' && text !== 'not') return plain;
  throw new FilterError(
    negated || text === 'not' ? 'not: wants a word behind it, as in not:port:80' : '" wants words, as in "two words"',
  );
}

/** Whether what looks like a field that nobody knows is one word: the begin of an address (fe80:), an ending (rst>). */
export const isOneWord = ({ field, value }: Word): boolean => /^[0-9a-f]+$/.test(field!) || /^[<>!]$/.test(value);

const unquoted = (text: string): string => text.replaceAll('"', '');
