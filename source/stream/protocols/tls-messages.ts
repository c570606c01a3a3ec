/** What TLS says in clear: hellos and alerts. RFC 8446 (1.3), RFC 5246 (1.2), RFC 6066 (server name), RFC 7301 (ALPN). */
import { recordLength } from './tls-record.ts';

export interface ClientHello {
  kind: 'client hello';
  /** The newest version offered. */
  version: number;
  versions: number[];
  serverName: string | null;
  alpn: string[];
  ciphers: number[];
  /** Bytes of the message. */
  length: number;
}

export interface ServerHello {
  kind: 'server hello';
  version: number;
  cipher: number;
  alpn: string[];
}

export type TlsPart =
  | ClientHello
  | ServerHello
  | { kind: 'handshake'; type: number; length: number }
  | { kind: 'encrypted handshake'; length: number }
  | { kind: 'alert'; level: number; description: number }
  | { kind: 'encrypted alert' }
  | { kind: 'change cipher spec' }
  | { kind: 'application data'; length: number }
  | { kind: 'cut' };

const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const MOST_PARTS = 10_000;

/** Do these bytes start a TLS record? */
export function looksLikeTls(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] >= CHANGE_CIPHER_SPEC && bytes[0] <= 23 && bytes[1] === 3 && bytes[2] <= 4;
}

/** The parts of one side's stretch of a TLS stream, in order; `cut` last where a record is not whole. */
export function readTls(bytes: Uint8Array): TlsPart[] {
  const parts: TlsPart[] = [];
  let encrypted = false;
  for (let at = 0; at < bytes.length && parts.length < MOST_PARTS; ) {
    const length = recordLength(bytes, at);
    if (length === null) break;
    const isWhole = length !== 'partial' && at + length <= bytes.length;
    const body = bytes.subarray(at + 5, isWhole ? at + length : bytes.length);
    const type = bytes[at];
    if (type === CHANGE_CIPHER_SPEC) {
      encrypted = true;
      parts.push({ kind: 'change cipher spec' });
    } else if (type === ALERT) {
      parts.push(
        body.length === 2 ? { kind: 'alert', level: body[0], description: body[1] } : { kind: 'encrypted alert' },
      );
    } else if (type === HANDSHAKE) {
      if (encrypted) parts.push({ kind: 'encrypted handshake', length: body.length });
      else handshakes(body, parts);
    } else {
      parts.push({ kind: 'application data', length: body.length });
    }
    if (!isWhole) {
      parts.push({ kind: 'cut' });
      break;
    }
    at += length;
  }
  return parts;
}

function handshakes(body: Uint8Array, parts: TlsPart[]): void {
  for (let at = 0; at + 4 <= body.length; ) {
    const type = body[at];
    const length = (body[at + 1] << 16) | (body[at + 2] << 8) | body[at + 3];
    const reader = new Reader(body.subarray(at + 4, at + 4 + length));
    if (type === CLIENT_HELLO) parts.push(clientHello(reader, length));
    else if (type === SERVER_HELLO) parts.push(serverHello(reader));
    else parts.push({ kind: 'handshake', type, length });
    at += 4 + length;
  }
}

function clientHello(reader: Reader, length: number): ClientHello {
  const legacy = reader.number(2);
  reader.skip(32);
  reader.vector(1);
  const ciphers = reader.vector(2).numbers(2);
  reader.vector(1);
  const extensions = readExtensions(reader);
  const versions = extensions.versions.length > 0 ? extensions.versions : [legacy];
  const known = versions.filter((version) => !isGrease(version));
  return {
    kind: 'client hello',
    version: known.length > 0 ? Math.max(...known) : legacy,
    versions: known,
    serverName: extensions.serverName,
    alpn: extensions.alpn,
    ciphers: ciphers.filter((cipher) => !isGrease(cipher)),
    length,
  };
}

function serverHello(reader: Reader): ServerHello {
  const legacy = reader.number(2);
  reader.skip(32);
  reader.vector(1);
  const cipher = reader.number(2);
  reader.skip(1);
  const { selected, alpn } = readExtensions(reader);
  return { kind: 'server hello', version: selected ?? legacy, cipher, alpn };
}

