/** Where there is no terminal to take keys from, or no room for what is printed: one sentence. */
import { spawnSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { fixture, PROGRAM } from '../support/program.ts';
import { start } from '../support/terminal.ts';

const CAPTURE = fixture('lossy-transfer.pcapng');

test.skipIf(process.platform !== 'linux')(
  'a capture comes through standard input of a session without a terminal',
  async () => {
    const line = `cat ${CAPTURE} | ${process.execPath} ${PROGRAM} -`;
    const program = start({ command: ['setsid', '-w', 'bash', '-c', line], cols: 200 });
    onTestFinished(() => program.close());
    expect(await program.exited).toEqual({ code: 1, signal: 0 });
    expect(program.screen()[0]).toBe(
      'tcptrace-tui: there is no terminal to take keys from (setsid, cron and the like have none): --plain, --findings or --json print ' +
        'a report',
    );
  },
);

test.skipIf(process.platform !== 'linux')('the disk that the report goes to is full', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', '"$@" > /dev/full', 'bash', process.execPath, PROGRAM, '-n', CAPTURE],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('tcptrace-tui: standard output: No space left on device; what would follow is missing\n');
  expect(status).toBe(1);
});
