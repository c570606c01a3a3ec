import { expect, test } from 'vitest';
import { start } from './terminal.ts';

const ECHO = `
  process.stdin.setRawMode(true);
  console.log('size', process.stdout.columns, process.stdout.rows, 'CI' in process.env);
  process.stdout.on('resize', () => console.log('resized', process.stdout.columns));
  process.stdin.on('data', (keys) => { console.log('got', JSON.stringify(String(keys))); if (keys[0] === 3) process.exit(7); });
`;

test('a program in a terminal sees keys, sizes and its own exit code', async () => {
  const program = start({ command: [process.execPath, '-e', ECHO], cols: 60, rows: 20 });
  await program.waitFor('size 60 20 false');
  program.press('up');
  expect(await program.waitFor('got')).toContain('got "\\u001b[A"');
  program.resize(70, 10);
  await program.waitFor('resized 70');
  program.press('ctrl-c');
  expect(await program.exited).toEqual({ code: 7, signal: 0 });
});

test('what a program wrote last stands on the screen when it has ended', async () => {
  for (let turn = 0; turn < 20; turn++) {
    const program = start({ command: ['/bin/sh', '-c', 'echo the last words'] });
    await program.exited;
    expect(program.screen()[0]).toBe('the last words');
  }
});

test('waiting in vain shows the screen', async () => {
  const program = start({
    command: [process.execPath, '-e', 'console.log("something else"); setInterval(() => {}, 1000)'],
  });
  await program.waitFor('something');
  await expect(program.waitFor('never', 50)).rejects.toThrow(/waited 50 ms for never; the screen was:\nsomething else/);
  await program.close();
});
