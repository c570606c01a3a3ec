/**
 * What a filter expression is made of. A variable without prefix stands for both sides, so an operand is a list of
 * alternatives, each of them a tree for one choice of sides; operators combine all alternatives of their operands.
 */
import { type Address, printAddress } from './address.ts';
import { FilterError } from './filter-error.ts';
import type { Arithmetic, Relation } from './scanner.ts';
import type { Variable } from './variables.ts';

export type NodeType = 'unsigned' | 'signed' | 'string' | 'address' | 'boolean';

export type Node =
  | { readonly kind: 'number'; readonly type: 'unsigned' | 'signed'; readonly value: bigint }
  | { readonly kind: 'string'; readonly type: 'string'; readonly text: string }
  | { readonly kind: 'address'; readonly type: 'address'; readonly address: Address }
  | {
      readonly kind: 'variable';
      readonly type: NodeType;
      readonly variable: Variable;
      readonly side: 0 | 1;
      readonly typed: string;
    }
  /** An unsigned number taken as signed, because the other operand is. */
  | { readonly kind: 'signed'; readonly type: 'signed'; readonly of: Node }
  | {
      readonly kind: 'arithmetic';
      readonly type: 'unsigned' | 'signed';
      readonly operator: Arithmetic;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: 'relation';
      readonly type: 'boolean';
      readonly operator: Relation;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: 'logic';
      readonly type: 'boolean';
      readonly operator: 'AND' | 'OR';
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly kind: 'not'; readonly type: 'boolean'; readonly of: Node };

/** The alternatives of an operand; `every`: a variable with prefix b_ is among them, all must hold. */
export interface Operand {
  readonly nodes: readonly Node[];
  readonly every: boolean;
  /** Nodes of all alternatives together, counted as often as they would be printed. */
  readonly size: number;
}

/** Alternatives multiply with each operator; an expression that grows beyond this many nodes is refused. */
const LARGEST_SIZE = 20_000;

/** A variable, for one side or for both, or a constant. */
export const leaf = (nodes: readonly Node[], every = false): Operand => ({ nodes, every, size: nodes.length });

/** Arithmetic keeps the alternatives; each new one goes in front (tcptrace's order, seen in its "Output filter:" line). */
export function calculate(operator: Arithmetic, left: Operand, right: Operand): Operand {
  const { nodes, size } = combine(left, right, (a, b): Node => {
    const [l, r] = alike(numeric('Arithmetic', a), numeric('Arithmetic', b));
    return { kind: 'arithmetic', type: l.type as 'unsigned' | 'signed', operator, left: l, right: r };
  });
  return { nodes: nodes.reverse(), every: left.every || right.every, size };
}

/** A comparison of all alternatives with all others, joined by OR, or by AND where one side must hold for both ends. */
export function compare(operator: Relation, left: Operand, right: Operand): Operand {
  const all = combine(left, right, (a, b): Node => {
    const [l, r] = comparable(operator, a, b);
    return { kind: 'relation', type: 'boolean', operator, left: l, right: r };
  });
  return joined(all, left.every || right.every);
}

export function connect(operator: 'AND' | 'OR', left: Operand, right: Operand): Operand {
  const all = combine(
    left,
    right,
    (a, b): Node => ({
      kind: 'logic',
      type: 'boolean',
      operator,
      left: boolean(a),
      right: boolean(b),
    }),
  );
  return joined(all, left.every || right.every);
}

/** Keeps the alternatives, in reverse order like arithmetic. */
export function negate(operand: Operand): Operand {
  const nodes = operand.nodes.map((node): Node => ({ kind: 'not', type: 'boolean', of: boolean(node) }));
  return { ...operand, nodes: nodes.reverse() };
}

interface Combined {
  readonly nodes: Node[];
  readonly size: number;
}

function combine(left: Operand, right: Operand, make: (a: Node, b: Node) => Node): Combined {
  const pairs = left.nodes.length * right.nodes.length;
  const size = left.size * right.nodes.length + right.size * left.nodes.length + pairs;
  if (size > LARGEST_SIZE) throw new FilterError('too many variables without c_ or s_: say which side is meant');
  return { nodes: left.nodes.flatMap((a) => right.nodes.map((b) => make(a, b))), size };
}

function joined({ nodes, size }: Combined, every: boolean): Operand {
  const operator = every ? 'AND' : 'OR';
  const node = nodes.reduce((left, right) => ({ kind: 'logic', type: 'boolean', operator, left, right }));
  return { nodes: [node], every: false, size };
}

function comparable(operator: Relation, a: Node, b: Node): [Node, Node] {
  if (a.type === 'address' || b.type === 'address') {
    if (a.type !== b.type) throw new FilterError(`addresses can only be compared with each other (${operator})`);
    return [a, b];
  }
  if (a.type === 'string' && b.type === 'string') return [a, b];
  return alike(numeric('Relational', a), numeric('Relational', b));
}

function numeric(kind: 'Arithmetic' | 'Relational', node: Node): Node {
  if (node.type === 'unsigned' || node.type === 'signed') return node;
  throw new FilterError(
    `${print(node)} is no number, which ${kind === 'Relational' ? 'a comparison' : 'a calculation'} wants`,
  );
}

function boolean(node: Node): Node {
  if (node.type === 'boolean') return node;
  throw new FilterError(`${print(node)} is no condition: compare it with something, as in rexmit_segs>3`);
}

function alike(a: Node, b: Node): [Node, Node] {
  if (a.type === b.type) return [a, b];
  return [signed(a), signed(b)];
}

const signed = (node: Node): Node => (node.type === 'signed' ? node : { kind: 'signed', type: 'signed', of: node });

/** The canonical form, as tcptrace prints it after "Output filter: ". */
export function print(node: Node): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'string':
      return node.text;
    case 'address':
      return printAddress(node.address);
    case 'variable':
      return `${node.side === 0 ? 'c' : 's'}_${node.typed}`;
    case 'signed':
      return ` SIGNED(${print(node.of)})`;
    case 'not':
      return ` NOT(${print(node.of)})`;
    default:
      return `(${print(node.left)}${node.operator}${print(node.right)})`;
  }
}
