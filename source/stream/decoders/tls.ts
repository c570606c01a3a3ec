/** TLS: what is said in clear, a line a part. */

import {
  alertName,
  cipherName,
  handshakeName,
  looksLikeTls,
  readTls,
  type TlsPart,
  versionName,
} from '../protocols/tls-messages.ts';
import { safeText } from '../safe-text.ts';
import type { Decoder } from './decoder.ts';

/** "TLS ClientHello example.org" for the first part of a record; null = not TLS. */
export function tlsRecordSummary(start: Uint8Array): string | null {
  if (!looksLikeTls(start)) return null;
  const part = readTls(start)[0];
  if (part === undefined) return null;
  if (part.kind === 'client hello' && part.serverName !== null) return `TLS ClientHello ${safeText(part.serverName)}`;
  if (part.kind === 'application data') return 'TLS application data';
  return `TLS ${title(part)}`;
}

function title(part: TlsPart): string {
  switch (part.kind) {
    case 'client hello':
      return 'ClientHello';
    case 'server hello':
      return 'ServerHello';
    case 'handshake':
      return handshakeName(part.type);
    case 'alert':
      return `alert ${alertName(part.description)}`;
    default:
      return part.kind;
  }
}

function describe(part: TlsPart): string[] {
  switch (part.kind) {
    case 'client hello':
      return [
        `ClientHello, ${part.length} bytes`,
        `  server name  ${part.serverName === null ? '(none)' : safeText(part.serverName)}`,
        `  versions     ${part.versions.map(versionName).join(', ')}`,
        `  ALPN         ${part.alpn.length === 0 ? '(none)' : part.alpn.map(safeText).join(', ')}`,
        `  ciphers      ${part.ciphers.slice(0, 64).map(cipherName).join(', ')}`,
      ];
    case 'server hello':
      return [
        'ServerHello',
        `  version      ${versionName(part.version)}`,
        `  cipher       ${cipherName(part.cipher)}`,
        ...(part.alpn.length > 0 ? [`  ALPN         ${part.alpn.map(safeText).join(', ')}`] : []),
      ];
    case 'handshake':
      return [`${handshakeName(part.type)}, ${part.length} bytes`];
    case 'alert':
      return [`Alert: ${alertName(part.description)} (${part.level === 2 ? 'fatal' : 'warning'})`];
    case 'encrypted alert':
      return ['Alert (encrypted)'];
    case 'change cipher spec':
      return ['ChangeCipherSpec'];
    case 'encrypted handshake':
      return [`Handshake (encrypted), ${part.length} bytes`];
    case 'application data':
      return [`Application data (encrypted), ${part.length} bytes`];
    case 'cut':
      return ['(the record is not whole)'];
  }
}

export const tls: Decoder = {
  name: 'TLS',
  priority: 90,
  decode({ bytes }) {
    if (!looksLikeTls(bytes)) return null;
    const parts = readTls(bytes);
    return parts.length === 0 ? null : { title: `TLS ${title(parts[0])}`, lines: parts.flatMap(describe) };
  },
};
