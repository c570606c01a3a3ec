/** The built program without a screen, as a child process in front of real servers. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { PROGRAM, run } from '../support/program.ts';
import { connect, startServer, temporaryFolder } from './harness.ts';
import { startProxy } from './program.ts';
import { readRecording } from './recording.ts';

const echo = () => startServer((socket) => socket.pipe(socket));

describe('tcptrace-tui proxy --headless', () => {
  it('says first where it listens, then what happens, and ends cleanly', async () => {
    const folder = temporaryFolder();
    const server = await echo();
    const proxy = await startProxy(`0 127.0.0.1:${server} --save ${folder}/a.pcapng --log ${folder}/log`);
    expect(proxy.events[0]).toMatchObject({
      event: 'listening',
      listener: 0,
      address: '127.0.0.1',
      port: expect.any(Number),
      target: `127.0.0.1:${server}`,
      exposed: false,
    });
    const client = connect(proxy.port());
    client.socket.end('hello');
    await client.closed;
    expect(client.text).toBe('hello');
    expect(await proxy.event('closed')).toMatchObject({ ending: 'finished', bytesToServer: 5, bytesToClient: 5 });

    expect(await proxy.end()).toBe(0);
    expect(proxy.events.at(-1)).toMatchObject({ event: 'ended' });
    const { segments, damage } = await readRecording(`${folder}/a.pcapng`);
    expect(damage).toEqual([]);
    expect(segments.filter(({ length }) => length > 0).map(({ payload }) => payload.toString())).toEqual([
      'hello',
      'hello',
    ]);
    const logged = readFileSync(`${folder}/log`, 'utf8').trimEnd().split('\n');
    expect(logged.map((line) => JSON.parse(line))).toEqual(proxy.events);
  });

  it('removes its temporary recording at the end, and resets who is still connected', async () => {
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} --save-limit 1G`);
    const client = connect(proxy.port());
    client.socket.write('x');
    await client.until(() => client.text === 'x');
    const { path } = await proxy.event('recording');
    expect(existsSync(path)).toBe(true);
    expect(await proxy.end()).toBe(0);
    await client.closed;
    expect(client.happened.at(-1)).toBe('ECONNRESET');
    expect(existsSync(path)).toBe(false);
  });

  it('ends as cleanly when whoever reads it has gone', async () => {
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} --save-limit 1G`);
    const { path } = await proxy.event('recording');
    proxy.child.stdout?.destroy();
    connect(proxy.port()).socket.end('x');
    expect(await once(proxy.child, 'exit')).toEqual([0, null]);
    expect(existsSync(path)).toBe(false);
  });

  it('is refused in words with exit code 2 when the command line is wrong', async () => {
    expect(await run(['proxy', '--headless', '8080'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'tcptrace-tui: 8080 needs a TARGET: where to forward to, such as localhost:80\n',
    });
  });

  it('is what a proxy without a terminal should be, and is told so', async () => {
    expect(await run(['proxy', '0', 'localhost:1'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'tcptrace-tui: there is no terminal for the screen; --headless forwards without one\n',
    });
  });

  it('ends with exit code 1 when the port is in use', async () => {
    const taken = await echo();
    const { code, stderr } = await run(['proxy', '--headless', String(taken), 'localhost:1']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `tcptrace-tui: cannot listen at 127.0.0.1:${taken}: the port is in use; take another, or 0 for any that is free\n`,
    });
  });

  it('ends where one of several listeners cannot listen, unless told to keep going', async () => {
    const taken = await echo();
    const words = ['0', 'localhost:1', String(taken), 'localhost:1'];
    const { code, stderr } = await run(['proxy', '--headless', ...words]);
    expect([code, stderr.split(':')[1]]).toEqual([1, ' cannot listen at 127.0.0.1']);
    const proxy = await startProxy(`--keep-going ${words.join(' ')}`);
    const client = connect(proxy.port(0));
    await client.closed;
    expect(await proxy.event('closed')).toMatchObject({ connection: 1, ending: 'no upstream' });
    expect(await proxy.end()).toBe(0);
  });

  it.each([
    ['192.0.2.9:0', '', /^cannot listen at 192\.0\.2\.9:0: 192\.0\.2\.9 is no address of this machine/],
    ['nosuchname.invalid:0', '', /^cannot listen at nosuchname\.invalid:0: /],
    ['0', '--tls-ca /nowhere.pem', /^cannot listen at 127\.0\.0\.1:0: --tls-ca: ENOENT.*nowhere/],
    ['0', `--tls-ca ${PROGRAM}`, /--tls-ca .*cli\.js: no certificate in it; wanted a PEM file/],
  ])('ends with exit code 1 and says why when it cannot do its work: %s %s', async (listen, options, problem) => {
    const words = ['proxy', '--headless', listen, 'tls://localhost:1', ...options.split(' ').filter(Boolean)];
    const { code, stderr } = await run(words);
    expect(code).toBe(1);
    expect(stderr.replace(/^tcptrace-tui: /, '')).toMatch(problem);
  });
});

test('the one built file makes certificates, too', async () => {
  const folder = temporaryFolder();
  const server = await startServer((socket) => socket.end('hello'));
  const proxy = await startProxy(`tls://0 127.0.0.1:${server} --tls-auto ${folder}/ca.pem`);
  const ca = readFileSync(`${folder}/ca.pem`, 'utf8');
  const socket = tls.connect({ port: proxy.port(), host: '127.0.0.1', servername: 'any.example', ca });
  const [bytes] = await once(socket, 'data');
  expect(String(bytes)).toBe('hello');
  socket.destroy();
});

test('a file-size limit stops the recording and not the traffic', async () => {
  const folder = temporaryFolder();
  // 2,048 blocks of 512 bytes: 1 MiB.
  const proxy = await startProxy(`0 127.0.0.1:${await echo()} --save ${folder}/a.pcapng`, 'ulimit -f 2048; exec');
  const client = connect(proxy.port());
  const sent = Buffer.alloc(3_000_000, 'x');
  client.socket.end(sent);
  await client.closed;
  expect(Buffer.concat(client.bytes).equals(sent)).toBe(true);
  expect(await proxy.event('recording-stopped')).toMatchObject({ reason: expect.stringMatching(/EFBIG/) });
  expect(await proxy.end()).toBe(0);
  const { segments, damage } = await readRecording(`${folder}/a.pcapng`);
  expect(damage).toEqual([]);
  expect(segments.length).toBeGreaterThan(10);
  expect(statSync(`${folder}/a.pcapng`).size).toBeLessThanOrEqual(1 << 20);
});

test('a disk slower than the traffic costs payload of the recording, never the traffic', async () => {
  const folder = temporaryFolder();
  // A named pipe is a disk as slow as whoever reads it.
  execFileSync('mkfifo', [`${folder}/pipe`]);
  const reader = spawn('/bin/sh', ['-c', `cat ${folder}/pipe > ${folder}/a.pcapng`], { detached: true });
  const readToItsEnd = once(reader, 'close');
  const toReader = (signal: NodeJS.Signals) => process.kill(-(reader.pid as number), signal);
  onTestFinished(() => void reader.kill('SIGKILL'));
  const size = 400_000_000;
  const server = await startServer((socket) => {
    socket.resume();
    sendZeros(socket, size);
  });
  const proxy = await startProxy(`0 127.0.0.1:${server} --save ${folder}/pipe`);
  await proxy.event('recording');
  toReader('SIGSTOP');
  let received = 0;
  const socket = net.connect(proxy.port(), '127.0.0.1');
  socket.end().on('data', (piece) => {
    received += piece.length;
  });
  await once(socket, 'close');
  expect(received).toBe(size);
  await proxy.event('recording-behind');
  expect(proxy.memory()).toBeLessThan(700e6);
  toReader('SIGCONT');
  const { cutPieces, cutBytes } = await proxy.event('recording-caught-up');
  expect(cutBytes).toBeGreaterThan(50e6);
  expect(await proxy.end()).toBe(0);
  await readToItsEnd;
  const { segments, interfaces, damage } = await readRecording(`${folder}/a.pcapng`);
  expect(damage).toEqual([]);
  expect(interfaces[0].dropped).toBe(cutPieces);
  expect(segments.reduce((sum, { length }) => sum + length, 0)).toBe(size);
}, 60_000);

test('whoever reads the events and stops delays no byte', async () => {
  const proxy = await startProxy(`0 127.0.0.1:${await echo()}`);
  proxy.child.stdout?.pause();
  // Enough events to fill the pipe, so that the main thread is stuck in writing them.
  for (let count = 0; count < 400; count++) {
    const client = connect(proxy.port());
    client.socket.end('x');
    await client.closed;
  }
  const client = connect(proxy.port());
  const slowest = await slowestRoundTrip(client.socket, 500);
  expect(slowest).toBeLessThan(1000);
  client.socket.end();
  proxy.child.stdout?.resume();
  expect(await proxy.end()).toBe(0);
}, 20_000);

test('5,000 connections open at once', async () => {
  const proxy = await startProxy(`0 127.0.0.1:${await startEchoProgram()}`);
  const clients: net.Socket[] = [];
  onTestFinished(() => {
    for (const socket of clients) socket.resetAndDestroy();
  });
  for (let opened = 0; opened < 5000; opened += 250) {
    await Promise.all(
      Array.from({ length: 250 }, async () => {
        const socket = net.connect(proxy.port(), '127.0.0.1').on('error', () => {});
        clients.push(socket);
        socket.write('x');
        await once(socket, 'data');
      }),
    );
  }
  expect(proxy.events.filter(({ event }) => event === 'closed')).toEqual([]);
  await Promise.all(
    clients.map((socket, number) => {
      const answer = once(socket, 'data');
      socket.write(String(number));
      return answer.then(([bytes]) => expect(String(bytes)).toBe(String(number)));
    }),
  );
}, 90_000);

test('20,000 connections in a row leave no descriptor and no memory behind', async () => {
  const proxy = await startProxy(`0 127.0.0.1:${await startEchoProgram()} --save-limit 8M`);
  const descriptors = proxy.descriptors();
  const oneAfterTheOther = async (count: number) => {
    for (let done = 0; done < count; done++) {
      await new Promise<void>((closed, failed) => {
        const socket = net
          .connect(proxy.port(), '127.0.0.1')
          .on('error', failed)
          .on('close', () => closed());
        // A reset keeps the ports of so many connections out of TIME-WAIT.
        socket.once('data', () => socket.resetAndDestroy());
        socket.write('x');
      });
    }
  };
  const many = (count: number) => Promise.all(Array.from({ length: 20 }, () => oneAfterTheOther(count / 20)));
  await many(8000);
  const early = proxy.memory();
  await many(12_000);
  expect(proxy.memory() - early).toBeLessThan(40e6);
  while (proxy.descriptors() > descriptors + 2) await new Promise((turn) => setImmediate(turn));
}, 180_000);

function sendZeros(socket: net.Socket, bytes: number): void {
  const block = Buffer.alloc(Math.min(bytes, 1 << 20));
  if (bytes === 0) socket.end();
  else socket.write(block, () => sendZeros(socket, bytes - block.length));
}

/** Milliseconds, of so many round trips of one byte. */
async function slowestRoundTrip(socket: net.Socket, count: number): Promise<number> {
  let slowest = 0;
  for (let done = 0; done < count; done++) {
    const start = performance.now();
    socket.write('x');
    await once(socket, 'data');
    slowest = Math.max(slowest, performance.now() - start);
  }
  return slowest;
}

/** An echo server in a process of its own: this one has enough to do with its clients. Resolves to its port. */
async function startEchoProgram(): Promise<number> {
  const program = `require('net').createServer({ noDelay: true }, (socket) => socket.on('error', () => {}).pipe(socket))
    .listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
}
