/** TLS on either side of the proxy, and on both. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { certificateFor, type TestCertificate } from './certificates.ts';
import { connect, startServer, temporaryFolder, watch } from './harness.ts';
import { startProxy } from './program.ts';
import { readRecording } from './recording.ts';

let certificate: TestCertificate;
beforeAll(async () => {
  certificate = await certificateFor('localhost');
});

/** A TLS echo server that ends when its client does; answers each protocol it agreed to first, where there is one. */
async function startTlsServer(options: tls.TlsOptions = {}): Promise<number> {
  const server = tls.createServer({ ...certificate, allowHalfOpen: true, ...options } as tls.TlsOptions, (socket) => {
    socket.on('error', () => {});
    if (socket.alpnProtocol) socket.write(`[${socket.alpnProtocol}]`);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

function files(): { folder: string; cert: string; key: string } {
  const folder = temporaryFolder();
  const [cert, key] = [`${folder}/cert.pem`, `${folder}/key.pem`];
  writeFileSync(cert, certificate.cert);
  writeFileSync(key, certificate.key);
  return { folder, cert, key };
}

function connectTls(port: number, options: tls.ConnectionOptions = {}) {
  const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: certificate.cert, ...options });
  onTestFinished(() => {
    socket.destroy();
  });
  return { ...watchText(watch(socket)), socket };
}

const watchText = (seen: ReturnType<typeof watch>) => ({ closed: seen.closed, seen });

/** What a client of Node's says first. */
function firstFlight(): Promise<Buffer> {
  return new Promise((resolve) => {
    const listener = net.createServer((socket) => {
      socket.once('data', (bytes) => {
        resolve(bytes);
        socket.destroy();
        listener.close();
      });
    });
    listener.listen(0, '127.0.0.1', () => {
      tls.connect({ port: (listener.address() as net.AddressInfo).port, host: '127.0.0.1' }).on('error', () => {});
    });
  });
}

describe('TLS', () => {
  it('towards the server only: the client speaks in clear', async () => {
    const { cert } = files();
    const proxy = await startProxy(`0 tls://localhost:${await startTlsServer()} --tls-ca ${cert}`);
    const client = connect(proxy.port());
    client.socket.end('secret');
    await client.closed;
    expect(client.text).toBe('secret');
    expect(await proxy.event('tls')).toMatchObject({
      with: 'server',
      protocol: 'TLSv1.3',
      alpn: null,
      name: 'localhost',
    });
  });

  it('towards the client only', async () => {
    const { cert, key } = files();
    const server = await startServer((socket) => socket.pipe(socket));
    const proxy = await startProxy(`tls://0 127.0.0.1:${server} --tls-cert ${cert} --tls-key ${key}`);
    const client = connectTls(proxy.port());
    client.socket.end('secret');
    await client.closed;
    expect(client.seen.text).toBe('secret');
    expect(await proxy.event('tls')).toMatchObject({ with: 'client', name: 'localhost', alpn: null });
    await proxy.end();
    const { segments } = await readRecording(proxy.recording);
    expect(segments.find(({ length }) => length > 0)?.payload.toString()).toBe('secret');
  });

  it('on both sides, with keys in the key log and plaintext in the recording', async () => {
    const { cert, key, folder } = files();
    const target = `tls://localhost:${await startTlsServer()}`;
    const proxy = await startProxy(
      `tls://0 ${target} --tls-cert ${cert} --tls-key ${key} --tls-ca ${cert} --keylog ${folder}/keys`,
    );
    const client = connectTls(proxy.port());
    client.socket.end('both');
    await client.closed;
    expect(client.seen.text).toBe('both');
    await proxy.event('closed');
    await proxy.end();
    expect(readFileSync(`${folder}/keys`, 'latin1').match(/^CLIENT_TRAFFIC_SECRET_0 /gm)).toHaveLength(2);
    const { segments } = await readRecording(proxy.recording);
    expect(segments.filter(({ length }) => length > 0).map(({ payload }) => payload.toString())).toEqual([
      'both',
      'both',
    ]);
  });

  it('with certificates of a throw-away CA, for every name asked for', async () => {
    const folder = temporaryFolder();
    const server = await startServer((socket) => socket.end('hello'));
    const proxy = await startProxy(`tls://0 127.0.0.1:${server} --tls-auto ${folder}/ca.pem`);
    const ca = readFileSync(`${folder}/ca.pem`, 'utf8');
    for (const servername of ['one.example', 'two.example']) {
      const client = connectTls(proxy.port(), { ca, servername });
      await once(client.socket, 'secureConnect');
      expect(client.socket.authorized).toBe(true);
      expect(client.socket.getPeerCertificate().subject.CN).toBe(servername);
      client.socket.end();
      await client.closed;
      expect(client.seen.text).toBe('hello');
    }
  });
});

test('a client that asks for no name is shown a certificate for the address it connected to', async () => {
  const folder = temporaryFolder();
  const server = await startServer((socket) => socket.end('hello'));
  const proxy = await startProxy(`tls://0 localhost:${server} --tls-auto ${folder}/ca.pem`);
  const ca = readFileSync(`${folder}/ca.pem`, 'utf8');
  const client = connectTls(proxy.port(), { ca, servername: '' });
  await once(client.socket, 'secureConnect');
  expect(client.socket.authorized).toBe(true);
  expect(client.socket.getPeerCertificate().subjectaltname).toBe('IP Address:127.0.0.1, DNS:localhost');
});

test('listeners that name one file share its CA, which the next start replaces', async () => {
  const authority = `${temporaryFolder()}/ca.pem`;
  const server = await startServer((socket) => socket.end('hello'));
  const first = await startProxy(`--tls-auto ${authority} tls://0 localhost:${server} tls://0 localhost:${server}`);
  const ca = readFileSync(authority, 'utf8');
  for (const listener of [0, 1]) {
    const client = connectTls(first.port(listener), { ca });
    await once(client.socket, 'secureConnect');
    expect(client.socket.authorized).toBe(true);
    client.socket.resume();
    await client.closed;
  }
  await first.end();
  const second = await startProxy(`tls://0 localhost:${server} --tls-auto ${authority}`);
  const client = connectTls(second.port(), { ca: readFileSync(authority, 'utf8') });
  await once(client.socket, 'secureConnect');
  expect(readFileSync(authority, 'utf8')).not.toBe(ca);
});

test('--tls-auto does not replace a file that holds something', async () => {
  const { key } = files();
  const proxy = await startProxy(`tls://0 localhost:1 --tls-auto ${key}`);
  expect(await proxy.event('listen-failed')).toMatchObject({
    reason: `--tls-auto: ${key} is there already: choose another name, or let --force replace it`,
  });
  expect(readFileSync(key, 'utf8')).toBe(certificate.key);
});

test('a target that asks for a certificate is shown the one given', async () => {
  const { cert, key } = files();
  const server = await startTlsServer({ requestCert: true, rejectUnauthorized: true, ca: certificate.cert });
  const towards = `0 tls://localhost:${server} --tls-ca ${cert}`;
  const shown = await startProxy(`${towards} --tls-client-cert ${cert} --tls-client-key ${key}`);
  const client = connect(shown.port());
  client.socket.end('hello');
  await client.closed;
  expect(client.text).toBe('hello');

  const without = await startProxy(towards);
  const refused = connect(without.port());
  await refused.closed;
  expect(refused.text).toBe('');
});

describe('ALPN', () => {
  const both = async (alpn: string, servers: string[] | undefined, offered: string[]) => {
    const { cert, key } = files();
    const target = `tls://localhost:${await startTlsServer({ ALPNProtocols: servers })}`;
    const proxy = await startProxy(`tls://0 ${target} --tls-cert ${cert} --tls-key ${key} --tls-ca ${cert}${alpn}`);
    const client = connectTls(proxy.port(), { ALPNProtocols: offered });
    await once(client.socket, 'secureConnect');
    client.socket.end();
    await client.closed;
    return [client.socket.alpnProtocol, client.seen.text];
  };

  it('is http/1.1 where the client offers it', async () => {
    expect(await both('', ['h2', 'http/1.1'], ['h2', 'http/1.1'])).toEqual(['http/1.1', '[http/1.1]']);
  });

  it('is what the server chooses where the client does not', async () => {
    expect(await both('', ['postgresql'], ['x', 'postgresql'])).toEqual(['postgresql', '[postgresql]']);
  });

  it('is none where the target speaks no TLS that could choose', async () => {
    const { cert, key } = files();
    const server = await startServer((socket) => socket.end('plain'));
    const proxy = await startProxy(`tls://0 127.0.0.1:${server} --tls-cert ${cert} --tls-key ${key}`);
    const client = connectTls(proxy.port(), { ALPNProtocols: ['h2'] });
    await client.closed;
    expect([client.socket.alpnProtocol, client.seen.text]).toEqual([false, 'plain']);
  });

  it('is refused where the user says it and the client does not offer it', async () => {
    const { cert, key } = files();
    const target = `tls://localhost:${await startTlsServer()}`;
    const proxy = await startProxy(`tls://0 ${target} --tls-cert ${cert} --tls-key ${key} --alpn h2`);
    const client = connectTls(proxy.port(), { ALPNProtocols: ['http/1.1'] });
    await client.closed;
    expect(await proxy.event('tls-failed')).toMatchObject({ with: 'client' });
  });

  it('is what the user says', async () => {
    expect(await both(' --alpn h2', ['h2', 'http/1.1'], ['h2', 'http/1.1'])).toEqual(['h2', '[h2]']);
  });

  it('pass: is what the server chooses from the client’s offer', async () => {
    expect(await both(' --alpn pass', ['h2', 'http/1.1'], ['x', 'h2'])).toEqual(['h2', '[h2]']);
  });

  it('pass: is none where the server knows no ALPN', async () => {
    expect(await both(' --alpn pass', undefined, ['h2'])).toEqual([false, '']);
  });
});

describe('TLS failures are said with their reason', () => {
  it('a server whose certificate nobody vouches for', async () => {
    const proxy = await startProxy(`0 tls://localhost:${await startTlsServer()}`);
    const client = connect(proxy.port());
    await client.closed;
    expect(client.happened.at(-1)).toBe('ECONNRESET');
    expect(await proxy.event('tls-failed')).toMatchObject({
      with: 'server',
      reason: 'self-signed certificate (--tls-ca FILE, --tls-name NAME or --tls-insecure accept more)',
    });
    expect(await proxy.event('closed')).toMatchObject({ ending: 'TLS failure' });
    await proxy.end();
    expect((await readRecording(proxy.recording)).segments.map(({ flags }) => flags)).toEqual(['S', 'SA', 'A', 'RA']);
  });

  it('unless --tls-insecure lets it pass', async () => {
    const proxy = await startProxy(
      `0 tls://localhost:${await startTlsServer()} --tls-insecure --tls-name other.example`,
    );
    const client = connect(proxy.port());
    client.socket.end('x');
    await client.closed;
    expect(client.text).toBe('x');
    expect(await proxy.event('tls')).toMatchObject({ name: 'other.example' });
  });

  it('a server that speaks no TLS', async () => {
    const proxy = await startProxy(`0 tls://localhost:${await startServer((socket) => socket.end('220 plain\r\n'))}`);
    await connect(proxy.port()).closed;
    expect(await proxy.event('tls-failed')).toMatchObject({ with: 'server', reason: 'wrong version number' });
  });

  it('a client that speaks no TLS', async () => {
    const { cert, key } = files();
    const proxy = await startProxy(`tls://0 localhost:1 --tls-cert ${cert} --tls-key ${key}`);
    const client = connect(proxy.port());
    client.socket.end('GET / HTTP/1.1\r\n\r\n');
    await client.closed;
    expect(await proxy.event('tls-failed')).toMatchObject({ with: 'client', reason: 'http request' });
    expect(await proxy.event('closed')).toMatchObject({ ending: 'TLS failure' });
  });

  it.each(['', '\x16', '\x16\x03\x01'])('a client that goes after %j, while its offer is awaited', async (bytes) => {
    const { cert, key } = files();
    const proxy = await startProxy(`tls://0 tls://localhost:1 --tls-cert ${cert} --tls-key ${key} --alpn pass`);
    const client = connect(proxy.port());
    client.socket.end(bytes, 'latin1');
    await client.closed;
    expect(await proxy.event('tls-failed')).toMatchObject({
      with: 'client',
      reason: 'the client was gone before its first message was whole',
    });
  });

  it('a client that goes in the middle of its handshake is let go at once', async () => {
    const { cert, key } = files();
    const proxy = await startProxy(`tls://0 localhost:1 --tls-cert ${cert} --tls-key ${key}`);
    const client = connect(proxy.port());
    client.socket.end(await firstFlight());
    await client.closed;
    expect(await proxy.event('tls-failed')).toMatchObject({
      with: 'client',
      reason: 'the connection closed during the handshake',
    });
  });

  it.each(['', ' --alpn pass'])('a client that says nothing%s', async (alpn) => {
    const { cert, key } = files();
    const proxy = await startProxy(
      `tls://0 tls://localhost:1 --tls-cert ${cert} --tls-key ${key} --connect-timeout 100ms${alpn}`,
    );
    await connect(proxy.port()).closed;
    expect(await proxy.event('tls-failed')).toMatchObject({ with: 'client', reason: 'no handshake within 100 ms' });
  });

  it('a client with which it shares no cipher', async () => {
    const { cert, key } = files();
    const proxy = await startProxy(`tls://0 localhost:1 --tls-cert ${cert} --tls-key ${key}`);
    // The certificate's key is ECDSA; this cipher wants RSA.
    await connectTls(proxy.port(), { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }).closed;
    expect(await proxy.event('tls-failed')).toMatchObject({ with: 'client', reason: 'no shared cipher' });
  });

  it('a certificate that cannot be read keeps the listener from listening', async () => {
    const proxy = await startProxy('tls://0 localhost:1 --tls-cert /nowhere.pem --tls-key /nowhere.pem');
    expect(await proxy.event('listen-failed')).toMatchObject({ reason: expect.stringMatching(/ENOENT.*nowhere/) });
  });
});

test('a reset by a TLS server reaches a TLS client as a reset', async () => {
  const { cert, key } = files();
  const server = tls.createServer({ ...certificate });
  server.on('connection', (raw) =>
    server.once('secureConnection', (socket) => socket.once('data', () => raw.resetAndDestroy())),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const target = `tls://localhost:${(server.address() as net.AddressInfo).port}`;
  const proxy = await startProxy(`tls://0 ${target} --tls-cert ${cert} --tls-key ${key} --tls-ca ${cert}`);
  const client = connectTls(proxy.port());
  client.socket.write('x');
  await client.closed;
  expect(client.seen.happened.at(-1)).toBe('ECONNRESET');
  expect(await proxy.event('closed')).toMatchObject({ ending: 'reset by server' });
});
