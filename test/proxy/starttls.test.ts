/** TLS that starts within a protocol: with servers of the test's own, and with PostgreSQL where it is installed. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import tls from 'node:tls';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { certificateFor, type TestCertificate } from './certificates.ts';
import { startServer, temporaryFolder, unusedPort } from './harness.ts';
import { startProxyHere } from './proxy-here.ts';
import { readRecording } from './recording.ts';

let certificate: TestCertificate;
beforeAll(async () => {
  certificate = await certificateFor('localhost');
});

const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');
const GSS_REQUEST = Buffer.from('0000000804d21630', 'hex');

/** Answers a request for TLS as the protocol says, and echoes what comes then. `greeting`: what it says first. */
function startTlsServer(greeting: string, request: Buffer, answer: string): Promise<number> {
  return startServer((socket) => {
    if (greeting !== '') socket.write(greeting, 'latin1');
    socket.once('data', (bytes) => {
      if (!bytes.subarray(0, request.length).equals(request)) return socket.end(`in clear: ${bytes}`);
      socket.pause();
      if (bytes.length > request.length) socket.unshift(bytes.subarray(request.length));
      socket.write(answer);
      const session = new tls.TLSSocket(socket, { isServer: true, cert: certificate.cert, key: certificate.key });
      session.on('error', () => {});
      session.on('data', (text) => session.end(`with TLS: ${text}`));
    });
  });
}

/** Resolves to the bytes that come next. */
const next = async (socket: net.Socket): Promise<string> => String((await once(socket, 'data'))[0]);

