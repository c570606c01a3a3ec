/**
 * The words of tcptrace's filter language (docs/tcptrace.md, "Filter expressions").
 */
import { FilterError } from './filter-error.ts';

export type Token =
  | { readonly kind: 'operator'; readonly text: Operator }
  | { readonly kind: 'unsigned' | 'signed'; readonly value: bigint }
  | { readonly kind: 'string' | 'address' | 'name'; readonly text: string };

export type Operator = Relation | Arithmetic | 'AND' | 'OR' | 'NOT' | '(' | ')';
export type Relation = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '&' | '|';

/** The spellings of operators that differ from how they are printed. */
const SPELLINGS: Readonly<Record<string, Operator>> = {
  '=': '==',
  '!': 'NOT',
  '&&': 'AND',
  '||': 'OR',
  '-a': 'AND',
  '-o': 'OR',
  and: 'AND',
  or: 'OR',
  not: 'NOT',
};

const LARGEST = 2n ** 64n - 1n;

/** Each form in the order in which the longest wins; one named group each. */
const WORD = new RegExp(
  [
    String.raw`(?<blank>\s+)`,
    '(?<string>"[^"]*")',
    String.raw`(?<address>\d+\.\d+\.\d+\.\d+|[0-9a-f]+:[0-9a-f:]*:[0-9a-f]+)`,
    String.raw`(?<unsigned>\d+)`,
    String.raw`(?<signed>-\d+)`,
    String.raw`(?<name>[a-z_][\w.]*)`,
    String.raw`(?<operator>-[ao]|&&|\|\||[<>=!]=|[-+*/%()<>=!&|])`,
  ].join('|'),
  'iy',
);

/** Throws FilterError at a character that begins no word. */
export function scan(text: string): Token[] {
  const tokens: Token[] = [];
  WORD.lastIndex = 0;
  for (let at = 0; at < text.length; at = WORD.lastIndex) {
    const found = WORD.exec(text)?.groups;
    if (found === undefined) {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      throw new FilterError(`'${character}' at place ${at + 1} has no meaning here`);
    }
    const token = tokenOf(found);
    if (token !== null) tokens.push(token);
  }
  return tokens;
}

function tokenOf(found: Record<string, string | undefined>): Token | null {
  if (found.string !== undefined) return { kind: 'string', text: found.string.slice(1, -1) };
  if (found.address !== undefined) return { kind: 'address', text: found.address };
  if (found.unsigned !== undefined) return { kind: 'unsigned', value: atMost(BigInt(found.unsigned)) };
  if (found.signed !== undefined) return { kind: 'signed', value: BigInt.asIntN(64, BigInt(found.signed)) };
  if (found.operator !== undefined) {
    return { kind: 'operator', text: SPELLINGS[found.operator.toLowerCase()] ?? (found.operator as Operator) };
  }
  if (found.name !== undefined) return nameOrWord(found.name);
  return null;
}

const atMost = (value: bigint): bigint => (value > LARGEST ? LARGEST : value);

/** TRUE and FALSE are numbers; and, or, not are operators in any case. */
function nameOrWord(name: string): Token {
  if (name === 'TRUE' || name === 'FALSE') return { kind: 'unsigned', value: name === 'TRUE' ? 1n : 0n };
  const lower = name.toLowerCase();
  if (lower === 'and' || lower === 'or' || lower === 'not') return { kind: 'operator', text: SPELLINGS[lower] };
  return { kind: 'name', text: name };
}
