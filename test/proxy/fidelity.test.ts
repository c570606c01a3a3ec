/** What two parties see of each other through the proxy is what they see without it. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { connect, type Seen, startServer, type TestProxy, temporaryFolder, unusedPort, watch } from './harness.ts';
import { startProxy } from './program.ts';

interface Case {
  name: string;
  serve: (server: Seen) => void;
  behave: (client: Seen) => void;
  /** What the client has seen when its connection is gone; what the server has. */
  client: { text: string; happened: string[] };
  server: { text: string; happened: string[] };
}

const cases: Case[] = [
  {
    name: 'a reply sent after the client has ended its side arrives',
    serve: ({ socket }) => socket.on('end', () => setTimeout(() => socket.end('late reply'), 50)),
    behave: ({ socket }) => socket.end('request'),
    client: { text: 'late reply', happened: ['connect', 'end'] },
    server: { text: 'request', happened: ['end'] },
  },
  {
    name: 'a reset by the server reaches the client as a reset',
    serve: ({ socket }) => socket.once('data', () => socket.resetAndDestroy()),
    behave: ({ socket }) => socket.write('request'),
    client: { text: '', happened: ['connect', 'ECONNRESET'] },
    server: { text: 'request', happened: [] },
  },
  {
    name: 'a reset by the client reaches the server as a reset',
    serve: ({ socket }) => socket.write('hello'),
    behave: ({ socket }) => socket.once('data', () => socket.resetAndDestroy()),
    client: { text: 'hello', happened: ['connect'] },
    server: { text: '', happened: ['ECONNRESET'] },
  },
  {
    name: 'a server that speaks first is heard',
    serve: ({ socket }) => socket.end('220 ready\r\n'),
    behave: ({ socket }) => socket.on('end', () => socket.end('QUIT\r\n')),
    client: { text: '220 ready\r\n', happened: ['connect', 'end'] },
    server: { text: 'QUIT\r\n', happened: ['end'] },
  },
  {
    name: 'the server may end its side first and go on listening',
    serve: ({ socket }) => socket.end('all I have'),
    behave: ({ socket }) => socket.on('end', () => setTimeout(() => socket.end('late answer'), 50)),
    client: { text: 'all I have', happened: ['connect', 'end'] },
    server: { text: 'late answer', happened: ['end'] },
  },
];

describe.each(['without the proxy', 'through the proxy'])('%s', (way) => {
  it.each(cases)('$name', async ({ serve, behave, client, server }) => {
    const servers: Seen[] = [];
    const port = await startServer((socket) => {
      const seen = watch(socket);
      servers.push(seen);
      serve(seen);
    });
    const reached = way === 'through the proxy' ? (await startProxy(`0 127.0.0.1:${port}`)).port() : port;

    const seen = connect(reached);
    behave(seen);
    await seen.closed;
    await servers[0].closed;

    expect({ text: seen.text, happened: seen.happened }).toEqual(client);
    expect({ text: servers[0].text, happened: servers[0].happened }).toEqual(server);
  });
});

test('where nobody listens the client is reset at once', async () => {
  const proxy = await startProxy(`0 127.0.0.1:${await unusedPort()}`);
  const client = connect(proxy.port());
  await client.closed;
  expect(client.happened).toEqual(['connect', 'ECONNRESET']);
  expect(await proxy.event('attempt-failed')).toMatchObject({ connection: 1, failure: 'refused' });
  expect(await proxy.event('closed')).toMatchObject({ connection: 1, ending: 'no upstream' });
});

test('a name that does not resolve resets the client and is said', async () => {
  const proxy = await startProxy('0 no-such-host.invalid:80');
  const client = connect(proxy.port());
  await client.closed;
  expect(client.happened.at(-1)).toBe('ECONNRESET');
  expect(await proxy.event('attempt-failed')).toMatchObject({ failure: 'name' });
  // The address that stands for such a name (docs/proxy.md, "Recording").
  expect(await proxy.event('recorded-as')).toMatchObject({ server: { address: '192.0.2.3', port: 80 } });
});

test('an upstream that never answers is given up after the connect time-out', async () => {
  const silent = await startSilentListener();
  const proxy = await startProxy(`0 127.0.0.1:${silent} --connect-timeout 200ms`);
  const client = connect(proxy.port());
  await client.closed;
  expect(client.happened).toEqual(['connect', 'ECONNRESET']);
  expect(await proxy.event('attempt-failed')).toMatchObject({ failure: 'time-out', reason: 'no answer within 200 ms' });
});

test('a client that resets before the upstream has answered is noticed at once', async () => {
  const silent = await startSilentListener();
  const proxy = await startProxy(`0 127.0.0.1:${silent}`);
  const client = connect(proxy.port());
  await client.until(() => client.happened.includes('connect'));
  await new Promise((sent) => client.socket.write('are you there?', sent));
  client.socket.resetAndDestroy();
  expect(await proxy.event('closed')).toMatchObject({ ending: 'reset by client', bytesToServer: 0 });
});

test('several addresses are tried in turn', async () => {
  // localhost is ::1 and 127.0.0.1 here or only the latter: the server listens on IPv4 alone.
  const port = await startServer((socket) => socket.end('found'));
  const proxy = await startProxy(`0 localhost:${port}`);
  const client = connect(proxy.port());
  client.socket.end();
  await client.closed;
  expect(client.text).toBe('found');
  expect(await proxy.event('connected')).toMatchObject({ upstream: `127.0.0.1:${port}` });
});

test('IPv6 on both sides', async () => {
  const port = await startServer((socket) => socket.end('six'), { host: '::1', port: 0 });
  const proxy = await startProxy(`[::1]:0 [::1]:${port}`);
  const client = connect(proxy.port(), '::1');
  client.socket.end();
  await client.closed;
  expect(client.text).toBe('six');
});

