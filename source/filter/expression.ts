/**
 * tcptrace's filter language (-fEXPR; docs/tcptrace.md, "Filter expressions"). From loosest to tightest: NOT, AND, OR, one
 * comparison, & and |, + and -, * / %. So `a or b and c` is `(a or b) and c`, and `not a and b` is `not (a and b)`.
 */
import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic } from '../connection/statistic.ts';
import { didYouMean } from '../quantities/nearest.ts';
import { readAddress } from './address.ts';
import { holds } from './evaluate.ts';
import { FilterError } from './filter-error.ts';
import { calculate, compare, connect, leaf, type Node, negate, type Operand, print } from './nodes.ts';
import { type Arithmetic, type Operator, type Relation, scan, type Token } from './scanner.ts';
import { findVariable, type Subject, VARIABLE_NAMES } from './variables.ts';

export interface Expression {
  /** As tcptrace prints it: "((c_segs>3)OR(s_segs>3))". */
  readonly canonical: string;
  /** The stages whose values it asks for. */
  readonly stages: ReadonlySet<Statistic['stage']>;
  matches(subject: Subject, connection: ConnectionRow): boolean;
}

/** Deeper nesting is refused, so that no expression exhausts the stack. */
const DEEPEST = 200;

const EXAMPLE = "as in -f'rexmit_segs>3' or -f'(port==80 or port==443) and c_packets>9'";

const unclosed = (): FilterError => new FilterError(`a ')' is missing at the end, ${EXAMPLE}`);

/** Throws FilterError. */
export function parseExpression(text: string): Expression {
  const tokens = new Tokens(scan(text));
  const operand = loosest(tokens, 0);
  if (tokens.next !== undefined) throw tokens.unexpected();
  // Of a list of alternatives only the first is asked: a bare f1323_ws is about A alone (tcptrace).
  const [node] = operand.nodes;
  if (node.type !== 'boolean')
    throw new FilterError(`${print(node)} is no condition: compare it with something, ${EXAMPLE}`);
  return {
    canonical: print(node),
    stages: tokens.stages,
    matches: (subject, connection) => holds(node, subject, connection),
  };
}

class Tokens {
  readonly stages = new Set<Statistic['stage']>();
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get next(): Token | undefined {
    return this.tokens[this.at];
  }

  take(): Token | undefined {
    return this.tokens[this.at++];
  }

  /** Takes the next token if it is one of these operators. */
  takeOperator<T extends Operator>(operators: readonly T[]): T | null {
    const { next } = this;
    if (next?.kind !== 'operator' || !operators.includes(next.text as T)) return null;
    this.at++;
    return next.text as T;
  }

  unexpected(token = this.next): FilterError {
    if (token === undefined) return new FilterError(`something is missing at the end, ${EXAMPLE}`);
    const shown = 'text' in token ? token.text : token.value;
    return new FilterError(`'${shown}' does not fit where it stands, ${EXAMPLE}`);
  }
}

/** A NOT takes all that follows; AND and OR below it. */
function loosest(tokens: Tokens, depth: number): Operand {
  let left = disjunction(tokens, depth);
  while (tokens.takeOperator(['AND']) !== null) left = connect('AND', left, disjunction(tokens, depth));
  return left;
}

function disjunction(tokens: Tokens, depth: number): Operand {
  let left = relation(tokens, depth);
  while (tokens.takeOperator(['OR']) !== null) left = connect('OR', left, relation(tokens, depth));
  return left;
}

const RELATIONS: readonly Relation[] = ['<', '<=', '>', '>=', '==', '!='];

function relation(tokens: Tokens, depth: number): Operand {
  const left = arithmetic(tokens, depth, 0);
  const operator = tokens.takeOperator(RELATIONS);
  return operator === null ? left : compare(operator, left, arithmetic(tokens, depth, 0));
}

/** From loosest to tightest. */
const LEVELS: readonly (readonly Arithmetic[])[] = [
  ['&', '|'],
  ['+', '-'],
  ['*', '/', '%'],
];

function arithmetic(tokens: Tokens, depth: number, level: number): Operand {
  if (level === LEVELS.length) return primary(tokens, depth + 1);
  let left = arithmetic(tokens, depth, level + 1);
  for (;;) {
    const operator = tokens.takeOperator(LEVELS[level]);
    if (operator === null) return left;
    left = calculate(operator, left, arithmetic(tokens, depth, level + 1));
  }
}

function primary(tokens: Tokens, depth: number): Operand {
  if (depth > DEEPEST) throw new FilterError(`nested more than ${DEEPEST} deep`);
  if (tokens.takeOperator(['NOT']) !== null) return negate(loosest(tokens, depth));
  if (tokens.takeOperator(['(']) !== null) {
    const inner = loosest(tokens, depth);
    if (tokens.takeOperator([')']) === null) throw tokens.next === undefined ? unclosed() : tokens.unexpected();
    return inner;
  }
  const token = tokens.take();
  switch (token?.kind) {
    case 'unsigned':
    case 'signed':
      return leaf([{ kind: 'number', type: token.kind, value: token.value }]);
    case 'string':
      return leaf([{ kind: 'string', type: 'string', text: token.text }]);
    case 'address':
      return addressOperand(token.text);
    case 'name':
      return variableOperand(tokens, token.text);
    default:
      throw tokens.unexpected(token);
  }
}

function addressOperand(text: string): Operand {
  const address = readAddress(text);
  if (address === null) throw new FilterError(`'${text}' is no IP address; write it as in hostaddr=10.0.0.7`);
  return leaf([{ kind: 'address', type: 'address', address }]);
}

function variableOperand(tokens: Tokens, name: string): Operand {
  const found = findVariable(name);
  if (found === null) {
    const [, prefix, bare] = /^([csbe]_)?(.*)$/is.exec(name)!;
    const meant = didYouMean(bare, VARIABLE_NAMES, (known) => (prefix ?? '') + known);
    throw new FilterError(`there is no variable '${name}'${meant || ';'} -hfilter lists them`);
  }
  const { variable, sides, typed } = found;
  tokens.stages.add(variable.stage);
  const node = (side: 0 | 1): Node => ({ kind: 'variable', type: variable.type, variable, side, typed });
  if (sides === 'first') return leaf([node(0)]);
  if (sides === 'second') return leaf([node(1)]);
  return leaf([node(0), node(1)], sides === 'every');
}
