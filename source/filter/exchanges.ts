/** Filters exchanges by words as people type them: `wait:>200ms status:>=500 proto:http /users`. All must hold. */
import { readDuration } from '../quantities/quantities.ts';

/** What is asked of an exchange. */
export interface FilteredExchange {
  readonly words: string;
  readonly host: string | null;
  readonly protocol: string;
  readonly status: string | null;
  readonly failed: boolean;
  readonly state: string;
  /** µs; null = no reply. */
  readonly wait: number | null;
  readonly duration: number | null;
}

export type ExchangeTest = (exchange: FilteredExchange) => boolean;

const FIELDS = 'wait:, took:, status:, proto:, state:, host:, failed';

/** The test; a string says what is wrong with the words. Without words everything passes. */
export function exchangeFilter(text: string): ExchangeTest | string {
  const tests: ExchangeTest[] = [];
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const test = testOf(word);
    if (typeof test === 'string') return test;
    tests.push(test);
  }
  return (exchange) => tests.every((test) => test(exchange));
}

function testOf(word: string): ExchangeTest | string {
  const [, name, comparison, value] = /^(wait|took|status|proto|state|host):(>=|<=|>|<|=)?(.+)$/.exec(word) ?? [];
  if (name === undefined) return /^[a-z]+:$/.test(word) ? `${word} wants a value; fields are ${FIELDS}` : holding(word);
  if (name === 'wait' || name === 'took') {
    const micros = readDuration(value);
    if (micros === null) return `${word}: '${value}' is no duration; write it as in wait:>200ms`;
    const holds = comparing(comparison ?? '>=', micros);
    return ({ wait, duration }) => holds(name === 'wait' ? wait : duration);
  }
  if (name === 'status' && /^\d+$/.test(value)) {
    const holds = comparing(comparison ?? '=', Number(value));
    return ({ status }) => holds(status === null || !/^\d+$/.test(status) ? null : Number(status));
  }
  const lower = value.toLowerCase();
  switch (name) {
    case 'status':
      return ({ status }) => status?.toLowerCase().includes(lower) ?? false;
    case 'proto':
      return ({ protocol }) => protocol === lower;
    case 'host':
      return ({ host }) => host?.toLowerCase().includes(lower) ?? false;
    default:
      return ({ state }) => state === lower;
  }
}

function holding(word: string): ExchangeTest {
  if (word === 'failed') return ({ failed }) => failed;
  const lower = word.toLowerCase();
  return ({ words, host }) => words.toLowerCase().includes(lower) || (host?.toLowerCase().includes(lower) ?? false);
}

function comparing(comparison: string, bound: number): (value: number | null) => boolean {
  return (value) => {
    if (value === null) return false;
    switch (comparison) {
      case '>':
        return value > bound;
      case '<':
        return value < bound;
      case '>=':
        return value >= bound;
      case '<=':
        return value <= bound;
      default:
        return value === bound;
    }
  };
}
