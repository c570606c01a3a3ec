import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protocolNamed } from '../../source/stream/choice.ts';
import { bodyOf, decodeUnit } from '../../source/stream/content/detail.ts';
import type { Described } from '../../source/stream/protocol.ts';
import { pgMessage } from './postgresql-bytes.ts';
import { clientHello, record, serverHello } from './tls-bytes.ts';

function described(bytes: Uint8Array | string, more: Partial<Described>): Described {
  const input = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  return { bytes: input, size: input.length, kind: 'reply', role: 'reply', ...more };
}

/** The lines and title of a unit of that protocol; "" = of none. */
function decode(name: string, bytes: Uint8Array | string, more: Partial<Described> = {}) {
  return decodeUnit(described(bytes, more), protocolNamed(name));
}

const request = { role: 'request', kind: 'request' } as const;

function response(headers: string, body: Uint8Array | string): Buffer {
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n`), Buffer.from(body as string)]);
}

describe('HTTP/1', () => {
  it('shows the request with its headers and a JSON body', () => {
    expect(decode('http', 'POST /jobs HTTP/1.1\r\nHost: api\r\nContent-Length: 8\r\n\r\n{"id":7}', request)).toEqual({
      title: 'HTTP request',
      lines: ['POST /jobs HTTP/1.1', 'Host: api', 'Content-Length: 8', '', '{', '  "id": 7', '}'],
    });
  });

  it('joins chunks', () => {
    const decoded = decode('http', response('Transfer-Encoding: chunked', '5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n'));
    expect(decoded?.lines.at(-1)).toBe('hello world');
  });

  it.each([
    ['gzip', gzipSync('packed text')],
    ['br', brotliCompressSync('packed text')],
    ['deflate', deflateSync('packed text')],
    ['deflate', deflateRawSync('packed text')],
  ])('unpacks %s', (coding, body) => {
    expect(decode('http', response(`Content-Encoding: ${coding}`, body))?.lines.at(-1)).toBe('packed text');
  });

  it('shows what a cut gzip body still holds', () => {
    const body = gzipSync('line one\nline two\n'.repeat(200), { level: 0 });
    const bytes = response('Content-Encoding: gzip\r\nContent-Length: 9999', body.subarray(0, 500));
    const lines = decode('http', bytes, { size: bytes.length + 9499 })?.lines ?? [];
    expect(lines).toContain('(500 of 9999 bytes of the body)');
    expect(lines).toContain('line one');
  });

  it('bounds a compression bomb', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 'A'));
    const lines = decode('http', response('Content-Encoding: gzip', bomb))?.lines ?? [];
    expect(lines.join('').length).toBeLessThan(10_000);
  });

  it('gives the body as it was meant', () => {
    const bytes = response('Content-Encoding: gzip\r\nContent-Type: text/plain', gzipSync('packed text'));
    const body = bodyOf(described(bytes, {}), protocolNamed('http'));
    expect(Buffer.from(body?.bytes ?? []).toString()).toBe('packed text');
    expect([body?.type, body?.note]).toEqual(['text/plain', null]);
  });

  it('reads the charset', () => {
    const decoded = decode(
      'http',
      response('Content-Type: text/plain; charset=iso-8859-1', Buffer.from('caf\xe9', 'latin1')),
    );
    expect(decoded?.lines.at(-1)).toBe('café');
  });

  it('names binary bodies and hides escape sequences', () => {
    const image = response('Content-Type: image/png', Uint8Array.of(0x89, 0x50, 0, 1, 2, 3));
    expect(decode('http', image)?.lines.slice(-2)).toEqual([
      '(6 bytes of image/png)',
      'sha256 9b2ea5fefff8d2077bd9b6e22a1aea8e3a2bc9df79297330a63228ca3a230867',
    ]);
    expect(decode('http', 'GET /\x1b[31m HTTP/1.1\r\n\r\n', request)?.lines[0]).toBe('GET /\\x1b[31m HTTP/1.1');
  });
});

describe('TLS', () => {
  it('shows what a ClientHello asks for', () => {
    const hello = record(
      22,
      clientHello({ serverName: 'example.org', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303] }),
    );
    const decoded = decode('tls', hello, { kind: 'ClientHello' });
    expect(decoded?.title).toBe('TLS ClientHello');
    expect(decoded?.lines.slice(1)).toEqual([
      '  server name  example.org',
      '  versions     TLS 1.3, TLS 1.2',
      '  ALPN         h2, http/1.1',
      '  ciphers      AES_128_GCM_SHA256, ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    ]);
  });

  it('shows the server choice, then that the rest is encrypted', () => {
    const bytes = Buffer.concat([
      record(22, serverHello(0x0304, 0x1302)),
      record(20, [1]),
      record(23, Buffer.alloc(40)),
    ]);
    expect(decode('tls', bytes)?.lines).toEqual([
      'ServerHello',
      '  version      TLS 1.3',
      '  cipher       AES_256_GCM_SHA384',
      'ChangeCipherSpec',
      'Application data (encrypted), 40 bytes',
    ]);
  });

  it('names alerts', () => {
    expect(decode('tls', record(21, [2, 48]))?.lines).toEqual(['Alert: unknown_ca (fatal)']);
  });
});

describe('other protocols', () => {
  it('prints JSON and XML', () => {
    expect(decode('', '[1,{"a":null}]')).toEqual({
      title: 'JSON',
      lines: ['[', '  1,', '  {', '    "a": null', '  }', ']'],
    });
    expect(decode('', '<?xml version="1.0"?><a><b c="1">x</b><d/></a>')).toEqual({
      title: 'XML',
      lines: ['<?xml version="1.0"?>', '<a>', '  <b c="1">', '    x', '  </b>', '  <d/>', '</a>'],
    });
  });

  it('shows Redis commands and replies', () => {
    expect(decode('redis', '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\na b\r\n', { kind: 'command' })).toEqual({
      title: 'Redis command',
      lines: ['  SET', '  k', '  a b'],
    });
    expect(decode('redis', '*3\r\n-ERR no such key\r\n$-1\r\n*2\r\n:42\r\n*0\r\n')?.lines).toEqual([
      '  error: ERR no such key',
      '  (nil)',
      '  (2 values)',
      '    42',
      '    (empty)',
    ]);
  });

  it('shows PostgreSQL messages', () => {
    const query = pgMessage('P', 's1\0SELECT 1\0\0\0') + pgMessage('S', '');
    expect(decode('postgresql', query, { role: 'request', kind: 'query' })?.lines).toEqual([
      'Parse  s1 SELECT 1',
      'Sync',
    ]);
    const reply =
      pgMessage('T', `\0\x02id\0${'\0'.repeat(18)}name\0${'\0'.repeat(18)}`) +
      pgMessage('D', '\0\x02\0\0\0\x017\xff\xff\xff\xff') +
      pgMessage('E', 'SERROR\0C42P01\0Mno table\0\0');
    expect(decode('postgresql', reply)?.lines).toEqual([
      'RowDescription  id | name',
      'DataRow  7 | NULL',
      'ErrorResponse  ERROR 42P01 no table',
    ]);
  });

  it('shows line protocols and text as text, in the right charset', () => {
    expect(decode('smtp', '220 mail ready\r\n')).toEqual({ title: 'text (UTF-8)', lines: ['220 mail ready', ''] });
    expect(decode('', 'Gr\xfc\xdfe aus K\xf6ln\n')).toEqual({
      title: 'text (windows-1252)',
      lines: ['Grüße aus Köln', ''],
    });
    expect(decode('', Buffer.from('\ufeffhi', 'utf16le'))).toEqual({ title: 'text (UTF-16LE)', lines: ['hi'] });
  });

  it('leaves binary to the hex view', () => {
    expect(decode('', Uint8Array.of(0, 1, 2, 3, 4, 5, 200, 201))).toBeNull();
  });
});

describe('any bytes', () => {
  it('survives hostile bytes and shows only safe text', () => {
    const starts = [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
      '\x16\x03\x01\x01\x00\x01\x00\x00\xfc',
      '*3\r\n$',
      '{"a":[',
      '<a',
      'Q\0\0\0\xff',
      '',
    ];
    const bytes = fc.tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(
        bytes,
        fc.constantFrom('http', 'tls', 'redis', 'postgresql', 'smtp', 'length:2', ''),
        (parts, name) => {
          const hostile = Buffer.concat([Buffer.from(parts[0], 'latin1'), parts[1]]);
          const decoded = decode(name, hostile);
          for (const line of decoded?.lines ?? []) expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });
});
