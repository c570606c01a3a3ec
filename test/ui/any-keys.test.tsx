import fc from 'fast-check';
import { cleanup } from 'ink-testing-library';
import stringWidth from 'string-width';
import { afterEach, expect, test } from 'vitest';
import { FakeSession } from './support/fake-session.ts';
import { ANY_KEY } from './support/keys.ts';
import { show } from './support/screen.tsx';

afterEach(cleanup);

const sizes = [
  [80, 24],
  [60, 20],
  [120, 35],
  [200, 60],
  [40, 10],
] as const;

test('a terminal of a few cells is survived, dialogs included', async () => {
  for (const strokes of ['w', 'x', 'o', ':', '/', '3', '4w', '5', '6w', '8w', ':info\r', '?']) {
    const screen = show(new FakeSession(), { columns: 1, rows: 1 });
    screen.press(strokes);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    screen.resize(80, 24);
    await screen.see(/\w{3}/);
    screen.unmount();
  }
});

test('whatever is typed, the screen keeps its size and nothing is drawn beyond it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(ANY_KEY, { maxLength: 25 }),
      fc.constantFrom(...sizes),
      async (strokes, [columns, rows]) => {
        const screen = show(new FakeSession({ connections: 40 }), { columns, rows });
        screen.press(...strokes);
        const frame = await screen.see((lines) => lines.length > 0);
        for (let turn = 0; turn < 3 * strokes.length; turn++) await new Promise((resolve) => setImmediate(resolve));
        for (const lines of [frame, screen.frame()]) {
          expect(lines.length).toBe(rows);
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        }
        screen.unmount();
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 8) },
  );
}, 120_000);
