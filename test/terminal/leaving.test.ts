/** How the program gives the terminal back when it is not the user who leaves. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, test } from 'vitest';
import { kernelForBundle } from '../../kernel.mjs';
import { temporaryFolder } from '../support/captures.ts';
import { fixture, PROGRAM, PROJECT } from '../support/program.ts';
import { type ProgramInTerminal, type StartOptions, start } from '../support/terminal.ts';

const running: ProgramInTerminal[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.close()));
});

function launch(options: StartOptions): ProgramInTerminal {
  const program = start(options);
  running.push(program);
  return program;
}

test('Ctrl-Z gives the terminal to the shell, fg comes back to the same place', async () => {
  const shell = launch({ command: ['bash', '--norc', '-i'], env: { PS1: '$ ' } });
  await shell.waitFor('$ ');
  shell.type(`${process.execPath} ${PROGRAM} ${fixture('lossy-transfer.pcapng')}\r`);
  await shell.waitFor(/1 a2b .*help/s);
  shell.press('j', 'j');
  await shell.waitFor(/^> +3 /m);
  shell.press('ctrl-z');
  await shell.waitFor(/Stopped/);
  expect(shell.inAlternateScreen).toBe(false);
  shell.type('stty -a | grep -o " icanon"\r');
  await shell.waitFor(/^ icanon/m);
  shell.type('fg\r');
  await shell.waitFor(/^> +3 /m);
  expect(shell.inAlternateScreen).toBe(true);
  shell.press('q');
  await shell.waitFor((screen) => !shell.inAlternateScreen && screen.some((line) => line.includes('fg')));
});

describe('a mistake of ours', () => {
  /** The screen over a session that fails, as a program of its own. */
  async function failing(how: string): Promise<string> {
    const outfile = path.join(temporaryFolder(), 'failing.mjs');
    await build({
      stdin: {
        contents: `
          import { FakeSession } from './test/ui/support/fake-session.ts';
          import { runScreen } from './source/ui/app.tsx';
          const session = new FakeSession();
          ${how}
          runScreen(session, { theme: 'dark' }).catch((failure) => {
            process.stderr.write('failed: ' + failure.message + '\\n');
            process.exit(1);
          });`,
        resolveDir: PROJECT,
        loader: 'tsx',
      },
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      jsx: 'automatic',
      plugins: [kernelForBundle],
      define: { 'process.env.NODE_ENV': '"production"' },
      alias: { 'react-devtools-core': path.join(PROJECT, 'source/ui/terminal/no-devtools.ts') },
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    });
    return outfile;
  }

  test.each([
    [
      'while drawing',
      `session.verdict = () => { if (session.list.query.filter !== '') throw new Error('no verdict'); return null; };`,
    ],
    ['outside of drawing', `session.list.ask = () => setTimeout(() => { throw new Error('no verdict'); });`],
  ])('%s leaves the screen first, says what it was, and ends with 1', async (_, how) => {
    const program = launch({ command: [process.execPath, await failing(how)] });
    await program.waitFor('192.168.1.0:80');
    program.type('/1');
    expect((await program.exited).code).toBe(1);
    expect(program.inAlternateScreen).toBe(false);
    expect(program.screen().join('\n')).toContain('failed: no verdict');
    expect(program.written.lastIndexOf('\u001b[?25h')).toBeGreaterThan(program.written.lastIndexOf('\u001b[?25l'));
  });
});

test('the scrollback of the user is left alone', async () => {
  const program = launch({ args: [fixture('http-clean.pcapng')] });
  await program.waitFor(/1 a2b .*help/s);
  program.resize(100, 30);
  program.resize(60, 20);
  await program.waitFor((screen) => screen.length === 20 && screen[0].includes('60x20'));
  program.press('q');
  await program.exited;
  expect(program.written).not.toContain('\u001b[3J');
});

test('Ctrl-r again and again, with Ctrl-l in between: no warning of Node, nothing lost that is typed, and Q leaves', async () => {
  const program = launch({ args: [fixture('lossy-transfer.pcapng')] });
  await program.waitFor(/1 a2b .*help/s);
  for (let turn = 0; turn < 8; turn++) {
    program.type('\u0012\u0012\u000c\u0012?');
    await program.waitFor(/Other|General|Help|help/);
    program.type('\u001b');
  }
  program.type('\u0012\u0012Q');
  expect((await program.exited).code).toBe(0);
  expect(program.inAlternateScreen).toBe(false);
  expect(program.written).not.toMatch(/Warning/);
});

test('Q leaves at once while a file is read that never comes to its end', async () => {
  const fifo = path.join(temporaryFolder(), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const program = launch({ args: [fifo] });
  await program.waitFor(/help/);
  program.press('Q');
  expect((await program.exited).code).toBe(0);
  expect(program.inAlternateScreen).toBe(false);
});
