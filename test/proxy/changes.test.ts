/** What is done to the traffic on purpose, and how it shows. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import { parseProxyArguments } from '../../source/proxy/arguments.ts';
import type { TimedEvent } from '../../source/proxy/channel.ts';
import { parseHoldPattern } from '../../source/proxy/hold-pattern.ts';
import { type AppliedImpairment, parseImpairment } from '../../source/proxy/impairments.ts';
import { connect, type Seen, startServer, type TestProxy, temporaryFolder, watch } from './harness.ts';
import { startProxy } from './program.ts';
import { startProxyHere } from './proxy-here.ts';
import { readRecording } from './recording.ts';

const echo = () => startServer((socket) => socket.pipe(socket));
const impairment = (text: string) => parseImpairment(text) as AppliedImpairment;

/** Milliseconds until an echo of one byte came back. */
async function roundTrip(client: Seen): Promise<number> {
  const before = client.text.length;
  const start = performance.now();
  client.socket.write('x');
  await client.until(() => client.text.length > before);
  return performance.now() - start;
}

describe('impairments', () => {
  it('latency delays each direction, within its jitter, and in order', async () => {
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} --latency 60ms±20ms`);
    const client = connect(proxy.port());
    const taken = await roundTrip(client);
    expect(taken).toBeGreaterThanOrEqual(79);
    for (const letter of 'abcdefghij') client.socket.write(letter);
    await client.until(() => client.text.length === 11);
    expect(client.text).toBe('xabcdefghij');
    expect(await proxy.event('changed')).toMatchObject({ direction: 'to-server', what: 'latency 60±20 ms' });
  });

  it('latency in one direction leaves the other alone, and the recording says when a piece came', async () => {
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} --fault latency=50ms,to-client`);
    const client = connect(proxy.port());
    await roundTrip(client);
    client.socket.end();
    await client.closed;
    await proxy.event('closed');
    await proxy.end();
    const { segments } = await readRecording(proxy.recording);
    const [question, answer] = segments.filter(({ length }) => length > 0);
    expect(answer.micros - question.micros).toBeGreaterThanOrEqual(49_000);
    expect(proxy.events.filter(({ event }) => event === 'changed')).toMatchObject([{ direction: 'to-client' }]);
  });

  it('rate limits how much passes in a second', async () => {
    const server = await startServer((socket) => socket.end(Buffer.alloc(50_000)));
    const proxy = await startProxy(`0 127.0.0.1:${server} --rate 200kB/s`);
    const start = performance.now();
    const client = connect(proxy.port());
    client.socket.end();
    await client.closed;
    const seconds = (performance.now() - start) / 1000;
    expect(client.text.length).toBe(50_000);
    // The last quantum of 20 ms is handed on as soon as its turn has come.
    expect(seconds).toBeGreaterThanOrEqual(0.22);
  });

  it('slices are forwarded one by one', async () => {
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} --fault slice=4,to-server`);
    const client = connect(proxy.port());
    client.socket.end('0123456789');
    await client.closed;
    expect(client.text).toBe('0123456789');
    await proxy.end();
    const { segments } = await readRecording(proxy.recording);
    const sent = segments.filter(({ length, ports }) => length > 0 && ports === segments[0].ports);
    expect(sent.map(({ payload }) => payload.toString())).toEqual(['0123', '4567', '89']);
  });

  it('reset=SIZE resets both sides after exactly that many bytes', async () => {
    const server = await startServer((socket) => socket.resume());
    const proxy = await startProxy(`0 127.0.0.1:${server} --fault reset=10,to-server`);
    const client = connect(proxy.port());
    client.socket.write('0123456');
    client.socket.write('789abcdef');
    await client.closed;
    expect(client.happened.at(-1)).toBe('ECONNRESET');
    expect(await proxy.event('closed')).toMatchObject({
      ending: 'fault',
      reason: 'reset after 10 bytes',
      bytesToServer: 10,
    });
    await proxy.end();
    const { segments } = await readRecording(proxy.recording);
    const { ports } = segments[0];
    const back = ports.split(' > ').reverse().join(' > ');
    expect(segments.slice(-2)).toMatchObject([
      { flags: 'RA', ports: back },
      { flags: 'RA', ports },
    ]);
  });

  it('reset=SIZE waits for the bytes before it where they are delayed', async () => {
    const seen: Seen[] = [];
    const server = await startServer((socket) => seen.push(watch(socket)));
    const proxy = await startProxyHere(`0 127.0.0.1:${server} --latency 20ms --fault reset=10k,to-server`);
    const client = connect(proxy.port());
    client.socket.write('x'.repeat(20_000));
    await client.closed;
    await seen[0].until(() => seen[0].text.length === 10_000);
    expect(await proxy.event('closed')).toMatchObject({ ending: 'fault', bytesToServer: 10_000 });
  });

  it('reset=TIME resets both sides after that time', async () => {
    const faults = '--fault reset=10min,to-server --fault reset=80ms,to-client';
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} ${faults}`);
    const start = performance.now();
    const client = connect(proxy.port());
    await client.closed;
    expect(performance.now() - start).toBeGreaterThanOrEqual(79);
    expect(client.happened.at(-1)).toBe('ECONNRESET');
    expect(await proxy.event('closed')).toMatchObject({ ending: 'fault', reason: 'reset after 80 ms' });
  });

  it('refuse resets the chosen connections: every second one', async () => {
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} --fault refuse,every=2`);
    const ends: (string | undefined)[] = [];
    for (let count = 0; count < 4; count++) {
      const client = connect(proxy.port());
      client.socket.end('x');
      await client.closed;
      ends.push(client.happened.at(-1));
    }
    expect(ends).toEqual(['end', 'ECONNRESET', 'end', 'ECONNRESET']);
  });

  it('percent chooses the same connections again with the same seed', async () => {
    const chosen = async (): Promise<string> => {
      const proxy = await startProxy(`0 127.0.0.1:${await echo()} --fault refuse,percent=50,seed=7`);
      let ends = '';
      for (let count = 0; count < 20; count++) {
        const client = connect(proxy.port());
        client.socket.end('x');
        await client.closed;
        ends += client.happened.at(-1) === 'end' ? '.' : 'R';
      }
      return ends;
    };
    const first = await chosen();
    expect(first).toMatch(/R/);
    expect(first).toMatch(/\./);
    expect(await chosen()).toBe(first);
  });

  it('slow-close delays the end and nothing else', async () => {
    const server = await startServer((socket) => socket.end('bye'));
    const proxy = await startProxy(`0 127.0.0.1:${server} --fault slow-close=80ms,to-client`);
    const client = connect(proxy.port());
    await client.until(() => client.text === 'bye');
    const start = performance.now();
    await client.until(() => client.happened.includes('end'));
    expect(performance.now() - start).toBeGreaterThan(40);
  });

  it('a black hole swallows what comes and keeps the connection open; switched off, bytes pass again', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()}`);
    const client = connect(proxy.port());
    await roundTrip(client);
    await proxy.command({ command: 'impair', listener: 0, impairments: [impairment('black-hole,to-server')] });
    client.socket.write('lost');
    await proxy.event('changed', ({ what }) => what === 'black hole');
    // The echo of a second connection, unimpaired in the other direction, shows that time has passed for the first.
    while ((await recordedComments(proxy)) === 0) await new Promise((turn) => setTimeout(turn, 5));
    await proxy.command({ command: 'impair', listener: 0, impairments: [] });
    await roundTrip(client);
    expect(client.text).toBe('xx');
    client.socket.end();
    await client.closed;
    expect(await proxy.event('closed')).toMatchObject({ ending: 'finished' });
  });
});

