/** docs/filters.md names what the filter knows. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { STATISTICS } from '../../source/connection/statistics.ts';
import { FIELDS } from '../../source/filter/fields.ts';
import { STATES } from '../../source/filter/states.ts';
import { VARIABLES } from '../../source/filter/variables.ts';
import { PROJECT } from '../support/program.ts';

const text = readFileSync(path.join(PROJECT, 'docs/filters.md'), 'utf8');

test('every short name and every state', () => {
  const short = FIELDS.filter(({ name }) => !STATISTICS.some(({ id }) => id === name)).map(({ name }) => name);
  const states = STATES.map(({ names: [first] }) => first);
  expect([...short, ...states].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('every yes/no variable of -f', () => {
  const truths = VARIABLES.filter(({ type }) => type === 'boolean').map(({ name }) => name);
  expect(truths.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
