/** What is there is never lost without a word. */
import { linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { refuseInput, refuseOverwriting, writeWhole } from '../../source/report/overwriting.ts';
import { temporaryFolder } from '../support/captures.ts';

const file = (content: string): string => {
  const made = path.join(temporaryFolder(), 'there');
  writeFileSync(made, content);
  return made;
};
const NEVER = { inputs: [], force: false };
const FORCED = { inputs: [], force: true };

test('a new file and an empty one are written', () => {
  for (const target of [path.join(temporaryFolder(), 'new'), file('')]) {
    writeWhole(target, 'text', NEVER);
    expect(readFileSync(target, 'utf8')).toBe('text');
  }
});

test('a file that holds something is replaced only with --force', () => {
  const target = file('a longer text');
  expect(() => refuseOverwriting(target, NEVER)).toThrow(
    `cannot write ${target}: it is there already, and not empty; --force replaces it`,
  );
  expect(() => writeWhole(target, 'text', NEVER)).toThrow('is there already');
  expect(readFileSync(target, 'utf8')).toBe('a longer text');
  writeWhole(target, 'text', FORCED);
  expect(readFileSync(target, 'utf8')).toBe('text');
});

test('no link is followed, even with --force', () => {
  const target = file('precious');
  const link = path.join(path.dirname(target), 'link');
  symlinkSync(target, link);
  expect(() => refuseOverwriting(link, FORCED)).toThrow(`cannot write ${link}: it is a link; name the file itself`);
  expect(() => writeWhole(link, 'text', FORCED)).toThrow('ELOOP');
  expect(readFileSync(target, 'utf8')).toBe('precious');
});

test('what is being read is never written, under whatever name', () => {
  const input = file('capture');
  const other = path.join(path.dirname(input), 'other');
  linkSync(input, other);
  const words = `cannot write ${other}: it is being read; choose another name`;
  expect(() => writeWhole(other, 'text', { inputs: [input], force: true })).toThrow(words);
  expect(() => refuseInput(other, [input])).toThrow(words);
});
