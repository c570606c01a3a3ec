/** The built program where address space is limited: `ulimit -v`, getrlimit(2). */
import { execFileSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fixture, PROGRAM } from '../support/program.ts';
import { start } from '../support/terminal.ts';

const CAPTURE = fixture('lossy-transfer.pcapng');

/** As a shell starts it, with so many GiB. */
const within = (gibibytes: number, ...args: string[]): string[] => [
  'bash',
  '-c',
  `ulimit -v ${gibibytes * 2 ** 20}; exec "$@"`,
  'bash',
  process.execPath,
  PROGRAM,
  ...args,
];

const printed = ([command, ...args]: string[]) => execFileSync(command, args, { encoding: 'utf8' });

describe.skipIf(process.platform !== 'linux')('in 4 GB of address space', () => {
  test.each([['--plain -n -l -r -W'], ['--findings']])('%s prints what it prints without a limit', (options) => {
    const args = [...options.split(' '), CAPTURE];
    const timeless = (text: string) => text.replace(/^.*elapsed wallclock.*$/m, '');
    expect(timeless(printed(within(4, ...args)))).toBe(timeless(printed([process.execPath, PROGRAM, ...args])));
  });

  test('the screen shows findings, messages and graphs', async () => {
    const program = start({ command: within(4, CAPTURE) });
    onTestFinished(() => program.close());
    await program.waitFor('HTTP 4xx');
    program.press('4');
    await program.waitFor('GET ');
    program.press('6');
    await program.waitFor('time-sequence');
    program.press('Q');
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
  });
});

test.skipIf(process.platform !== 'linux')('with less than it needs, one sentence comes before the screen', async () => {
  const program = start({ command: within(2.5, CAPTURE), cols: 200 });
  onTestFinished(() => program.close());
  expect((await program.exited).code).toBe(1);
  expect(program.written).not.toContain('\u001b[?1049h');
  expect(program.screen()[0]).toBe(
    'tcptrace-tui: too little address space: it is limited to 2.5 GB, and at least 3.0 GB are needed, of which only what is used ' +
      'takes memory; lift the limit (ulimit -v unlimited)',
  );
});

test.skipIf(process.platform !== 'linux')(
  'a signal to the program that was started ends the one that does the work',
  async () => {
    const program = start({ command: within(4, 'proxy', '127.0.0.1:0', '127.0.0.1:9', '--headless') });
    onTestFinished(() => program.close());
    await program.waitFor('"event":"listening"');
    program.kill('SIGTERM');
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
    expect(program.screen().join('')).toContain('"event":"ended"');
  },
);
