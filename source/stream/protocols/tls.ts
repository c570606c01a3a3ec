/** TLS: records, and what is said in clear in them (RFC 8446, RFC 5246). */
import {
  type About,
  type Described,
  type Detail,
  FOREIGN,
  more,
  type Opening,
  type Parser,
  type Protocol,
  type Recognition,
  type Step,
  unit,
} from '../protocol.ts';
import type { End } from '../unit.ts';
import { alertName, cipherName, handshakeName, readTls, type TlsPart, versionName } from './tls-messages.ts';
import { RECORD_HEAD, RecordType, recordLength } from './tls-record.ts';

/**
 * Content of the record with the client's Finished in TLS 1.3: its head, a hash of 32 or 48 bytes, a type and a tag of 16
 * (RFC 8446 sections 4.4.4 and 5.2). Encrypted, it looks like data otherwise.
 */
const FINISHED_LENGTHS = [4 + 32 + 1 + 16, 4 + 48 + 1 + 16];

class TlsParser implements Parser {
  private readonly isEncrypted: Record<End, boolean> = { client: false, server: false };
  /** The client has sent its first encrypted record; with it, the handshake is over. */
  private hasFinished = false;
  private isHelloOpen = false;

  read(from: End, bytes: Uint8Array): Step {
    const length = recordLength(bytes, 0);
    if (length === null) return FOREIGN;
    if (length === 'partial') return more(RECORD_HEAD);
    const type = bytes[0];
    if (type === RecordType.applicationData) return unit(length, this.data(from, length - RECORD_HEAD));
    if (bytes.length < length) return more(length);
    return unit(length, this.inClear(from, type, bytes.subarray(0, length)));
  }

  lost(): void {
    this.isHelloOpen = false;
    this.hasFinished = true;
  }

  /** A record that is followed by another, or by nothing. */
  resume(_from: End, bytes: Uint8Array): number {
    for (let at = 0; at + RECORD_HEAD <= bytes.length; at++) {
      const length = recordLength(bytes, at);
      if (typeof length !== 'number' || length === RECORD_HEAD || at + length > bytes.length) continue;
      if (at + length === bytes.length || recordLength(bytes, at + length) !== null) return at;
    }
    return -1;
  }

  private data(from: End, length: number): About {
    const isHandshake = !this.hasFinished && (from === 'server' || FINISHED_LENGTHS.includes(length));
    if (from === 'client') this.hasFinished = true;
    if (isHandshake)
      return { kind: 'encrypted handshake', role: 'notice', words: `encrypted handshake, ${bytesText(length)}` };
    return { kind: 'application data', role: 'talk', words: `encrypted data, ${bytesText(length)}` };
  }

  private inClear(from: End, type: number, record: Uint8Array): About {
    const [said] = readTls(record);
    if (type === RecordType.handshake && this.isEncrypted[from]) {
      return {
        kind: 'encrypted handshake',
        role: 'notice',
        words: `encrypted handshake, ${bytesText(record.length - RECORD_HEAD)}`,
      };
    }
    if (type === RecordType.changeCipherSpec) this.isEncrypted[from] = true;
    const about: About = { kind: said === undefined ? 'record' : nameOf(said), role: 'notice', words: wordsOf(said) };
    switch (said?.kind) {
      case 'client hello':
        this.isHelloOpen = true;
        return { ...about, role: 'request', ...(said.serverName !== null && { host: said.serverName }) };
      case 'server hello':
        if (from === 'client' || !this.isHelloOpen) return about;
        this.isHelloOpen = false;
        return { ...about, role: 'reply', status: versionName(said.version) };
      case 'alert': {
        const failed = said.level === FATAL;
        if (from === 'client' || !this.isHelloOpen) return { ...about, failed };
        this.isHelloOpen = false;
        return { ...about, role: 'reply', failed, status: alertName(said.description) };
      }
      default:
        return about;
    }
  }
}

const FATAL = 2;

const bytesText = (count: number): string => `${count.toLocaleString('en-US')} ${count === 1 ? 'byte' : 'bytes'}`;

function wordsOf(said: TlsPart | undefined): string {
  if (said === undefined) return 'TLS record';
  const name = `TLS ${nameOf(said)}`;
  if (said.kind === 'client hello' && said.serverName !== null) return `${name} ${said.serverName}`;
  if (said.kind === 'server hello') return `${name} ${versionName(said.version)}`;
  return name;
}

function nameOf(said: TlsPart): string {
  switch (said.kind) {
    case 'client hello':
      return 'ClientHello';
    case 'server hello':
      return 'ServerHello';
    case 'handshake':
      return handshakeName(said.type);
    case 'alert':
      return `alert ${alertName(said.description)}`;
    default:
      return said.kind;
  }
}

function linesOf(said: TlsPart): string[] {
  switch (said.kind) {
    case 'client hello':
      return [
        `ClientHello, ${said.length} bytes`,
        `  server name  ${said.serverName ?? '(none)'}`,
        `  versions     ${said.versions.map(versionName).join(', ')}`,
        `  ALPN         ${said.alpn.length === 0 ? '(none)' : said.alpn.join(', ')}`,
        `  ciphers      ${said.ciphers.slice(0, 64).map(cipherName).join(', ')}`,
      ];
    case 'server hello':
      return [
        'ServerHello',
        `  version      ${versionName(said.version)}`,
        `  cipher       ${cipherName(said.cipher)}`,
        ...(said.alpn.length > 0 ? [`  ALPN         ${said.alpn.join(', ')}`] : []),
      ];
    case 'handshake':
      return [`${handshakeName(said.type)}, ${said.length} bytes`];
    case 'alert':
      return [`Alert: ${alertName(said.description)} (${said.level === FATAL ? 'fatal' : 'warning'})`];
    case 'encrypted alert':
      return ['Alert (encrypted)'];
    case 'change cipher spec':
      return ['ChangeCipherSpec'];
    case 'encrypted handshake':
      return [`Handshake (encrypted), ${said.length} bytes`];
    case 'application data':
      return [`Application data (encrypted), ${said.length} bytes`];
    case 'cut':
      return ['(the record is not whole)'];
  }
}

function describe({ bytes, kind }: Described): Detail {
  const lines =
    kind === 'encrypted handshake'
      ? [`Handshake (encrypted), ${bytes.length - RECORD_HEAD} bytes`]
      : readTls(bytes).flatMap(linesOf);
  return { title: `TLS ${kind}`, lines, body: null };
}

function recogniseTls({ client, server }: Opening): Recognition {
  const isHello = startsHandshake(client);
  if (client.length > 0) return isHello;
  return startsHandshake(server) === 'no' ? 'no' : 'perhaps';
}

/** A handshake, or an alert or data where the capture began late. */
function startsHandshake(bytes: Uint8Array): Recognition {
  if (bytes.length === 0 || recordLength(bytes, 0) === null) return 'no';
  if (bytes.length < RECORD_HEAD) return 'perhaps';
  return bytes[2] <= 4 ? 'yes' : 'no';
}

export const tls: Protocol = {
  name: 'tls',
  title: 'TLS',
  ports: [443, 8443, 465, 853, 993, 995, 636, 5671, 8883],
  recognise: recogniseTls,
  open: () => new TlsParser(),
  describe,
};