/** How often the recording says so far that something was swallowed. */
async function recordedComments(proxy: TestProxy): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const bytes = await readFile(proxy.recording).catch(() => Buffer.alloc(0));
  return bytes.toString('latin1').split('swallowed; originally 4 bytes: "lost"').length - 1;
}

describe('hold', () => {
  type Held = Extract<TimedEvent, { event: 'held' }>;
  const heldText = ({ bytes }: Held) => Buffer.from(bytes).toString();

  it('stops what matches until it is accepted, and what comes behind it', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()} --hold to-server:stop --frame line`);
    const client = connect(proxy.port());
    client.socket.write('go\nstop here\nand go on\n');
    const held = await proxy.event('held');
    expect(heldText(held)).toBe('stop here\n');
    expect(held).toMatchObject({ connection: 1, direction: 'to-server', of: { kind: 'unit' } });
    await client.until(() => client.text === 'go\n');
    await proxy.command({ command: 'release', held: held.held, verdict: { kind: 'accept' } });
    await client.until(() => client.text === 'go\nstop here\nand go on\n');
    expect(await proxy.event('released')).toMatchObject({ held: held.held, how: 'accepted' });
  });

  it('lets a message be edited, and the recording keeps the original', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()} --hold to-server:price`);
    const client = connect(proxy.port());
    client.socket.end('price=100');
    const { held, of } = await proxy.event('held');
    expect(of).toEqual({ kind: 'piece', windowMs: 5 });
    await proxy.command({ command: 'release', held, verdict: { kind: 'edit', bytes: Buffer.from('price=1') } });
    await client.closed;
    expect(client.text).toBe('price=1');
    await proxy.end();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(proxy.recording, 'latin1')).toContain('edited while held; originally 9 bytes: "price=100"');
    const { segments, damage } = await readRecording(proxy.recording);
    expect(damage).toEqual([]);
    expect(segments.find(({ length }) => length > 0)?.payload.toString()).toBe('price=1');
  });

  it('lets a message be dropped', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()} --hold to-client:/secret\\d/ --frame line`);
    const client = connect(proxy.port());
    client.socket.end('one\nsecret1\ntwo\n');
    const { held } = await proxy.event('held');
    await proxy.command({ command: 'release', held, verdict: { kind: 'drop' } });
    await client.closed;
    expect(client.text).toBe('one\ntwo\n');
  });

  it('finds a pattern that straddles two pieces', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()} --hold to-server:straddle`);
    const client = connect(proxy.port());
    client.socket.write('stra');
    client.socket.write('ddle');
    expect(heldText(await proxy.event('held'))).toBe('straddle');
  });

  it('can be switched on and off while connections are open', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()}`);
    const client = connect(proxy.port());
    await roundTrip(client);
    const pattern = parseHoldPattern('to-server:*');
    await proxy.command({ command: 'hold', listener: 0, patterns: [pattern!] });
    client.socket.write('y');
    const { held } = await proxy.event('held');
    await proxy.command({ command: 'hold', listener: 0, patterns: [] });
    client.socket.write('z');
    await proxy.command({ command: 'release', held, verdict: { kind: 'accept' } });
    await client.until(() => client.text === 'xyz');
  });

  it('a held message of a connection that is killed is abandoned', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()} --hold *`);
    const client = connect(proxy.port());
    client.socket.write('x');
    const { held } = await proxy.event('held');
    await proxy.command({ command: 'kill', connection: 1 });
    await client.closed;
    expect(await proxy.event('released')).toMatchObject({ held, how: 'abandoned' });
    expect(await proxy.event('closed')).toMatchObject({ ending: 'killed' });
  });

  it('holds the source up beyond what fits, not the memory', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()} --hold to-server:* --frame line`);
    const client = connect(proxy.port());
    client.socket.write(`${'x'.repeat(99)}\n`.repeat(100_000));
    const { held } = await proxy.event('held');
    expect(held).toBe(1);
    await new Promise((turn) => setTimeout(turn, 50));
    expect(proxy.events.filter(({ event }) => event === 'held').length).toBeLessThan(10_000);
  });
});

describe('--rewrite-host', () => {
  it('lets the Host header name the target in every request of the connection, bodies untouched', async () => {
    const requests: Seen[] = [];
    const server = await startServer((socket) => requests.push(watch(socket)));
    const proxy = await startProxy(`0 127.0.0.1:${server} --rewrite-host`);
    const client = connect(proxy.port());
    const sent = [
      'GET /a HTTP/1.1\r\nHost: localhost:8080\r\n\r\n',
      'POST /b HTTP/1.1\r\nhost:localhost\r\nContent-Length: 14\r\n\r\nHost: not this',
      'POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHost:\r\n0\r\n\r\n',
      'GET /d HTTP/1.1\r\nAccept: */*\r\nHost: x\r\n\r\n',
    ].join('');
    for (let at = 0; at < sent.length; at += 7) client.socket.write(sent.slice(at, at + 7));
    const expected = [
      `GET /a HTTP/1.1\r\nHost: 127.0.0.1:${server}\r\n\r\n`,
      `POST /b HTTP/1.1\r\nhost:127.0.0.1:${server}\r\nContent-Length: 14\r\n\r\nHost: not this`,
      `POST /c HTTP/1.1\r\nHost: 127.0.0.1:${server}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHost:\r\n0\r\n\r\n`,
      `GET /d HTTP/1.1\r\nAccept: */*\r\nHost: 127.0.0.1:${server}\r\n\r\n`,
    ].join('');
    await proxy.event('connected');
    while (requests.length === 0) await new Promise((turn) => setImmediate(turn));
    await requests[0].until(() => requests[0].text.length === expected.length);
    expect(requests[0].text).toBe(expected);
    expect(await proxy.event('changed')).toMatchObject({ what: `Host header names 127.0.0.1:${server}` });
    await proxy.end();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(proxy.recording, 'latin1')).toContain('Host header rewritten; originally');
  });

  it('leaves everything else alone', async () => {
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} --rewrite-host`);
    const client = connect(proxy.port());
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) & 255));
    client.socket.end(bytes);
    await client.closed;
    expect(Buffer.concat(client.bytes).equals(bytes)).toBe(true);
  });
});

describe('resend', () => {
  it('sends the client’s side again as fast as answers come, through the listener', async () => {
    const server = await startServer((socket) => {
      socket.on('data', (bytes) => socket.write(`you said ${bytes}`));
      socket.on('end', () => socket.end());
    });
    const proxy = await startProxyHere(`0 127.0.0.1:${server}`);
    const script = {
      turns: [
        { side: 0, bytes: Buffer.from('one'), after: 0 },
        { side: 1, bytes: Buffer.from('you said one'), after: 5000 },
        { side: 0, bytes: Buffer.from('two'), after: 10_000 },
        { side: 1, bytes: Buffer.from('you said two'), after: 15_000 },
      ],
    } as const;
    await proxy.command({ command: 'resend', request: 1, listener: 0, script, timing: 'answers' });
    expect(await proxy.event('resent')).toMatchObject({ sent: 6, received: 24, ending: 'answered' });
    await proxy.event('closed');
    await proxy.end();
    const { segments } = await readRecording(proxy.recording);
    expect(segments.filter(({ length }) => length > 0).map(({ payload }) => payload.toString())).toEqual([
      'one',
      'you said one',
      'two',
      'you said two',
    ]);
  });

  it('or with the original timing', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await echo()}`);
    const script = {
      turns: [
        { side: 0, bytes: Buffer.from('a'), after: 0 },
        { side: 0, bytes: Buffer.from('b'), after: 120 },
        { side: 1, bytes: Buffer.from('ab'), after: 121 },
      ],
    } as const;
    const start = performance.now();
    await proxy.command({ command: 'resend', request: 1, listener: 0, script, timing: 'original' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(119);
    expect(await proxy.event('resent')).toMatchObject({ sent: 2, received: 2, ending: 'answered' });
  });

  it.each(['0', 'tls://0'])('through a listener at %s that wants a PROXY header, too', async (listen) => {
    const tls = listen.startsWith('tls:') ? ` --tls-auto ${temporaryFolder()}/ca.pem` : '';
    const proxy = await startProxyHere(`${listen} 127.0.0.1:${await echo()} --proxy-protocol accept${tls}`);
    const turns = [
      { side: 0, bytes: Buffer.from('a'), after: 0 },
      { side: 1, bytes: Buffer.from('a'), after: 1 },
    ] as const;
    await proxy.command({ command: 'resend', request: 1, listener: 0, script: { turns }, timing: 'answers' });
    expect(await proxy.event('resent')).toMatchObject({ sent: 1, received: 1, ending: 'answered' });
  });

  it('says when nobody answers', async () => {
    const server = await startServer((socket) => socket.resume());
    const proxy = await startProxyHere(`0 127.0.0.1:${server}`);
    const turns = [
      { side: 0, bytes: Buffer.from('hello?'), after: 0 },
      { side: 1, bytes: Buffer.from('yes'), after: 1 },
    ] as const;
    await proxy.command({ command: 'resend', request: 1, listener: 0, script: { turns }, timing: 'answers' });
    expect(await proxy.event('resent')).toMatchObject({ sent: 6, received: 0, ending: 'no answer' });
  });
});

test('clients that are not allowed, or too many, are turned away', async () => {
  const proxy = await startProxy(
    `0 127.0.0.1:${await echo()} --allow 192.0.2.0/24 0 127.0.0.1:${await echo()} --max-clients 1`,
  );
  const foreign = connect(proxy.port(0));
  await foreign.closed;
  expect(foreign.happened.at(-1)).toBe('ECONNRESET');
  expect(await proxy.event('turned-away')).toMatchObject({ listener: 0, reason: 'not allowed' });
  await roundTrip(connect(proxy.port(1)));
  await connect(proxy.port(1)).closed;
  expect(await proxy.event('turned-away', ({ listener }) => listener === 1)).toMatchObject({
    reason: 'too many clients',
  });
});

test('a client that is gone before it is accepted is not allowed in either', async () => {
  let served = 0;
  const proxy = await startProxyHere(`0 127.0.0.1:${await startServer(() => served++)} --allow 192.0.2.0/24`);
  // With a linger time of 0 closing is a reset (socket(7), SO_LINGER), which Node cannot do while nobody has accepted.
  const reset =
    'import socket, struct, sys; s = socket.create_connection(("127.0.0.1", int(sys.argv[1]))); s.send(b"x"); ';
  const linger = 's.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); s.close()';
  execFileSync('python3', ['-c', reset + linger, String(proxy.port())]);
  expect(await proxy.event('turned-away')).toMatchObject({ reason: 'not allowed' });
  expect(served).toBe(0);
});

test('a connection without a byte for the idle time-out is reset', async () => {
  const proxy = await startProxy(`0 127.0.0.1:${await echo()} --idle-timeout 100ms`);
  const client = connect(proxy.port());
  await client.closed;
  expect(client.happened.at(-1)).toBe('ECONNRESET');
  expect(await proxy.event('closed')).toMatchObject({ ending: 'idle', reason: 'no byte for 100 ms' });
});

test('a listener that is stopped while it makes its certificate does not listen any more', async () => {
  const proxy = await startProxyHere(`0 127.0.0.1:${await echo()}`);
  const more = parseProxyArguments(['tls://0', 'localhost:1', '--tls-auto', `${temporaryFolder()}/ca.pem`]);
  if (more.kind !== 'proxy') throw new Error('unreachable');
  const added = proxy.command({ command: 'add', pair: more.pairs[0] });
  await proxy.command({ command: 'stop', listener: 1 });
  await added;
  expect(proxy.events.filter((event) => 'listener' in event && event.listener === 1)).toMatchObject([
    { event: 'stopped-listening' },
  ]);
});

test('a listener can be added and stopped while others run; its connections stay', async () => {
  const server = await echo();
  const proxy = await startProxyHere(`0 127.0.0.1:${server}`);
  const more = parseProxyArguments(['0', `127.0.0.1:${server}`]);
  if (more.kind !== 'proxy') throw new Error('unreachable');
  await proxy.command({ command: 'add', pair: more.pairs[0] });
  const client = connect(proxy.port(1));
  await roundTrip(client);
  await proxy.command({ command: 'stop', listener: 1 });
  await roundTrip(client);
  const late = connect(proxy.port(1));
  await late.closed;
  expect(late.happened).toEqual(['ECONNREFUSED']);
  await roundTrip(connect(proxy.port(0)));
});
