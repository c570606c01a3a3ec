/** The proxy's screen in a real terminal. */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { PROGRAM } from '../support/program.ts';
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

/** A screen over an echo server; `args`: options of the listener. */
async function startEchoScreen(
  ...args: string[]
): Promise<{ program: ProgramInTerminal; port: number; target: string }> {
  const server = await startServer((socket) => socket.pipe(socket));
  const target = `127.0.0.1:${server}`;
  const port = await unusedPort();
  const program = startScreen(String(port), target, ...args);
  await program.waitFor(`waiting for a connection to 127.0.0.1:${port}`);
  return { program, port, target };
}

test('what is held is dropped with D, all the rest let go with A', async () => {
  const { program, port } = await startEchoScreen('--hold', 'to-server:*', '--frame', 'line');
  const client = connect(port);
  client.socket.write('one\ntwo\nthree\n');
  await program.waitFor(/^>\*\* held .* -> 4 B {2}one/m);
  await program.waitFor(/Enter accept {2}A accept all {2}e edit {2}D drop/);
  program.press('j', 'D');
  await program.waitFor((screen) => !/two/.test(screen.join('')));
  program.press('A');
  await client.until(() => client.text === 'one\nthree\n');
  await program.waitFor(/ \*1 127.* open /);
});

test('a connection is killed with X: both sides are reset', async () => {
  const { program, port } = await startEchoScreen();
  const client = connect(port);
  client.socket.write('hello');
  await program.waitFor(/open .*hello/);
  program.press('X');
  await program.waitFor('Reset connection 1?');
  program.press('y');
  await client.closed;
  expect(client.happened.at(-1)).toBe('ECONNRESET');
  await program.waitFor(/^> +1 127.* killed /m);
  await program.waitFor('#1 killed: killed by the user');
});

test('a listener is added with a, stopped with S while another goes on, and taken off with C', async () => {
  const { program, port, target } = await startEchoScreen();
  program.type(`a0 ${target} --latency 1ms\r`);
  const screen = await program.waitFor(/^ 127\.0\.0\.1:[1-9]\d* -> .* latency 1 ms/m);
  // What was typed before the screen took the keyboard stands nowhere in it.
  expect(screen[1]).toContain(`>127.0.0.1:${port} -> ${target}`);
  const added = Number(/^ 127\.0\.0\.1:(\d+)/.exec(screen[2])?.[1]);
  const client = connect(added);
  client.socket.write('second');
  await program.waitFor(/open .*second/);
  program.press('tab', 'j', 'S', 'y');
  await program.waitFor(/^>127.* stopped {2}1 conn 1 open/m);
  const refused = connect(added);
  await refused.closed;
  expect(refused.happened).toEqual(['ECONNREFUSED']);
  client.socket.end(' and last');
  await client.closed;
  expect(client.text).toBe('second and last');
  await program.waitFor(/stopped {2}1 conn 0 open/);
  program.press('C', 'y');
  await program.waitFor((lines) => /PROXY {2}1 listener /.test(lines[0]) && !lines.join('').includes('stopped'));
  const first = connect(port);
  first.socket.write('first');
  await program.waitFor(/open .*first/);
});

test('faults are switched live on what is open', async () => {
  const { program, port } = await startEchoScreen();
  const client = connect(port);
  client.socket.write('before');
  await client.until(() => client.text === 'before');
  program.type('sblack-hole,to-server\r');
  await program.waitFor(/1 conn 1 open {2}black hole to-server/);
  client.socket.write('lost');
  await program.waitFor(/^> +\*1 .* open .*before/m);
  program.type('sreset=1\r');
  await program.waitFor(/1 conn 1 open {2}reset after 1 bytes/);
  client.socket.write('x');
  await client.closed;
  expect(client.text).toBe('before');
  await program.waitFor(/^> +\*1 .* fault /m);
});

test('when nothing more can be recorded the list lives on, and says so in red', async () => {
  const server = await startServer((socket) => socket.pipe(socket));
  const folder = temporaryFolder();
  const port = await unusedPort();
  const words = [
    process.execPath,
    PROGRAM,
    'proxy',
    String(port),
    `127.0.0.1:${server}`,
    '--save',
    `${folder}/a.pcapng`,
  ];
  // 64 blocks of 512 bytes.
  const program = start({ command: ['/bin/sh', '-c', 'ulimit -f 64; exec "$@"', 'sh', ...words] });
  onTestFinished(() => program.close());
  await program.waitFor('waiting for a connection');
  const client = connect(port);
  client.socket.write(Buffer.alloc(100_000, 'x'));
  await client.until(() => client.text.length === 100_000);
  const screen = await program.waitFor(/RECORDING STOPPED: EFBIG.*forwarding goes on/);
  expect(screen[0]).toContain('NOT RECORDING');
  const second = connect(port);
  second.socket.write('forwarded');
  await second.until(() => second.text === 'forwarded');
  await program.waitFor(/^> +2 .* open .* 9 +9 .*forwarded/m);
  program.press('enter');
  await program.waitFor('nothing of it is recorded');
});

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
