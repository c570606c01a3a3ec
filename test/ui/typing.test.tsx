/** Wherever something is typed, a paste is text on one line, and the line is edited as in every prompt. */
import { cleanup } from 'ink-testing-library';
import { afterEach, expect, test } from 'vitest';
import { FakeSession } from './support/fake-session.ts';
import { show } from './support/screen.tsx';

afterEach(cleanup);

const paste = (text: string): string => `\u001b[200~${text}\u001b[201~`;
const ESCAPES = 'zoo\n\u001b]0;title\u0007m';

test("help's filter", async () => {
  const screen = show(new FakeSession());
  screen.press('?');
  await screen.see('HELP');
  screen.press(paste(ESCAPES));
  await screen.see('filter: zoo ]0;title m_');
  expect(screen.frames.at(-1)).not.toContain('\u0007');
  screen.press('\u0015', 'zoom');
  await screen.see('filter: zoom_');
  screen.press('\u0001', 'x');
  await screen.see('filter: x_zoom');
});

test('the narrowing of a dialog', async () => {
  const screen = show(new FakeSession());
  screen.press('c');
  await screen.see('Columns');
  screen.press('/', paste(ESCAPES));
  await screen.see('/zoo ]0;title m_');
  screen.press('\u0015', 'rtt');
  await screen.see('/rtt_');
});
