/** Requests that differ only in what they are about, folded into one pattern: `/users/123` → `/users/:n`. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMBER = /^\d+$/;
/** Hex of 8 and more digits, some of them decimal: else "deadline" would be a word no more. */
const HEX = /^(?=.*\d)[0-9a-f]{8,}$/i;
/** Base64 of 16 and more characters, with digits and both cases: else long words would be folded. */
const BASE64 = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+-]{16,}={0,2}$/;
/** Literals of SQL: strings with doubled quotes in them, numbers; lists of them. */
const SQL_LITERAL = /'(?:[^']|'')*'?|\b\d+(?:\.\d+)?\b/g;
const SQL_LIST = /\(\s*\?(?:\s*,\s*\?)+\s*\)/g;

/** The pattern of a request's first words. `protocol`: its name. */
export function patternOf(protocol: string, words: string): string {
  if (protocol === 'postgresql') return words.replace(SQL_LITERAL, '?').replace(SQL_LIST, '(?)');
  const [path, ...query] = words.split('?');
  const folded = path.replace(/[^\s/:.,;=&]+/g, fold);
  return query.length === 0 ? folded : `${folded}?…`;
}

function fold(part: string): string {
  if (NUMBER.test(part)) return ':n';
  if (UUID.test(part)) return ':uuid';
  if (HEX.test(part)) return ':hex';
  return BASE64.test(part) ? ':id' : part;
}
