/**
 * The prompt's text cut into words: blanks part them, "quotes" keep blanks, `!` or `not:` in front turns a word round.
 */
export interface Word {
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
  readonly negated: boolean;
  /** What stands before the first colon, or before a comparison as in `rtx>3`, in lower case; null = a plain word. */
  readonly field: string | null;
  /** The rest, without quotes, in lower case. */
  readonly value: string;
}

const WORD = /(?:"[^"]*(?:"|$)|[^\s"])+/g;

export function promptWords(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: raw, index }) => {
    const negation = /^(?:!|not:)*/i.exec(raw)![0];
    const [, field = null, value] = /^(?:([a-z_0-9]+)(?::|(?=[<>=!])))?(.*)$/is.exec(raw.slice(negation.length))!;
    return {
      from: index,
      to: index + raw.length,
      negated: negation.replaceAll(/not:/gi, '!').length % 2 === 1,
      field: field?.toLowerCase() ?? null,
      value: value.replaceAll('"', '').toLowerCase(),
    };
  });
}
