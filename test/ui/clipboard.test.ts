import { expect, test } from 'vitest';
import { copySequence } from '../../source/ui/terminal/clipboard.ts';

test('text goes to the terminal in base64', () => {
  expect(copySequence('10.0.0.1:80', false)).toBe('\u001b]52;c;MTAuMC4wLjE6ODA=\u0007');
});

test('inside tmux it is wrapped too, every ESC doubled', () => {
  expect(copySequence('x', true)).toBe('\u001b]52;c;eA==\u0007\u001bPtmux;\u001b\u001b]52;c;eA==\u0007\u001b\\');
});
