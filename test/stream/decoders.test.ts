import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecoderInput } from '../../source/stream/decoders/decoder.ts';
import { DECODERS, decodeMessage } from '../../source/stream/decoders/registry.ts';
import { clientHello, record, serverHello } from './tls-bytes.ts';

function decode(bytes: Uint8Array | string, more: Partial<DecoderInput> = {}) {
  const input = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  return decodeMessage({ bytes: input, missing: 0, ports: [40_000, 9999], side: 0, ...more });
}

function response(headers: string, body: Uint8Array | string): Buffer {
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n`), Buffer.from(body as string)]);
}

describe('HTTP/1', () => {
  it('shows the request with its headers and a JSON body', () => {
    expect(decode('POST /jobs HTTP/1.1\r\nHost: api\r\nContent-Length: 8\r\n\r\n{"id":7}')).toEqual({
      title: 'HTTP request',
      lines: ['POST /jobs HTTP/1.1', 'Host: api', 'Content-Length: 8', '', '{', '  "id": 7', '}'],
    });
  });

  it('joins chunks', () => {
    const decoded = decode(response('Transfer-Encoding: chunked', '5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n'));
    expect(decoded?.lines.at(-1)).toBe('hello world');
  });

  it.each([
    ['gzip', gzipSync('packed text')],
    ['br', brotliCompressSync('packed text')],
    ['deflate', deflateSync('packed text')],
    ['deflate', deflateRawSync('packed text')],
  ])('unpacks %s', (coding, body) => {
    expect(decode(response(`Content-Encoding: ${coding}`, body))?.lines.at(-1)).toBe('packed text');
  });

  it('shows what a cut gzip body still holds', () => {
    const body = gzipSync('line one\nline two\n'.repeat(200), { level: 0 });
    const lines =
      decode(response('Content-Encoding: gzip\r\nContent-Length: 9999', body.subarray(0, 500)))?.lines ?? [];
    expect(lines).toContain('(500 of 9999 bytes of the body)');
    expect(lines).toContain('line one');
  });

  it('bounds a compression bomb', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 'A'));
    const lines = decode(response('Content-Encoding: gzip', bomb))?.lines ?? [];
    expect(lines.join('').length).toBeLessThan(10_000);
  });

  it('reads the charset', () => {
    const decoded = decode(response('Content-Type: text/plain; charset=iso-8859-1', Buffer.from('caf\xe9', 'latin1')));
    expect(decoded?.lines.at(-1)).toBe('café');
  });

  it('names binary bodies and hides escape sequences', () => {
    expect(decode(response('Content-Type: image/png', Uint8Array.of(0x89, 0x50, 0, 1, 2, 3)))?.lines.at(-1)).toBe(
      '(6 bytes of image/png)',
    );
    expect(decode('GET /\x1b[31m HTTP/1.1\r\n\r\n')?.lines[0]).toBe('GET /\\x1b[31m HTTP/1.1');
  });
});

describe('TLS', () => {
  it('shows what a ClientHello asks for', () => {
    const hello = record(
      22,
      clientHello({ serverName: 'example.org', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303] }),
    );
    const decoded = decode(hello);
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
    expect(decode(bytes)?.lines).toEqual([
      'ServerHello',
      '  version      TLS 1.3',
      '  cipher       AES_256_GCM_SHA384',
      'ChangeCipherSpec',
      'Application data (encrypted), 40 bytes',
    ]);
  });

  it('names alerts', () => {
    expect(decode(record(21, [2, 48]))?.lines).toEqual(['Alert: unknown_ca (fatal)']);
  });
});

describe('other protocols', () => {
  it('prints JSON and XML', () => {
    expect(decode('[1,{"a":null}]')).toEqual({
      title: 'JSON',
      lines: ['[', '  1,', '  {', '    "a": null', '  }', ']'],
    });
    expect(decode('<?xml version="1.0"?><a><b c="1">x</b><d/></a>')).toEqual({
      title: 'XML',
      lines: ['<?xml version="1.0"?>', '<a>', '  <b c="1">', '    x', '  </b>', '  <d/>', '</a>'],
    });
  });

  it('shows Redis commands and replies', () => {
    expect(decode('*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\na b\r\n')).toEqual({ title: 'Redis', lines: ['SET k "a b"'] });
    expect(decode('+OK\r\n-ERR no such key\r\n$-1\r\n:42\r\n')?.lines).toEqual([
      'OK',
      'error: ERR no such key',
      '(nil)',
      '42',
    ]);
  });

  it('shows PostgreSQL messages', () => {
    const ports = [40_000, 5432] as const;
    expect(decode('Q\0\0\0\x0dSELECT 1\0', { ports })?.lines).toEqual(['Query  SELECT 1']);
    const error = 'E\0\0\0\x1dSERROR\0C42P01\0Mno table\0\0';
    expect(decode(error, { ports, side: 1 })?.lines[0]).toBe('ErrorResponse  ERROR 42P01 no table');
  });

  it('shows line protocols and text as text, in the right charset', () => {
    expect(decode('220 mail ready\r\n', { ports: [40_000, 25], side: 1 })).toEqual({
      title: 'SMTP reply',
      lines: ['220 mail ready'],
    });
    expect(decode('Gr\xfc\xdfe aus K\xf6ln\n')).toEqual({
      title: 'text (windows-1252)',
      lines: ['Grüße aus Köln', ''],
    });
    expect(decode(Buffer.from('\ufeffhi', 'utf16le'))).toEqual({ title: 'text (UTF-16LE)', lines: ['hi'] });
  });

  it('leaves binary to the hex view', () => {
    expect(decode(Uint8Array.of(0, 1, 2, 3, 4, 5, 200, 201))).toBeNull();
  });
});

describe('the registry', () => {
  it('passes over a decoder that throws', () => {
    const broken = {
      name: 'broken',
      priority: 1000,
      decode: () => {
        throw new Error('hostile');
      },
    };
    expect(
      decodeMessage({ bytes: Buffer.from('hi'), missing: 0, ports: [1, 2], side: 0 }, [broken, ...DECODERS])?.lines,
    ).toEqual(['hi']);
  });

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
      fc.property(bytes, fc.constantFrom(80, 5432, 25), (parts, port) => {
        const hostile = Buffer.concat([Buffer.from(parts[0], 'latin1'), parts[1]]);
        const decoded = decode(hostile, { ports: [40_000, port] });
        for (const line of decoded?.lines ?? []) expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
