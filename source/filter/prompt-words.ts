/**
 * The prompt's text cut into words: blanks part them, "quotes" keep blanks, `!` or `not:` in front turns a word round.
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

const WORD = /(?:"[^"]*(?:"|$)|[^\s"])+/g;

export function promptWords(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: raw, index }) => {
    const negation = /^(?:!|not:)*/i.exec(raw)![0];
    const rest = raw.slice(negation.length).toLowerCase();
    // With dots in it where it is Wireshark's: tcp.port==443.
    const [, named, compared, value] = /^(?:([a-z_0-9]+):|([a-z_0-9.]+)(?=[<>=!]))?(.*)$/s.exec(rest)!;
    return {
      from: index,
      to: index + raw.length,
      negated: negation.replaceAll(/not:/gi, '!').length % 2 === 1,
      field: named ?? compared ?? null,
      value: unquoted(value),
      text: rest,
    };
  });
}

/** What other languages of filters have between their conditions, and inside of them. */
const OPERATOR = /^(?:and|or|not|&&|\|\||[<>=]=?)$/;

/** What a word without a field is looked for as. Throws FilterError where that is nothing yet, or no word. */
export function plainText({ text, negated }: Word): string {
  if (OPERATOR.test(text)) {
    throw new FilterError(`no ${text} here: all words must hold; write port:80,443 or not:port:80`);
  }
  const plain = unquoted(text);
  if (plain !== '') return plain;
  throw new FilterError(
    negated ? 'not: wants a word behind it, as in not:port:80' : '" wants words, as in "two words"',
  );
}

/** Whether what looks like a field that nobody knows is one word: the begin of an address (fe80:), an ending (rst>). */
export const isOneWord = ({ field, value }: Word): boolean => /^[0-9a-f]+$/.test(field!) || /^[<>!]$/.test(value);

const unquoted = (text: string): string => text.replaceAll('"', '');
