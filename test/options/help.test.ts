/** Help comes from the tables that are parsed. */
import { expect, test } from 'vitest';
import { helpText, helpTopic } from '../../source/options/help.ts';
import { LETTERS } from '../../source/options/letters.ts';
import { MODERN_OPTIONS } from '../../source/options/modern.ts';

test('every option is in --help, those that choose a report with a mark', () => {
  const lines = helpText().split('\n');
  for (const { name, choosesReport } of MODERN_OPTIONS) {
    const line = lines.find((candidate) => candidate.startsWith(`  --${name} `));
    expect(line?.slice(26, 27)).toBe(choosesReport ? '*' : ' ');
  }
  for (const { letter, help } of LETTERS) {
    expect(lines.some((line) => line.startsWith(`  -${letter}`) && line.includes(help.slice(0, 30)))).toBe(true);
  }
});

test('no line is wider than a small terminal', () => {
  expect(
    helpText()
      .split('\n')
      .filter((line) => line.length > 78),
  ).toEqual([]);
});

test('topics may be shortened; without a known one they are listed', () => {
  expect(helpTopic('x')).toMatch(/^Modules\n/);
  expect(helpTopic('nonsense')).toBe(helpTopic(''));
});