function connectTo(port: number): net.Socket {
  const socket = net.connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

async function startWith(
  policy: string,
  server: number,
): Promise<{ port: number; ca: string; recording: string; end(): Promise<unknown> }> {
  const authority = `${temporaryFolder()}/ca.pem`;
  const proxy = await startProxyHere(
    `0 127.0.0.1:${server} --starttls ${policy} --tls-auto ${authority} --tls-insecure`.replace(
      policy === 'both' ? '' : ' --tls-insecure',
      '',
    ),
  );
  return { port: proxy.port(), ca: readFileSync(authority, 'utf8'), recording: proxy.recording, end: proxy.end };
}

const secured = async (socket: net.Socket, ca: string): Promise<tls.TLSSocket> => {
  const session = tls.connect({ socket, ca, servername: 'localhost' });
  await once(session, 'secureConnect');
  return session;
};

describe('TLS within PostgreSQL', () => {
  test('ends at the proxy, begins again towards the target, and what is said is recorded', async () => {
    const { port, ca, recording, end } = await startWith('both', await startTlsServer('', SSL_REQUEST, 'S'));
    const socket = connectTo(port);
    socket.write(GSS_REQUEST);
    expect(await next(socket)).toBe('N');
    socket.write(SSL_REQUEST);
    expect(await next(socket)).toBe('S');
    const session = await secured(socket, ca);
    session.write('select 1');
    expect(await next(session)).toBe('with TLS: select 1');
    await once(session, 'close');
    await end();
    const { segments } = await readRecording(recording);
    expect(segments.map(({ payload }) => payload.toString('latin1')).filter(Boolean)).toEqual([
      'N',
      SSL_REQUEST.toString('latin1'),
      'S',
      'select 1',
      'with TLS: select 1',
    ]);
  });

  test('ends at the proxy alone: the target is asked for none', async () => {
    const { port, ca } = await startWith('client', await startTlsServer('', SSL_REQUEST, 'S'));
    const socket = connectTo(port);
    socket.write(SSL_REQUEST);
    expect(await next(socket)).toBe('S');
    const session = await secured(socket, ca);
    session.write('select 1');
    expect(await next(session)).toBe('in clear: select 1');
  });

  test('is refused, and a client that asks for none is left alone', async () => {
    const server = await startTlsServer('', SSL_REQUEST, 'S');
    const proxy = await startProxyHere(`0 127.0.0.1:${server} --starttls refuse`);
    const socket = connectTo(proxy.port());
    socket.write(SSL_REQUEST);
    expect(await next(socket)).toBe('N');
    socket.write('select 1');
    expect(await next(socket)).toBe('in clear: select 1');
  });

  test('is named where nothing can be read without --starttls', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await startTlsServer('', SSL_REQUEST, 'S')}`);
    const socket = connectTo(proxy.port());
    socket.write(SSL_REQUEST);
    expect(await proxy.event('spoke')).toMatchObject({
      preview: 'PostgreSQL asks for TLS: what follows is read with --starttls both',
    });
  });
});

describe('TLS within protocols in lines', () => {
  test.each([
    ['SMTP', '220 mail ESMTP\r\n', 'STARTTLS\r\n', '220 go ahead\r\n'],
    ['IMAP', '* OK ready\r\n', 'a1 STARTTLS\r\n', 'a1 OK begin\r\n'],
    ['POP3', '+OK ready\r\n', 'STLS\r\n', '+OK begin\r\n'],
    ['FTP', '220 files\r\n', 'AUTH TLS\r\n', '234 go\r\n'],
  ])('%s: ends at the proxy and begins again', async (_name, greeting, request, answer) => {
    const { port, ca } = await startWith('both', await startTlsServer(greeting, Buffer.from(request), answer));
    const socket = connectTo(port);
    expect(await next(socket)).toBe(greeting);
    socket.write(request);
    expect(await next(socket)).toBe(answer);
    const session = await secured(socket, ca);
    session.write('hello');
    expect(await next(session)).toBe('with TLS: hello');
  });

  test('SMTP without TLS goes on in clear, and its end is handed on', async () => {
    const server = await startServer((socket) => {
      socket.write('220 mail\r\n');
      socket.on('data', () => {}).on('end', () => socket.end('bye'));
    });
    const { port } = await startWith('both', server);
    const socket = connectTo(port);
    expect(await next(socket)).toBe('220 mail\r\n');
    socket.end('MAIL FROM:<a@b>\r\n');
    expect(await next(socket)).toBe('bye');
  });
});

describe('TLS within MySQL', () => {
  /** Protocol 10, version, thread, salt, a zero, then the flags: all of them. */
  const payload = Buffer.concat([Buffer.from('\n8.0\0', 'latin1'), Buffer.alloc(13), Buffer.from('ffff', 'hex')]);
  const greeting = Buffer.concat([Buffer.from([payload.length, 0, 0, 0]), payload]).toString('latin1');
  const request = Buffer.concat([Buffer.from('2000000100080000', 'hex'), Buffer.alloc(28)]);

  test('ends at the proxy and begins again, as the server does not answer', async () => {
    const { port, ca } = await startWith('both', await startTlsServer(greeting, request, ''));
    const socket = connectTo(port);
    expect((await once(socket, 'data'))[0].toString('latin1')).toBe(greeting);
    socket.write(request);
    const session = await secured(socket, ca);
    session.write('hello');
    expect(await next(session)).toBe('with TLS: hello');
  });

  test('is refused by a greeting that does not offer it', async () => {
    const proxy = await startProxyHere(`0 127.0.0.1:${await startTlsServer(greeting, request, '')} --starttls refuse`);
    const [bytes] = await once(connectTo(proxy.port()), 'data');
    expect(bytes.readUInt16LE(4 + 18)).toBe(0xf7ff);
  });
});

test('a client that says nothing and ends is ended as without the proxy', async () => {
  const server = await startServer((socket) => socket.on('data', () => {}).on('end', () => socket.end('bye')));
  const { port } = await startWith('both', server);
  const socket = connectTo(port);
  socket.end();
  expect(await next(socket)).toBe('bye');
});

const binaries = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
  : [];
const postgres = binaries.find((folder) => existsSync(`${folder}/initdb`));

describe.skipIf(postgres === undefined || process.getuid?.() !== 0)('PostgreSQL itself', () => {
  /** A server with TLS and a password, as the user that Debian makes for it. */
  async function startPostgres(): Promise<number> {
    // Where another user can reach it.
    const folder = mkdtempSync('/tmp/starttls-test-');
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o777);
    writeFileSync(`${folder}/server.crt`, certificate.cert);
    writeFileSync(`${folder}/server.key`, certificate.key);
    writeFileSync(`${folder}/password`, 'secret\n');
    const as = (...words: string[]) => execFileSync('runuser', ['-u', 'postgres', '--', ...words], { stdio: 'pipe' });
    execFileSync('chown', ['postgres', `${folder}/server.key`, `${folder}/server.crt`, `${folder}/password`]);
    chmodSync(`${folder}/server.key`, 0o600);
    as(`${postgres}/initdb`, '-D', `${folder}/data`, '-A', 'scram-sha-256', '-U', 'app', `--pwfile=${folder}/password`);
    const port = await unusedPort();
    const settings = [
      'ssl=on',
      `ssl_cert_file=${folder}/server.crt`,
      `ssl_key_file=${folder}/server.key`,
      `port=${port}`,
      `unix_socket_directories=${folder}`,
      'fsync=off',
    ];
    const words = [
      '-u',
      'postgres',
      '--',
      `${postgres}/postgres`,
      '-D',
      `${folder}/data`,
      ...settings.flatMap((one) => ['-c', one]),
    ];
    const child = spawn('runuser', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => {
      execFileSync(
        'runuser',
        ['-u', 'postgres', '--', `${postgres}/pg_ctl`, '-D', `${folder}/data`, '-m', 'immediate', 'stop'],
        { stdio: 'ignore' },
      );
    });
    await new Promise<void>((ready) =>
      child.stderr.on('data', (text) => String(text).includes('ready to accept') && ready()),
    );
    return port;
  }

  const psql = (port: number, ssl: string): Promise<string> =>
    new Promise((resolve) => {
      const child = spawn('psql', [
        '-Atc',
        'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
        `host=127.0.0.1 port=${port} user=app dbname=postgres password=secret ${ssl}`,
      ]);
      let text = '';
      child.stdout.on('data', (bytes) => (text += bytes));
      child.stderr.on('data', (bytes) => (text += bytes));
      child.on('close', () => resolve(text.trim()));
    });

  test('psql as it comes is read: TLS on both legs without channel binding, or on the client’s alone', {
    timeout: 120_000,
  }, async () => {
    const server = await startPostgres();
    const both = await startWith('both', server);
    expect(await psql(both.port, 'sslmode=require channel_binding=disable')).toBe('t');
    const client = await startWith('client', server);
    expect(await psql(client.port, '')).toBe('f');
    await both.end();
    const { segments } = await readRecording(both.recording);
    expect(segments.some(({ payload }) => payload.includes('pg_stat_ssl'))).toBe(true);
  });
});
