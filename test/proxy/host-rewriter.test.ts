import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HostRewriter } from '../../source/proxy/host-rewriter.ts';

/** What comes out when the bytes come in pieces of these sizes, the last one again and again. */
function rewritten(bytes: Buffer, sizes: readonly number[]): string {
  const out: Buffer[] = [];
  const rewriter = new HostRewriter({ push: (piece) => out.push(piece.bytes), end: () => {} }, 'target', () => {});
  for (let at = 0, cut = 0; at < bytes.length; cut++) {
    const size = sizes[Math.min(cut, sizes.length - 1)];
    rewriter.push({ bytes: bytes.subarray(at, at + size), received: 0, change: null });
    at += size;
  }
  rewriter.end();
  return Buffer.concat(out).toString('latin1');
}

const REQUESTS = [
  'POST /a HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nT: v\r\n\r\n',
  'GET /b HTTP/1.1\r\nHOST:here\r\n\r\n',
  'GET /chat HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n\r\nGET / HTTP/1.1\r\nHost: not a header\r\n\r\n',
].join('');

test('wherever the pieces are cut, the same requests come out', () => {
  const whole = rewritten(Buffer.from(REQUESTS), [REQUESTS.length]);
  expect(whole).toBe(
    REQUESTS.replace('Host: here', 'Host: target')
      .replace('HOST:here', 'HOST:target')
      .replace('Host: here', 'Host: target'),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }), (sizes) => {
      expect(rewritten(Buffer.from(REQUESTS), sizes)).toBe(whole);
    }),
  );
});

test('bytes without a Host header come out as they went in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => {
      expect(rewritten(Buffer.from(bytes), [size])).toBe(Buffer.from(bytes).toString('latin1'));
    }),
  );
});
