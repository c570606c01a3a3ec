/**
 * What an expression says of one connection. Numbers are 64 bits wide and wrap, as tcptrace's do; comparing a signed with
 * an unsigned number, and dividing by zero, end tcptrace: here the first compares the values, the second is true of nothing.
 */
import type { ConnectionRow } from '../connection/numbering.ts';
import { type Address, compareAddresses } from './address.ts';
import type { Node } from './nodes.ts';
import type { Arithmetic, Relation } from './scanner.ts';
import type { Subject } from './variables.ts';

type Value = bigint | string | boolean | Address;

/** null: no value, a division by zero. */
function evaluate(node: Node, subject: Subject, connection: ConnectionRow): Value | null {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'string':
      return node.text;
    case 'address':
      return node.address;
    case 'variable':
      return node.variable.value(subject, connection, node.side);
    case 'signed':
      return evaluate(node.of, subject, connection);
    case 'arithmetic': {
      const left = evaluate(node.left, subject, connection) as bigint | null;
      const right = evaluate(node.right, subject, connection) as bigint | null;
      if (left === null || right === null) return null;
      const result = calculate(node.operator, left, right);
      if (result === null) return null;
      return node.type === 'unsigned' ? BigInt.asUintN(64, result) : BigInt.asIntN(64, result);
    }
    default:
      return holds(node, subject, connection);
  }
}

/** Whether a boolean node holds for the connection. */
export function holds(node: Node, subject: Subject, connection: ConnectionRow): boolean {
  switch (node.kind) {
    case 'not':
      return !holds(node.of, subject, connection);
    case 'logic':
      return node.operator === 'AND'
        ? holds(node.left, subject, connection) && holds(node.right, subject, connection)
        : holds(node.left, subject, connection) || holds(node.right, subject, connection);
    case 'relation': {
      const left = evaluate(node.left, subject, connection);
      const right = evaluate(node.right, subject, connection);
      if (left === null || right === null) return false;
      const order = compare(left, right);
      return order !== null && RELATIONS[node.operator](order);
    }
    default:
      return evaluate(node, subject, connection) === true;
  }
}

const RELATIONS: Readonly<Record<Relation, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
};

/** Below 0, 0 or above 0; null where the two cannot be compared: addresses of different families. */
function compare(left: Value, right: Value): number | null {
  if (typeof left === 'object' && typeof right === 'object') return compareAddresses(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

function calculate(operator: Arithmetic, left: bigint, right: bigint): bigint | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0n ? null : left / right;
    case '%':
      return right === 0n ? null : left % right;
    case '&':
      return left & right;
    case '|':
      return left | right;
  }
}
