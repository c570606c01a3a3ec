import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { heightOfTable, StaticTable } from '../../source/ui/components/static-table.tsx';
import { ThemeContext } from '../../source/ui/hooks/contexts.ts';
import { makeTheme } from '../../source/ui/theme/theme.ts';

const ROWS = [
  { interface: 'eth0', snaplen: 262_144 },
  { interface: 'an interface with a long name', snaplen: 'none' },
];

function shown(unicode: boolean): string[] {
  const { lastFrame, unmount } = render(
    <ThemeContext value={makeTheme('mono', unicode)}>
      <StaticTable rows={ROWS} />
    </ThemeContext>,
  );
  const lines = stripVTControlCharacters(lastFrame()!).split('\n');
  unmount();
  return lines;
}

test('a table has a frame, figures at the right, and long names cut', () => {
  const lines = shown(true);
  expect(lines).toMatchInlineSnapshot(`
    [
      "┌──────────────────────┬─────────┐",
      "│ interface            │ snaplen │",
      "├──────────────────────┼─────────┤",
      "│ eth0                 │ 262,144 │",
      "├──────────────────────┼─────────┤",
      "│ an interface with a~ │    none │",
      "└──────────────────────┴─────────┘",
    ]
  `);
  expect(lines).toHaveLength(heightOfTable(ROWS.length));
});

test('without UTF-8 the frame is ASCII', () => {
  expect(shown(false).join('')).toMatch(/^[\x20-\x7e]*$/);
});
