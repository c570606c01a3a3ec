/** The proxy's screen in a real terminal. */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { type ProgramInTerminal, start } from '../support/terminal.ts';
import { connect, startServer, temporaryFolder, unusedPort } from './harness.ts';
import { readRecording } from './recording.ts';

function startScreen(...args: string[]): ProgramInTerminal {
  const program = start({ args: ['proxy', ...args] });
  onTestFinished(() => program.close());
  return program;
}

test('a connection is shown while it is open, and what is recorded is there after leaving', async () => {
  const folder = temporaryFolder();
  const server = await startServer((socket) => socket.pipe(socket));
  const port = await unusedPort();
  const program = startScreen(String(port), `127.0.0.1:${server}`, '--save', `${folder}/a.pcapng`);
  await program.waitFor(`waiting for a connection to 127.0.0.1:${port}`);
  const client = connect(port);
  client.socket.write('hello proxy');
  const screen = await program.waitFor(/open .* 11 +11 +1 +1 .*hello proxy/);
  expect(screen[0]).toMatch(/PROXY {2}1 listener.* 1 conn \(1 open\)/);
  client.socket.end();
  await program.waitFor(/done .*hello proxy/);
  program.press('Q');
  expect(await program.exited).toMatchObject({ code: 0 });
  const { segments, damage } = await readRecording(`${folder}/a.pcapng`);
  expect(damage).toEqual([]);
  expect(segments.filter(({ length }) => length > 0).map(({ payload }) => payload.toString())).toEqual([
    'hello proxy',
    'hello proxy',
  ]);
}, 40_000);

test('a terminal that takes nothing for three seconds delays no byte', async () => {
  const server = await startServer((socket) => socket.pipe(socket));
  const port = await unusedPort();
  const program = startScreen(String(port), `127.0.0.1:${server}`);
  await program.waitFor('waiting for a connection');
  const { socket } = connect(port);
  await once(socket, 'connect');
  program.pause();
  let slowest = 0;
  const begun = performance.now();
  while (performance.now() - begun < 3000) {
    const asked = performance.now();
    socket.write('x');
    await once(socket, 'data');
    slowest = Math.max(slowest, performance.now() - asked);
  }
  program.resume();
  expect(slowest).toBeLessThan(1000);
  await program.waitFor(/1 conn \(1 open\)/);
}, 40_000);
