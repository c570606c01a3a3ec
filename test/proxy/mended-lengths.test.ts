import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withMendedLengths } from '../../source/proxy/mended-lengths.ts';

const mended = (original: string, edited: string): string =>
  withMendedLengths(Buffer.from(original), Buffer.from(edited)).toString();

const request = (length: number | string, body: string): string =>
  `POST / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${body}`;
const chunked = (...chunks: string[]): string =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('\r\n')}\r\n0\r\n\r\n`;

describe('an edited HTTP message', () => {
  test.each([
    ['a longer body', request(2, 'ab'), request(2, 'abcd'), request(4, 'abcd')],
    ['bytes that are longer than letters', request(1, 'a'), request(1, 'ü'), request(2, 'ü')],
    ['a body of which more comes later', request(10, 'ab'), request(10, 'abc'), request(11, 'abc')],
    ['a length that was typed wrong', request(2, 'ab'), request(7, 'ab'), request(2, 'ab')],
    [
      'a body where there was none',
      'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\n\r\nxy',
      'GET / HTTP/1.1\r\nContent-Length: 2\r\nHost: a\r\n\r\nxy',
    ],
    ['chunks', chunked('3\r\nabc', '1\r\nd'), chunked('3\r\nabcde', '1\r\nd'), chunked('5\r\nabcde', '1\r\nd')],
    ['chunks with extensions', chunked('1;x=y\r\na'), chunked('1;x=y\r\nab'), chunked('2;x=y\r\nab')],
    ['chunks that still fit', chunked('4\r\na\n1\n'), chunked('4\r\nb\n1\n'), chunked('4\r\nb\n1\n')],
  ])('with %s says how long it is', (_what, original, edited, wanted) => {
    expect(mended(original, edited)).toBe(wanted);
  });

  test.each([
    ['is no HTTP', 'hello', 'hello, you'],
    ['holds two messages', request(1, 'a') + request(1, 'b'), request(1, 'aa') + request(1, 'b')],
    ['ends as its connection does', 'HTTP/1.0 200 OK\r\n\r\nab', 'HTTP/1.0 200 OK\r\n\r\nabc'],
    ['has lost its chunks', chunked('1\r\na'), 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nabc'],
  ])('is left as edited where it %s', (_what, original, edited) => {
    expect(mended(original, edited)).toBe(edited);
  });

  test('is not touched where nothing was edited, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (body) => {
        const whole = request(Buffer.byteLength(body), body);
        expect(mended(whole, whole)).toBe(whole);
      }),
    );
  });
});
