/** The proxy as a session: what a screen reads and asks while traffic flows, against the built program. */

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { parseProxyArguments } from '../../source/proxy/arguments.ts';
import { openProxySession } from '../../source/proxy-view/open.ts';
import type { ProxyView } from '../../source/session/proxy-view.ts';
import type { Session } from '../../source/session/session.ts';
import { until } from '../../source/session/until.ts';
import { connect, startServer, temporaryFolder, unusedPort } from '../proxy/harness.ts';
import { PROGRAM } from '../support/program.ts';

const echo = () => startServer((socket) => socket.pipe(socket));

async function open(words: string): Promise<{ session: Session; proxy: ProxyView; port: number }> {
  const request = parseProxyArguments(words.split(' '));
  if (request.kind !== 'proxy') throw new Error(JSON.stringify(request));
  const session = await openProxySession(request, pathToFileURL(PROGRAM));
  onTestFinished(() => session.close());
  const proxy = session.proxy as ProxyView;
  return { session, proxy, port: Number(proxy.listeners[0].address.split(':').at(-1)) };
}

test('a relayed connection is listed while it is open, with its messages out of the recording', async () => {
  const { session, proxy, port } = await open(`0 127.0.0.1:${await echo()}`);
  const client = connect(port);
  client.socket.write('hello there');
  await until(session, () => proxy.count === 1 && proxy.at(0).recorded !== null && proxy.at(0).messagesToClient === 1);
  expect(proxy.at(0)).toMatchObject({
    number: 1,
    listener: 0,
    client: `127.0.0.1:${client.socket.localPort}`,
    state: 'open',
    bytesToServer: 11,
    bytesToClient: 11,
    preview: 'hello there',
    recorded: 0,
  });
  expect(proxy.at(0).wait?.worst).toBeGreaterThan(0);
  const conversation = session.conversation(asRow(0));
  await until(session, () => conversation.messages.length === 2);
  expect(conversation.messages.map(({ side, size, words }) => [side, size, words])).toEqual([
    [0, 11, 'hello there'],
    [1, 11, 'hello there'],
  ]);

  client.socket.end();
  await until(session, () => proxy.at(0).state === 'done');
  expect(proxy.totals).toEqual({ opened: 1, open: 0, bytesToServer: 11, bytesToClient: 11 });
  expect(proxy.listeners[0]).toMatchObject({ state: 'listening', connections: 1, open: 0, exposed: false });
});

test('connections go on from one segment of the ring to the next', async () => {
  const folder = temporaryFolder();
  const { session, proxy, port } = await open(`0 127.0.0.1:${await echo()} --save ${folder}/r.pcapng --save-limit 1M`);
  const client = connect(port);
  for (let sent = 0; sent < 40; sent++) {
    client.socket.write(Buffer.alloc(10_000));
    await client.until(() => Buffer.concat(client.bytes).length === (sent + 1) * 10_000);
  }
  client.socket.end();
  await until(session, () => proxy.count === 1 && proxy.at(0).state === 'done');
  expect(proxy.recording.path).not.toBe(`${folder}/r-0001.pcapng`);
  // SYN, SYN/ACK, ACK; 80 pieces with their ACKs; two FINs with theirs.
  await until(session, () => session.summary.packets === 3 + 160 + 4);
  expect(session.summary.cut).toBe('');
  expect(session.store.count).toBe(1);
});

test('what went wrong is in the list and in words', async () => {
  const nobody = await unusedPort();
  const { session, proxy, port } = await open(`0 127.0.0.1:${nobody}`);
  await connect(port).closed;
  await until(session, () => proxy.count === 1 && proxy.at(0).tone === 'bad');
  expect(proxy.at(0)).toMatchObject({
    state: 'refused',
    tone: 'bad',
    preview: 'refused: nobody listens there',
  });
  expect(proxy.lastEvent?.text).toBe(`#1 127.0.0.1:${nobody}: refused: nobody listens there`);
});

