/**
 * The values behind a field: `>3`, `80-90`, `50ms`, `yes`, as a test of a statistic's value.
 */
import type { StatisticValue, Unit } from '../connection/statistic.ts';
import { readDate, readDuration, readSize } from '../quantities/quantities.ts';
import { FilterError } from './filter-error.ts';

export type ValueTest = (value: StatisticValue) => boolean;

/** Several values with commas are alternatives. Throws FilterError that says what is missing or wrong. */
export function valueTest(field: string, unit: Unit, text: string): ValueTest {
  if (text === '') throw new FilterError(`${field}: wants a value, as in ${field}:${EXAMPLES[unit] ?? '>3'}`);
  if (unit === 'text') return (value) => String(value).toLowerCase().includes(text);
  if (unit === 'yes/no') return yesOrNo(field, text);
  const tests = text.split(',').map((one) => numberTest(field, unit, one));
  return (value) => typeof value !== 'string' && value !== null && tests.some((test) => test(Number(value)));
}

const EXAMPLES: Partial<Record<Unit, string>> = {
  microseconds: '>50ms',
  bytes: '>1M',
  'bytes per second': '>1M',
  percent: '>1%',
  'yes/no': 'yes',
  number: '80-90',
  text: 'a2b',
  time: '>2026-01-31T10:05:00',
};

function yesOrNo(field: string, text: string): ValueTest {
  if ('yes'.startsWith(text)) return (value) => value === true;
  if ('no'.startsWith(text)) return (value) => value === false;
  throw new FilterError(`${field}: wants yes or no`);
}

const COMPARISON = /^(<=|>=|<|>|!=|==|=)?(.*)$/s;

function numberTest(field: string, unit: Unit, text: string): (value: number) => boolean {
  const [, operator = '=', rest] = COMPARISON.exec(text)!;
  const [, first, last] = /^([^-]+)-([^-]+)$/.exec(unit === 'time' ? '' : rest) ?? [];
  if (first !== undefined && operator === '=') {
    const from = amount(field, unit, /[a-z%µ]$/i.test(first) ? first : first + unitOf(last), text);
    const to = amount(field, unit, last, text);
    return (value) => value >= from && value <= to;
  }
  const wanted = amount(field, unit, rest, text);
  switch (operator) {
    case '<':
      return (value) => value < wanted;
    case '<=':
      return (value) => value <= wanted;
    case '>':
      return (value) => value > wanted;
    case '>=':
      return (value) => value >= wanted;
    case '!=':
      return (value) => value !== wanted;
    default:
      return (value) => value === wanted;
  }
}

/** In a range such as 10-50ms the unit stands for both ends. */
const unitOf = (amountText: string): string => /[a-zµ%]*$/i.exec(amountText)![0];

function amount(field: string, unit: Unit, text: string, shown: string): number {
  const value = readAmount(unit, text);
  if (value !== null) return value;
  if (text === '')
    throw new FilterError(`${field}:${shown} wants a number behind it, as in ${field}:${EXAMPLES[unit] ?? '>3'}`);
  if (unit === 'microseconds' && /^[\d.]+m?$/.test(text)) {
    throw new FilterError(`${field}:${shown} wants a unit: us, ms, s, min or h`);
  }
  throw new FilterError(`${field}:${shown} is not understood; write it as in ${field}:${EXAMPLES[unit] ?? '>3'}`);
}

function readAmount(unit: Unit, text: string): number | null {
  switch (unit) {
    case 'microseconds':
      return readDuration(text);
    case 'time':
      return readDate(text.toUpperCase());
    case 'bytes per second':
      return readSize(text.replace(/(?:\/s|ps)$/, ''));
    case 'percent':
      return /^\d+(?:\.\d*)?%?$/.test(text) ? Number.parseFloat(text) : null;
    default:
      return readSize(text);
  }
}
