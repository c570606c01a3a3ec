/**
 * Random expressions of -f, printed with as few parentheses as the precedence allows, against an evaluator over lists of
 * plain values that knows nothing of nodes or tokens.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { parseExpression } from '../../source/filter/expression.ts';
import { FilterError } from '../../source/filter/filter-error.ts';
import { numeric, OptionSent, storeOf } from './support.ts';

type Prefix = '' | 'c_' | 's_' | 'e_' | 'b_';
type Numeric =
  | { kind: 'constant'; value: number }
  | { kind: 'variable'; prefix: Prefix; name: 'segs' | 'data_bytes' | 'syn_count' | 'port' }
  | { kind: 'arithmetic'; operator: '+' | '-' | '*' | '/' | '%' | '&' | '|'; left: Numeric; right: Numeric };
type Truth =
  | { kind: 'flag'; prefix: Prefix; name: 'f1323_ws' | 'fsack_req' }
  | { kind: 'relation'; operator: '<' | '<=' | '>' | '>=' | '==' | '!='; left: Numeric; right: Numeric }
  | { kind: 'logic'; operator: 'AND' | 'OR'; left: Truth; right: Truth }
  | { kind: 'not'; of: Truth };

const prefix = fc.constantFrom<Prefix>('', 'c_', 's_', 'e_', 'b_');
const { truthTree } = fc.letrec<{ numericTree: Numeric; truthTree: Truth }>((tie) => ({
  numericTree: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.record({ kind: fc.constant('constant' as const), value: fc.nat(300) }),
    fc.record({
      kind: fc.constant('variable' as const),
      prefix,
      name: fc.constantFrom('segs' as const, 'data_bytes' as const, 'syn_count' as const, 'port' as const),
    }),
    fc.record({
      kind: fc.constant('arithmetic' as const),
      operator: fc.constantFrom<'+' | '-' | '*' | '/' | '%' | '&' | '|'>('+', '-', '*', '/', '%', '&', '|'),
      left: tie('numericTree'),
      right: tie('numericTree'),
    }),
  ),
  truthTree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      kind: fc.constant('flag' as const),
      prefix,
      name: fc.constantFrom('f1323_ws' as const, 'fsack_req' as const),
    }),
    fc.record({
      kind: fc.constant('relation' as const),
      operator: fc.constantFrom<'<' | '<=' | '>' | '>=' | '==' | '!='>('<', '<=', '>', '>=', '==', '!='),
      left: tie('numericTree'),
      right: tie('numericTree'),
    }),
    fc.record({
      kind: fc.constant('logic' as const),
      operator: fc.constantFrom<'AND' | 'OR'>('AND', 'OR'),
      left: tie('truthTree'),
      right: tie('truthTree'),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('truthTree') }),
  ),
}));

/** How tightly each operator binds. */
const TIGHTNESS: Record<string, number> = {
  NOT: 0,
  AND: 1,
  OR: 2,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '==': 3,
  '!=': 3,
  '&': 4,
  '|': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

function text(tree: Numeric | Truth, needed = 0): string {
  switch (tree.kind) {
    case 'constant':
      return String(tree.value);
    case 'variable':
    case 'flag':
      return `${tree.prefix}${tree.name}`;
    case 'not':
      return needed > 0 ? `(NOT ${text(tree.of)})` : `NOT ${text(tree.of)}`;
    default: {
      const tightness = TIGHTNESS[tree.operator];
      const whole = `${text(tree.left, tightness)} ${tree.operator} ${text(tree.right, tightness + 1)}`;
      return tightness < needed ? `(${whole})` : whole;
    }
  }
}

/** What each side of the connection has. */
const SIDES = [
  { segs: 7n, data_bytes: 120n, syn_count: 1n, port: 80n, f1323_ws: true, fsack_req: false },
  { segs: 3n, data_bytes: 0n, syn_count: 2n, port: 200n, f1323_ws: false, fsack_req: true },
];
const subject = numeric(
  storeOf([
    {
      a: { address: '10.0.0.1', port: 80, packets: 7, dataBytes: 120, syns: 1, marks: OptionSent.windowScale },
      b: { address: '10.0.0.2', port: 200, packets: 3, syns: 2, marks: OptionSent.sackPermitted },
    },
  ]),
);

interface Alternatives<T> {
  values: T[];
  every: boolean;
}

function ofSides<T>(sides: Prefix, pick: (side: (typeof SIDES)[number]) => T): Alternatives<T> {
  const [client, server] = SIDES.map(pick);
  if (sides === 'c_') return { values: [client], every: false };
  if (sides === 's_') return { values: [server], every: false };
  return { values: [client, server], every: sides === 'b_' };
}

function pairs<A, B, T>(left: Alternatives<A>, right: Alternatives<B>, make: (a: A, b: B) => T): Alternatives<T> {
  return {
    values: left.values.flatMap((a) => right.values.map((b) => make(a, b))),
    every: left.every || right.every,
  };
}

const settled = ({ values, every }: Alternatives<boolean>): Alternatives<boolean> => ({
  values: [every ? values.every(Boolean) : values.some(Boolean)],
  every: false,
});

/** null = a division by zero. */
function numbers(tree: Numeric): Alternatives<bigint | null> {
  if (tree.kind === 'constant') return { values: [BigInt(tree.value)], every: false };
  if (tree.kind === 'variable') return ofSides(tree.prefix, (side) => side[tree.name]);
  const combined = pairs(numbers(tree.left), numbers(tree.right), (a, b) => {
    if (a === null || b === null) return null;
    if (tree.operator === '/' || tree.operator === '%') {
      if (b === 0n) return null;
      return tree.operator === '/' ? a / b : a % b;
    }
    const results = { '+': a + b, '-': a - b, '*': a * b, '&': a & b, '|': a | b };
    return BigInt.asUintN(64, results[tree.operator]);
  });
  return { ...combined, values: combined.values.reverse() };
}

function truths(tree: Truth): Alternatives<boolean> {
  switch (tree.kind) {
    case 'flag':
      return ofSides(tree.prefix, (side) => side[tree.name]);
    case 'not': {
      const inner = truths(tree.of);
      return { ...inner, values: inner.values.map((value) => !value).reverse() };
    }
    case 'logic':
      return settled(
        pairs(truths(tree.left), truths(tree.right), (a, b) => (tree.operator === 'AND' ? a && b : a || b)),
      );
    case 'relation':
      return settled(
        pairs(numbers(tree.left), numbers(tree.right), (a, b) => {
          if (a === null || b === null) return false;
          const results = { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b, '==': a === b, '!=': a !== b };
          return results[tree.operator];
        }),
      );
  }
}

describe('random expressions', () => {
  test('hold when the plain evaluator says so', () => {
    fc.assert(
      fc.property(truthTree, (tree) => {
        expect(parseExpression(text(tree)).matches(subject, asRow(0))).toBe(truths(tree).values[0]);
      }),
      { numRuns: 2000 },
    );
  });

  test('mean the same with all parentheses, and with words in other spellings', () => {
    const spelled = (words: string) =>
      words.replaceAll('AND', '&&').replaceAll('OR', '-o').replaceAll('NOT', '!').replaceAll('==', '=');
    fc.assert(
      fc.property(truthTree, (tree) => {
        const { canonical } = parseExpression(text(tree));
        expect(parseExpression(spelled(text(tree))).canonical).toBe(canonical);
      }),
    );
  });
});

test('any text is either understood or refused with a FilterError', () => {
  const word = fc.constantFrom(
    'segs',
    'c_port',
    'hostaddr',
    '10.0.0.1',
    'fe80::1',
    '"x"',
    '-5',
    '7',
    '(',
    ')',
    'not',
    'and',
    '||',
    '<',
    '=',
    '+',
    '-',
    '%',
    '-a',
    '&',
    'TRUE',
    '\0',
    '€',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(word).map((words) => words.join(' ')),
        fc.string(),
      ),
      (typed) => {
        try {
          expect(typeof parseExpression(typed).matches(subject, asRow(0))).toBe('boolean');
        } catch (failure) {
          expect(failure).toBeInstanceOf(FilterError);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