test('Unix sockets on both sides', async () => {
  const folder = temporaryFolder();
  await startServer((socket) => socket.pipe(socket), { path: `${folder}/server` });
  const proxy = await startProxy(`unix:${folder}/proxy unix:${folder}/server`);
  const client = watch(net.connect({ path: `${folder}/proxy`, allowHalfOpen: true }));
  client.socket.end('over a file');
  await client.closed;
  expect(client.text).toBe('over a file');
  expect(await proxy.event('listening')).toMatchObject({ address: `${folder}/proxy`, port: null, exposed: false });
});

test('the socket of a proxy that was killed is replaced, one that somebody listens at is not', async () => {
  const folder = temporaryFolder();
  await startServer((socket) => socket.pipe(socket), { path: `${folder}/server` });
  const killed = await startProxy(`unix:${folder}/proxy unix:${folder}/server`);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'close');
  const proxy = await startProxy(`unix:${folder}/proxy unix:${folder}/server`);
  expect(await proxy.event('listening')).toMatchObject({ address: `${folder}/proxy` });
  const second = await startProxy(`unix:${folder}/proxy unix:${folder}/server`);
  expect(await second.event('listen-failed')).toMatchObject({
    reason: 'somebody listens at it already, or it is no socket',
  });
  expect(await second.end()).toBe(1);
});

test('one byte at a time arrives byte by byte, whole', async () => {
  const port = await startServer((socket) => socket.pipe(socket));
  const client = connect((await startProxy(`0 127.0.0.1:${port}`)).port());
  const text = 'The quick brown fox jumps over the lazy dog';
  for (const [index, letter] of [...text].entries()) {
    client.socket.write(letter);
    await client.until(() => client.text.length === index + 1);
  }
  client.socket.end();
  await client.closed;
  expect(client.text).toBe(text);
});

test('100 MB one way, and another 100 MB the other way at the same time, arrive whole', async () => {
  const block = randomBytes(1_000_000);
  const received = createHash('sha256');
  let served: Promise<unknown> = Promise.resolve();
  const port = await startServer((socket) => {
    served = once(socket, 'close');
    socket.on('data', (piece) => received.update(piece));
    sendBlocks(socket, block, 100);
  });
  const proxy = await startProxy(`0 127.0.0.1:${port} --keep-payload 64`);
  const client = connect(proxy.port());
  client.socket.removeAllListeners('data');
  const back = createHash('sha256');
  client.socket.on('data', (piece) => back.update(piece));
  sendBlocks(client.socket, block, 100);
  await client.closed;
  await served;
  await proxy.event('closed');
  const whole = createHash('sha256');
  for (let sent = 0; sent < 100; sent++) whole.update(block);
  const expected = whole.digest('hex');
  expect(received.digest('hex')).toBe(expected);
  expect(back.digest('hex')).toBe(expected);
  expect(await proxy.event('closed')).toMatchObject({
    ending: 'finished',
    bytesToServer: 1e8,
    bytesToClient: 1e8,
  });
});

test('readers that stop hold the senders up, at less than 1 MB of memory each', async () => {
  const connections = 50;
  const stopped: net.Socket[] = [];
  const port = await startServer((socket) => stopped.push(socket.pause()));
  const proxy = await startProxy(`0 127.0.0.1:${port} --keep-payload 0`);
  const clients = Array.from({ length: connections }, () => connect(proxy.port()));
  for (const client of clients) await client.until(() => client.happened.includes('connect'));
  while (stopped.length < connections) await new Promise((turn) => setImmediate(turn));
  const before = proxy.memory();

  const block = Buffer.alloc(65_536);
  const stalled = await Promise.all(clients.map(({ socket }) => writeUntilStalled(socket, block)));
  const sent = stalled.reduce((sum, bytes) => sum + bytes, 0);
  expect((proxy.memory() - before) / connections).toBeLessThan(1_000_000);

  for (const socket of stopped) socket.on('end', () => socket.end()).resume();
  for (const { socket } of clients) socket.end();
  for (const { closed } of clients) await closed;
  await proxy.event('closed', () => closings(proxy).length === connections);
  expect(closings(proxy).reduce((sum, { bytesToServer }) => sum + bytesToServer, 0)).toBe(sent);
}, 30_000);

const closings = ({ events }: TestProxy) => events.filter((event) => event.event === 'closed');

/** Writes until the socket has not taken anything for a while; what it has taken, in bytes. */
function writeUntilStalled(socket: net.Socket, block: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let written = 0;
    const stalled = () => {
      socket.off('drain', more);
      resolve(written);
    };
    const more = () => {
      clearTimeout(giveUp);
      giveUp = setTimeout(stalled, 500);
      do written += block.length;
      while (socket.write(block));
      socket.once('drain', more);
    };
    let giveUp: NodeJS.Timeout | undefined;
    more();
  });
}

function sendBlocks(socket: net.Socket, block: Buffer, count: number): void {
  if (count === 0) socket.end();
  else if (socket.write(block)) sendBlocks(socket, block, count - 1);
  else socket.once('drain', () => sendBlocks(socket, block, count - 1));
}

/** A port whose queue of unaccepted connections is full: the kernel ignores further SYNs. */
async function startSilentListener(): Promise<number> {
  const program = `require('net').createServer()
    .listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const port = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
  child.kill('SIGSTOP');
  // The kernel lets one more than the backlog wait to be accepted.
  const waiting = [connect(port), connect(port)];
  for (const client of waiting) await client.until(() => client.happened.includes('connect'));
  return port;
}
