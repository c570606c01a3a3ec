/**
 * TLS on either side of a relayed connection. Sessions are put on top of plain sockets that the relay keeps hold of, as only
 * those can be reset.
 */
import { createWriteStream, type WriteStream } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { readTls } from '../stream/protocols/tls-messages.ts';
import { durationText } from './durations.ts';
import { type Endpoint, unmapped } from './endpoints.ts';
import type { AlpnPolicy, PairOptions } from './options.ts';
import type { RelayContext } from './relay-context.ts';
import { type Identity, OWNER_ONLY } from './tls-files.ts';

/** The longest first flight of a client that is looked at for its ALPN offer. */
const LONGEST_HELLO = 16_384;

/** What is agreed to; undefined refuses the connection (RFC 7301 section 3.2). */
export type AlpnChoice = () => string | undefined;

export interface TlsSession {
  readonly socket: tls.TLSSocket;
  /** "TLSv1.3" */
  readonly protocol: string;
  readonly cipher: string;
  readonly alpn: string | null;
  /** The server name asked for. */
  readonly name: string | null;
}

/** `chooseAlpn` null: like a server that knows no ALPN, whatever is offered. Rejects with the reason in words. */
export async function acceptTls(
  transport: net.Socket,
  identity: Identity,
  chooseAlpn: AlpnChoice | null,
  options: PairOptions,
): Promise<TlsSession> {
  // A client that names nobody has asked for the address it connected to.
  const here = transport.localAddress === undefined ? [] : [unmapped(transport.localAddress)];
  const socket = new tls.TLSSocket(transport, {
    isServer: true,
    secureContext: await identity(here),
    SNICallback: (name, done) => {
      identity([name, ...here]).then((context) => done(null, context), done);
    },
    ALPNCallback: chooseAlpn ?? undefined,
  } as tls.TLSSocketOptions);
  return settled(socket, 'secure', options, () => socket.servername);
}

/** Agrees on TLS with the target. Rejects with the reason in words. */
export function connectTls(
  transport: net.Socket,
  target: Endpoint,
  options: PairOptions,
  { authorities, clientCertificate }: Pick<RelayContext, 'authorities' | 'clientCertificate'>,
  offer: readonly string[],
): Promise<TlsSession> {
  const host = target.kind === 'unix' ? '' : target.host;
  const name = options.tlsName ?? (net.isIP(host) === 0 ? host : '');
  const socket = tls.connect({
    socket: transport,
    host,
    servername: name,
    ca: authorities.length === 0 ? undefined : [...authorities],
    ...clientCertificate,
    rejectUnauthorized: !options.tlsInsecure,
    ALPNProtocols: offer.length === 0 ? undefined : [...offer],
  });
  return settled(socket, 'secureConnect', options, () => name);
}

function settled(
  socket: tls.TLSSocket,
  event: 'secure' | 'secureConnect',
  { keylog, connectTimeout }: PairOptions,
  nameOf: () => string | false | null,
): Promise<TlsSession> {
  if (keylog !== null) socket.on('keylog', (line: Buffer) => keylogFile(keylog).write(line));
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(new Error(reasonOf(error) + adviceFor(socket)));
    };
    const closed = (): void => fail(new Error('the connection closed during the handshake'));
    const timer = setTimeout(
      () => fail(new Error(`no handshake within ${durationText(connectTimeout)}`)),
      connectTimeout,
    );
    // A server's session tells the failure of its handshake by an event that tls.Server turns into 'tlsClientError'.
    // Nothing can be read before the session stands but that the peer has left: sockets that may be half open do not close by it.
    const left = (): void => {
      if (socket.read() === null) closed();
    };
    socket.once('_tlsError', fail).once('error', fail).once('close', closed).once('readable', left);
    socket.once(event, () => {
      clearTimeout(timer);
      socket.off('_tlsError', fail).off('error', fail).off('close', closed).off('readable', left);
      resolve({
        socket,
        protocol: socket.getProtocol() ?? '',
        cipher: socket.getCipher().name,
        alpn: socket.alpnProtocol || null,
        name: nameOf() || null,
      });
    });
  });
}

/** What newer versions of Node add for their own users: https://nodejs.org/api/cli.html#--use-system-ca */
const NODES_ADVICE = /; if the root CA is installed locally.*$/s;

/** Without OpenSSL's codes: "tlsv1 alert unknown ca", "self-signed certificate". */
function reasonOf(error: Error & { reason?: string }): string {
  return error.reason ?? error.message.replace(NODES_ADVICE, '');
}

/** What to do where the peer's certificate was not accepted. */
function adviceFor({ authorizationError }: tls.TLSSocket): string {
  return authorizationError ? ' (--tls-ca FILE, --tls-name NAME or --tls-insecure accept more)' : '';
}

const keylogFiles = new Map<string, WriteStream>();

function keylogFile(path: string): WriteStream {
  const known = keylogFiles.get(path);
  if (known !== undefined) return known;
  const file = createWriteStream(path, { flags: 'a', mode: OWNER_ONLY });
  // Without its key log a session goes on.
  file.on('error', () => {});
  keylogFiles.set(path, file);
  return file;
}

const HTTP = 'http/1.1';

/** Is the choice a TLS target's? Without `--alpn` it is where the client does not speak HTTP/1.1. */
export function isHandedOn({ kind }: AlpnPolicy, offer: readonly string[]): boolean {
  return kind === 'pass' || (kind === 'http/1.1' && offer.length > 0 && !offer.includes(HTTP));
}

/** How to answer a client's offer that is not handed on; null: like a server that knows no ALPN. */
export function alpnChoice(policy: AlpnPolicy, offer: readonly string[]): AlpnChoice | null {
  if (policy.kind === 'these') return () => policy.protocols.find((protocol) => offer.includes(protocol));
  return offer.includes(HTTP) ? () => HTTP : null;
}

/**
 * The protocols that a client offers in its first message, which is left to be read again; none when it offers none, or
 * does not speak TLS. Rejects when the client goes before, or sends nothing for so many milliseconds.
 */
export function peekAlpnOffer(socket: net.Socket, timeout: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const settle = (): void => {
      clearTimeout(timer);
      socket.off('data', take).off('end', gone).off('close', gone).pause();
    };
    const fail = (reason: string): void => {
      settle();
      reject(new Error(reason));
    };
    const gone = (): void => fail('the client was gone before its first message was whole');
    const timer = setTimeout(() => fail(`no handshake within ${durationText(timeout)}`), timeout);
    const tell = (offer: readonly string[]): void => {
      settle();
      socket.unshift(bytes);
      resolve(offer);
    };
    const take = (piece: Buffer): void => {
      bytes = Buffer.concat([bytes, piece]);
      const parts = readTls(bytes);
      const [hello] = parts;
      if (hello?.kind === 'client hello' && parts.every(({ kind }) => kind !== 'cut')) {
        tell(hello.alpn);
      } else if (bytes.length >= LONGEST_HELLO || !mayBeHello(bytes)) {
        tell([]);
      }
    };
    socket.on('data', take).on('end', gone).on('close', gone).resume();
  });
}

/** Handshake record of TLS 1.x, as far as there are bytes. */
function mayBeHello(bytes: Buffer): boolean {
  return bytes[0] === 22 && (bytes.length < 2 || bytes[1] === 3);
}