test('listeners are added, changed and stopped; connections killed', async () => {
  const server = await echo();
  const { session, proxy } = await open(`0 127.0.0.1:${server}`);
  expect(proxy.add('nonsense')).toBe(
    'nonsense: cannot listen there; wanted [host:]port (0 to 65535), unix:/path or tls://[host:]port',
  );
  expect(proxy.add(`0 127.0.0.1:${server} --rate 1mbit`)).toBeNull();
  await until(session, () => proxy.listeners[1]?.state === 'listening');
  expect(proxy.listeners[1].impairments).toBe('at most 125000 bytes/s');
  expect(proxy.impair(1, '--save x')).toBe('--save cannot be changed now: only --latency, --rate and --fault');
  expect(proxy.impair(1, '--latency 10ms')).toBeNull();
  await until(session, () => proxy.listeners[1].impairments === 'latency 10 ms each way');

  const client = connect(Number(proxy.listeners[1].address.split(':')[1]));
  client.socket.write('x');
  await client.until(() => client.text === 'x');
  proxy.kill(1);
  await client.closed;
  await until(session, () => proxy.at(0).state === 'killed');
  proxy.stopListener(1);
  await until(session, () => proxy.listeners[1].state === 'stopped');
  proxy.clear();
  expect(proxy.count).toBe(0);
  expect(proxy.listeners.map(({ number }) => number)).toEqual([0]);
  expect(proxy.add('0 a:1 --save x')).toBe('--save is for the whole proxy, and given when it starts');
});

test('messages are held, and let go', async () => {
  const { session, proxy, port } = await open(`0 127.0.0.1:${await echo()}`);
  expect(proxy.hold(0, '/(/')).toBe('/(/ is no pattern: a text, a /regular expression/ or *');
  expect(proxy.hold(0, 'to-server:*')).toBeNull();
  const client = connect(port);
  client.socket.write('wait');
  await until(session, () => proxy.held.length === 1);
  expect(proxy.held[0]).toMatchObject({ connection: 1, direction: 'to-server', windowMs: 5 });
  expect(Buffer.from(proxy.held[0].bytes).toString()).toBe('wait');
  proxy.release(proxy.held[0].held, { kind: 'edit', bytes: Buffer.from('went') });
  await client.until(() => client.text === 'went');
  await until(session, () => proxy.held.length === 0);
});

test('a connection is sent again, as it was or edited', async () => {
  const { session, proxy, port } = await open(`0 127.0.0.1:${await echo()}`);
  const client = connect(port);
  client.socket.end('again');
  await client.closed;
  await until(session, () => proxy.count === 1 && proxy.at(0).recorded !== null && proxy.at(0).state === 'done');
  const conversation = session.conversation(asRow(0));
  await until(session, () => conversation.messages.length === 2);
  expect(await proxy.resend(1, null, 'answers')).toBe('#1 resent: 5 bytes, 5 came back, answered');
  await until(session, () => proxy.count === 2 && proxy.at(1).state === 'done');
  expect(proxy.at(1)).toMatchObject({ bytesToServer: 5, preview: 'again' });
  expect(await proxy.resend(1, Buffer.from('other'), 'answers')).toBe('#1 resent: 5 bytes, 5 came back, answered');
  await until(session, () => proxy.count === 3);
  await expect(proxy.resend(99, null, 'answers')).rejects.toThrow('nothing of #99 is recorded');
});

test('a port in use, or a recording that cannot be written, is said before any screen', async () => {
  const taken = await echo();
  await expect(open(`${taken} 127.0.0.1:1`)).rejects.toThrow(
    `cannot listen at 127.0.0.1:${taken}: the port is in use; take another`,
  );
  const mine = `${temporaryFolder()}/notes`;
  writeFileSync(mine, 'mine');
  await expect(open(`0 127.0.0.1:1 --save ${mine}`)).rejects.toThrow(`cannot record: ${mine} is there already`);
});