interface Extensions {
  serverName: string | null;
  alpn: string[];
  /** The client's list, and the server's choice, of supported_versions (RFC 8446 section 4.2.1). */
  versions: number[];
  selected: number | null;
}

function readExtensions(reader: Reader): Extensions {
  const found: Extensions = { serverName: null, alpn: [], versions: [], selected: null };
  const list = reader.vector(2);
  while (list.left >= 4) {
    const type = list.number(2);
    const extension = list.vector(2);
    if (type === 0) {
      const names = extension.vector(2);
      names.skip(1);
      const name = names.vector(2).rest();
      if (name.length > 0) found.serverName = Buffer.from(name).toString('latin1');
    } else if (type === 16) {
      const names = extension.vector(2);
      while (names.left > 0) found.alpn.push(Buffer.from(names.vector(1).rest()).toString('latin1'));
    } else if (type === 43) {
      if (extension.left === 2) found.selected = extension.number(2);
      else found.versions = extension.vector(1).numbers(2);
    }
  }
  return found;
}

/** Values that mean nothing, sent to keep servers tolerant (RFC 8701). */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** Reads big-endian numbers and vectors; beyond the end everything is 0 or empty. */
class Reader {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  number(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + (this.bytes[this.at + i] ?? 0);
    this.skip(size);
    return value;
  }

  skip(count: number): void {
    this.at = Math.min(this.bytes.length, this.at + count);
  }

  /** A vector: its length in `size` bytes, then its bytes. */
  vector(size: number): Reader {
    const length = this.number(size);
    const from = this.at;
    this.skip(length);
    return new Reader(this.bytes.subarray(from, this.at));
  }

  numbers(size: number): number[] {
    const values: number[] = [];
    while (this.left >= size) values.push(this.number(size));
    return values;
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.at);
  }
}

export function versionName(version: number): string {
  if (version === 0x0300) return 'SSL 3.0';
  if (version > 0x0300 && version <= 0x0304) return `TLS 1.${version - 0x0301}`;
  return `version 0x${version.toString(16)}`;
}

/** https://www.iana.org/assignments/tls-parameters: alerts. */
const ALERTS: Record<number, string> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  60: 'export_restriction',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  111: 'certificate_unobtainable',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  114: 'bad_certificate_hash_value',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
};

export function alertName(description: number): string {
  return ALERTS[description] ?? `alert ${description}`;
}

const HANDSHAKES: Record<number, string> = {
  0: 'HelloRequest',
  1: 'ClientHello',
  2: 'ServerHello',
  4: 'NewSessionTicket',
  8: 'EncryptedExtensions',
  11: 'Certificate',
  12: 'ServerKeyExchange',
  13: 'CertificateRequest',
  14: 'ServerHelloDone',
  15: 'CertificateVerify',
  16: 'ClientKeyExchange',
  20: 'Finished',
  22: 'CertificateStatus',
};

export function handshakeName(type: number): string {
  return HANDSHAKES[type] ?? `handshake message ${type}`;
}

/** The suites met most, https://www.iana.org/assignments/tls-parameters; others by number. */
const CIPHERS: Record<number, string> = {
  10: 'RSA_WITH_3DES_EDE_CBC_SHA',
  4: 'RSA_WITH_RC4_128_MD5',
  5: 'RSA_WITH_RC4_128_SHA',
  47: 'RSA_WITH_AES_128_CBC_SHA',
  53: 'RSA_WITH_AES_256_CBC_SHA',
  60: 'RSA_WITH_AES_128_CBC_SHA256',
  156: 'RSA_WITH_AES_128_GCM_SHA256',
  157: 'RSA_WITH_AES_256_GCM_SHA384',
  4865: 'AES_128_GCM_SHA256',
  4866: 'AES_256_GCM_SHA384',
  4867: 'CHACHA20_POLY1305_SHA256',
  49171: 'ECDHE_RSA_WITH_AES_128_CBC_SHA',
  49172: 'ECDHE_RSA_WITH_AES_256_CBC_SHA',
  49195: 'ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  49196: 'ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  49199: 'ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  49200: 'ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  52392: 'ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  52393: 'ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
};

export function cipherName(cipher: number): string {
  return CIPHERS[cipher] ?? `cipher 0x${cipher.toString(16).padStart(4, '0')}`;
}
