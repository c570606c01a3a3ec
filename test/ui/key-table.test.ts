import { describe, expect, test } from 'vitest';
import { chooseFitting } from '../../source/ui/components/bottom.tsx';
import { bindingsOf, commandFor, KEY_TABLE, keyName, type View } from '../../source/ui/keys/table.ts';

const VIEWS: readonly View[] = [
  'findings',
  'connections',
  'detail',
  'messages',
  'content',
  'packets',
  'bytes',
  'graphs',
  'proxy',
  'info',
];

describe('the key table', () => {
  test.each(VIEWS)('no key means two things in %s', (view) => {
    const keys = bindingsOf(view).flatMap((binding) => binding.keys);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  test('Space tags in a list and pages in a text', () => {
    expect(commandFor('connections', 'space')).toBe('tag');
    expect(commandFor('content', 'space')).toBe('readOn');
  });

  test('the slash filters lists and searches texts', () => {
    expect(commandFor('connections', '/')).toBe('filter');
    expect(commandFor('content', '/')).toBe('search');
  });

  test('Esc and Ctrl-C mean the same everywhere', () => {
    for (const view of VIEWS) {
      expect(commandFor(view, 'escape')).toBe('escape');
      expect(commandFor(view, 'ctrl-c')).toBe('interrupt');
    }
  });

  test('every row says what it does', () => {
    expect(KEY_TABLE.filter((binding) => binding.help === '' || binding.keys.length === 0)).toEqual([]);
  });
});

test('keys are written as people say them', () => {
  expect(['ctrl-d', 'enter', 'pagedown', 'j', 'shift-tab'].map(keyName)).toEqual([
    'Ctrl-d',
    'Enter',
    'PgDn',
    'j',
    'S-Tab',
  ]);
});

test('a narrow footer keeps help and back', () => {
  const offered = bindingsOf('connections').filter((binding) => binding.footer);
  expect(chooseFitting(offered, 40).map((binding) => binding.command)).toEqual(['open', 'filter', 'help', 'back']);
});
