/** What the recording says of what was forwarded. */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs, { readdirSync, readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import type { WriteFile } from '../../source/proxy/disk-queue.ts';
import { connect, startServer, temporaryFolder, unusedPort } from './harness.ts';
import { startProxy } from './program.ts';
import { startProxyHere } from './proxy-here.ts';
import { readRecording, streamOf } from './recording.ts';

const echo = () => startServer((socket) => socket.pipe(socket));

/** Sends the text through the proxy to an echo server, and ends when it has come back. */
async function exchange(port: number, text: string): Promise<number> {
  const client = connect(port);
  await client.until(() => client.happened.includes('connect'));
  const { localPort } = client.socket;
  client.socket.write(text);
  await client.until(() => client.text.length === text.length);
  client.socket.end();
  await client.closed;
  return localPort as number;
}

describe('one exchange', async () => {
  it('is recorded segment by segment, from SYN to the last ACK', async () => {
    const server = await echo();
    const proxy = await startProxy(`0 127.0.0.1:${server}`);
    const client = await exchange(proxy.port(), 'hello');
    await proxy.event('closed');
    await proxy.end();
    const { segments, comments, interfaces, damage } = await readRecording(proxy.recording);

    const out = `${client} > ${server}`;
    const back = `${server} > ${client}`;
    const isn = segments[0].sequence;
    const serverIsn = segments[1].sequence;
    const shown = segments.map(({ ports, flags, sequence, acknowledgement, payload }) => [
      ports === out ? 'client' : ports === back ? 'server' : ports,
      flags,
      sequence - (ports === out ? isn : serverIsn),
      flags === 'S' ? 0 : acknowledgement - (ports === out ? serverIsn : isn),
      payload.toString(),
    ]);
    expect(shown).toEqual([
      ['client', 'S', 0, 0, ''],
      ['server', 'SA', 0, 1, ''],
      ['client', 'A', 1, 1, ''],
      ['client', 'PA', 1, 1, 'hello'],
      ['server', 'A', 1, 6, ''],
      ['server', 'PA', 1, 6, 'hello'],
      ['client', 'A', 6, 6, ''],
      ['client', 'FA', 6, 6, ''],
      ['server', 'A', 6, 7, ''],
      ['server', 'FA', 6, 7, ''],
      ['client', 'A', 7, 7, ''],
    ]);
    expect(interfaces).toEqual([{ name: `127.0.0.1:${proxy.port()}`, received: 11, dropped: 0 }]);
    expect(comments[0]).toMatch(/headers are synthesised.*plaintext/s);
    expect(damage).toEqual([]);
    const times = segments.map(({ micros }) => micros);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(statSync(proxy.recording).mode & 0o777).toBe(0o600);
    expect(await proxy.event('recorded-as')).toMatchObject({
      connection: 1,
      interface: 0,
      client: { address: '127.0.0.1', port: client },
      server: { address: '127.0.0.1', port: server },
      isn,
    });
  });

  it('is read without complaint by capinfos, tshark and tcpdump', async ({ skip }) => {
    if (['capinfos', 'tshark', 'tcpdump'].some((tool) => spawnSync(tool, ['--version']).error)) skip();
    const proxy = await startProxy(`0 127.0.0.1:${await echo()} [::1]:0 127.0.0.1:${await echo()}`);
    await exchange(proxy.port(), 'hello');
    const client = connect(proxy.port(1), '::1');
    client.socket.end('over IPv6');
    await client.closed;
    await proxy.event('closed', ({ connection }) => connection === 2);
    await proxy.end();

    const capinfos = spawnSync('capinfos', [proxy.recording], { encoding: 'utf8' });
    expect(capinfos).toMatchObject({ status: 0, stderr: '' });
    expect(capinfos.stdout).toMatch(/Strict time order: +True/);
    // Asked to verify IP checksums; any complaint of its analysis of sequence numbers would be an expert's message.
    const tshark = spawnSync(
      'tshark',
      ['-r', proxy.recording, '-o', 'ip.check_checksum:TRUE', '-z', 'expert,warn', '-q', '-z', 'io,phs'],
      { encoding: 'utf8' },
    );
    expect(tshark.status).toBe(0);
    expect(tshark.stdout).not.toMatch(/Warnings|Errors|Bad checksum/i);
    expect(tshark.stdout).toMatch(/ipv6/);
    const tcpdump = spawnSync('tcpdump', ['-nvr', proxy.recording], { encoding: 'utf8' });
    expect(tcpdump.status).toBe(0);
    expect(tcpdump.stdout).not.toMatch(/bad cksum|truncated|invalid/);
  });
});

test('24 MB both ways, cut anyhow, are recorded byte by byte as they arrived', async () => {
  const block = randomBytes(1 << 20);
  const atServer = createHash('sha256');
  const atClient = createHash('sha256');
  const server = await startServer((socket) => {
    socket.on('data', (piece) => atServer.update(piece));
    sendBlocks(socket, block, 24);
  });
  const proxy = await startProxy(`0 127.0.0.1:${server}`);
  // Whoever is done first must not end the other: each side sends all of its own.
  const socket = net.connect({ port: proxy.port(), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('data', (piece) => atClient.update(piece));
  await once(socket, 'connect');
  const client = socket.localPort;
  sendBlocks(socket, block, 24);
  await once(socket, 'close');
  await proxy.event('closed');
  await proxy.end();

  const { segments, damage, interfaces } = await readRecording(proxy.recording);
  expect(damage).toEqual([]);
  expect(interfaces[0].dropped).toBe(0);
  const sent = createHash('sha256');
  for (let blocks = 0; blocks < 24; blocks++) sent.update(block);
  const whole = sent.digest('hex');
  expect(atServer.digest('hex')).toBe(whole);
  expect(atClient.digest('hex')).toBe(whole);
  expect(sha256(streamOf(segments, `${client} > ${server}`))).toBe(whole);
  expect(sha256(streamOf(segments, `${server} > ${client}`))).toBe(whole);
});

test('a refused connection is SYN and RST', async () => {
  const proxy = await startProxy(`0 127.0.0.1:${await unusedPort()}`);
  await connect(proxy.port()).closed;
  await proxy.end();
  const { segments } = await readRecording(proxy.recording);
  expect(segments.map(({ flags }) => flags)).toEqual(['S', 'RA']);
  expect(segments[1].acknowledgement).toBe((segments[0].sequence + 1) % 2 ** 32);
});

test('a reset is recorded from the side that sent it', async () => {
  const server = await startServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const proxy = await startProxy(`0 127.0.0.1:${server}`);
  const client = connect(proxy.port());
  client.socket.write('x');
  await client.closed;
  await proxy.event('closed');
  await proxy.end();
  const { segments } = await readRecording(proxy.recording);
  expect(segments.at(-1)).toMatchObject({ flags: 'RA', ports: expect.stringMatching(`^${server} >`) });
});

test('two listeners with one target and one client port are two interfaces', async () => {
  const server = await echo();
  const proxy = await startProxy(`127.0.0.1:0 127.0.0.1:${server} 127.0.0.2:0 127.0.0.1:${server}`);
  const localPort = await unusedPort();
  const clients = ['127.0.0.1', '127.0.0.2'].map((host, number) => {
    const socket = net.connect({ host, port: proxy.port(number), localAddress: '127.0.0.1', localPort });
    socket.end(`to listener ${number}`).resume();
    return once(socket, 'close');
  });
  await Promise.all(clients);
  await proxy.event('closed', ({ connection }) => connection === 2);
  await proxy.end();
  const { segments } = await readRecording(proxy.recording);
  const said = (number: number) =>
    segments.find((segment) => segment.interface === number && segment.payload.length > 0)?.payload.toString();
  expect([said(0), said(1)]).toEqual(['to listener 0', 'to listener 1']);
  const ends = proxy.events.filter((event) => event.event === 'recorded-as');
  expect(ends[0].client).toEqual(ends[1].client);
  expect(ends.map((event) => event.interface)).toEqual([0, 1]);
});

test('a 4-tuple that is used again starts above where it stopped', async () => {
  const server = await startServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const proxy = await startProxy(`0 127.0.0.1:${server}`);
  const localPort = await unusedPort();
  for (let use = 1; use <= 3; use++) {
    const socket = net.connect({ host: '127.0.0.1', port: proxy.port(), localPort }).on('error', () => {});
    socket.write(Buffer.alloc(50_000));
    await new Promise((closed) => socket.on('close', closed));
    await proxy.event('closed', ({ connection }) => connection === use);
  }
  await proxy.end();
  const { segments } = await readRecording(proxy.recording);
  const starts = segments.filter(({ flags }) => flags === 'S').map(({ sequence }) => sequence);
  expect(starts).toHaveLength(3);
  const growth = [starts[1] - starts[0], starts[2] - starts[1]].map((step) => (step + 2 ** 32) % 2 ** 32);
  for (const step of growth) expect(step).toBeGreaterThan(50_000);
  for (const step of growth) expect(step).toBeLessThan(2 ** 31);
});

test('Unix sockets appear with the documented addresses', async () => {
  const folder = temporaryFolder();
  await startServer((socket) => socket.pipe(socket), { path: `${folder}/server` });
  const proxy = await startProxy(`unix:${folder}/proxy unix:${folder}/server`);
  const socket = net.connect(`${folder}/proxy`);
  socket.end('x').resume();
  await once(socket, 'close');
  await proxy.event('closed');
  await proxy.end();
  expect((await readRecording(proxy.recording)).segments[0].ports).toBe('1025 > 1');
  expect(await proxy.event('recorded-as')).toMatchObject({
    client: { address: '192.0.2.1', port: 1025 },
    server: { address: '192.0.2.2', port: 1 },
  });
});

test('--keep-payload keeps the first bytes of each piece and the true lengths', async () => {
  const proxy = await startProxy(`0 127.0.0.1:${await echo()} --keep-payload 4`);
  await exchange(proxy.port(), 'abcdefgh');
  await proxy.end();
  const { segments } = await readRecording(proxy.recording);
  const data = segments.filter(({ length }) => length > 0);
  expect(data.map(({ length, payload }) => [length, payload.toString()])).toEqual([
    [8, 'abcd'],
    [8, 'abcd'],
  ]);
});

test('--save-limit keeps a ring of eight files, each a complete capture', async () => {
  const folder = temporaryFolder();
  const server = await startServer((socket) => {
    socket.resume();
    sendBlocks(socket, randomBytes(1 << 20), 12);
  });
  const proxy = await startProxy(`0 127.0.0.1:${server} --save ${folder}/ring.pcapng --save-limit 4M`);
  const socket = net.connect(proxy.port(), '127.0.0.1');
  socket.end().resume();
  await once(socket, 'close');
  await proxy.event('closed');
  await proxy.end();

  const files = readdirSync(folder).sort();
  expect(files).toHaveLength(8);
  expect(files[0]).not.toBe('ring-0001.pcapng');
  for (const file of files) {
    const { segments, interfaces, damage } = await readRecording(`${folder}/${file}`);
    expect(damage).toEqual([]);
    expect(interfaces[0].dropped).toBe(0);
    expect(segments.length).toBeGreaterThan(0);
  }
});

test('a ring is continued in its numbering, loses its oldest, and leaves other files alone', async () => {
  const folder = temporaryFolder();
  const others = ['ring-old.pcapng', 'other-0001.pcapng', 'ring-2024.txt'];
  for (const name of others) fs.writeFileSync(`${folder}/${name}`, '');
  for (let segment = 3; segment <= 10; segment++)
    fs.writeFileSync(`${folder}/ring-00${segment < 10 ? '0' : ''}${segment}.pcapng`, '');
  const proxy = await startProxy(`0 127.0.0.1:1 --save ${folder}/ring.pcapng --save-limit 4M`);
  expect(await proxy.event('recording')).toMatchObject({ path: `${folder}/ring-0011.pcapng` });
  await proxy.end();
  const kept = [4, 5, 6, 7, 8, 9, 10, 11].map((segment) => `ring-${String(segment).padStart(4, '0')}.pcapng`);
  expect(readdirSync(folder).sort()).toEqual([...others, ...kept].sort());
});

test('a file that holds something is not replaced by a recording, unless forced', async () => {
  const file = `${temporaryFolder()}/notes.txt`;
  fs.writeFileSync(file, 'mine');
  const proxy = await startProxy(`0 127.0.0.1:1 --save ${file}`);
  expect(await proxy.event('recording-stopped')).toMatchObject({
    reason: `${file} is there already: choose another name, or let --force replace it`,
  });
  expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  const forced = await startProxy(`0 127.0.0.1:1 --save ${file} --force`);
  await forced.event('recording');
  await forced.end();
  expect(fs.readFileSync(file).readUInt32BE(0)).toBe(0x0a0d0d0a);
});

test('the temporary ring of a proxy that was killed is removed by the next', async () => {
  const killed = await startProxy('0 127.0.0.1:1 --save-limit 1G');
  const { path: left } = await killed.event('recording');
  killed.child.kill('SIGKILL');
  await once(killed.child, 'close');
  expect(fs.existsSync(left)).toBe(true);
  await startProxy('0 127.0.0.1:1 --save-limit 1G');
  await expect.poll(() => fs.existsSync(left)).toBe(false);
});

test('a ring does not take the place of what is only called like one', async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(`${folder}/ring-2024.pcapng`, 'somebody’s own');
  const proxy = await startProxy(`0 127.0.0.1:1 --save ${folder}/ring.pcapng --save-limit 4M`);
  expect(await proxy.event('recording-stopped')).toMatchObject({
    reason: `${folder}/ring-2024.pcapng is in the way and no recording: move it, or save by another name`,
  });
  expect(readdirSync(folder)).toEqual(['ring-2024.pcapng']);
});

test('a temporary recording is removed at the end', async () => {
  const proxy = await startProxy(`0 127.0.0.1:${await echo()} --save-limit 4M`);
  await exchange(proxy.port(), 'x');
  const { path } = await proxy.event('recording');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await proxy.end();
  expect(() => statSync(path)).toThrow(/ENOENT/);
});

test('a disk that is slower than the traffic costs payload of the recording, never the traffic', async () => {
  const held: (() => void)[] = [];
  let slow = true;
  const recover = () => {
    slow = false;
    for (const go of held.splice(0)) go();
  };
  const write: WriteFile = (descriptor, buffers, position, done) => {
    const go = () => fs.writev(descriptor, buffers, position, done);
    if (slow) held.push(go);
    else go();
  };
  const server = await startServer((socket) => {
    socket.resume();
    sendBlocks(socket, randomBytes(1 << 20), 100);
  });
  const proxy = await startProxyHere(`0 127.0.0.1:${server}`, { write, buffers: 64 });
  onTestFinished(recover);
  let received = 0;
  const socket = net.connect(proxy.port(), '127.0.0.1');
  socket.end().on('data', (piece) => {
    received += piece.length;
  });
  await once(socket, 'close');
  expect(received).toBe(100 << 20);
  await proxy.event('closed');
  const { cutPieces, cutBytes } = proxy.counters;
  expect(cutBytes).toBeGreaterThan(30 << 20);
  expect(cutBytes).toBeLessThan(60 << 20);
  await proxy.event('recording-behind');

  recover();
  expect(await proxy.event('recording-caught-up')).toMatchObject({ cutPieces, cutBytes });
  await proxy.end();
  const { segments, interfaces } = await readRecording(proxy.recording);
  expect(interfaces[0].dropped).toBe(cutPieces);
  expect(segments.reduce((sum, { length }) => sum + length, 0)).toBe(100 << 20);
});

test('a disk that is full stops the recording at a whole block, says so, and not the traffic', async () => {
  let room = 100_000;
  const write: WriteFile = (descriptor, buffers, position, done) => {
    const some = Buffer.concat(buffers).subarray(0, room);
    if (room === 0) return done(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }), 0);
    fs.write(descriptor, some, 0, some.length, position, (problem, written) => {
      room -= written;
      done(problem, written);
    });
  };
  const server = await startServer((socket) => socket.resume().on('end', () => socket.end('thanks')));
  const proxy = await startProxyHere(`0 127.0.0.1:${server}`, { write, buffers: 64 });
  const client = connect(proxy.port());
  client.socket.end(Buffer.alloc(1_000_000, 'x'));
  await client.closed;
  expect(client.text).toBe('thanks');
  expect(await proxy.event('recording-stopped')).toMatchObject({ reason: 'ENOSPC: no space left on device' });
  await proxy.end();
  const { damage, segments } = await readRecording(proxy.recording);
  expect(damage).toEqual([]);
  expect(segments[0].flags).toBe('S');
  expect(readFileSync(proxy.recording).length).toBe(proxy.counters.wholeBytes);
});

function sendBlocks(socket: net.Socket, block: Buffer, count: number): void {
  if (count === 0) socket.end();
  else if (socket.write(block)) sendBlocks(socket, block, count - 1);
  else socket.once('drain', () => sendBlocks(socket, block, count - 1));
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
