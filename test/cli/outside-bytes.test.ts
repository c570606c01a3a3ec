/** Bytes from outside never reach a terminal, a parser or a ticket as they are. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/captures.ts';
import { PROJECT, run } from '../support/program.ts';

const TITLE = '\x1b]0;P\x07';
const FIXTURE = path.join(PROJECT, 'test/fixtures/lossy-transfer.pcapng');

test.each([
  ['the name of a file', ['--plain', `/nowhere/${TITLE}`]],
  ['an option', [`--no${TITLE}such`, 'x.pcap']],
  ['the value of an option', ['--interval', TITLE, 'x.pcap']],
  ['an option of the proxy', ['proxy', '8080', 'a:80', `--${TITLE}`]],
  ['a file to resend', ['resend', `/nowhere/${TITLE}`, '1', 'localhost:80']],
])('%s on standard error', async (_what, words) => {
  const { stderr } = await run(words);
  expect(stderr).toContain('\\x1b]0;P\\x07');
  expect(stderr).not.toContain('\x1b');
});

test('C1 and bidirectional controls in JSON', async () => {
  const file = path.join(temporaryFolder(), 'a\u009b\u202e.pcapng');
  copyFileSync(FIXTURE, file);
  const { stdout } = await run(['--json', file]);
  expect(stdout).toContain('a\\u009b\\u202e.pcapng');
  expect(JSON.parse(stdout.split('\n')[0]).file).toBe(file);
});
