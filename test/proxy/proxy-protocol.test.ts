/** haproxy's PROXY protocol, https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { proxyHeader, readProxyHeader } from '../../source/proxy/proxy-protocol.ts';
import { connect, startServer } from './harness.ts';
import { startProxy } from './program.ts';

const SIGNATURE = '0d0a0d0a000d0a515549540a';

const V4 = { client: { address: '192.0.2.1', port: 1000 }, destination: { address: '192.0.2.9', port: 80 } };
const V6 = { client: { address: '2001:db8::1', port: 1000 }, destination: { address: '::1', port: 80 } };

describe('a header is read', () => {
  it.each([
    ['PROXY TCP4 192.0.2.1 192.0.2.9 1000 80\r\nGET', { length: 40, ends: V4 }],
    ['PROXY TCP6 2001:db8::1 ::1 1000 80\r\n', { length: 36, ends: V6 }],
    ['PROXY UNKNOWN\r\n', { length: 15, ends: null }],
  ])('version 1: %j', (text, header) => {
    expect(readProxyHeader(Buffer.from(text))).toEqual({ kind: 'header', ...header });
  });

  it.each([
    ['21 11 000c c0000201 c0000209 03e8 0050', { length: 28, ends: V4 }],
    [`21 21 0024 20010db8${'0'.repeat(23)}1 ${'0'.repeat(31)}1 03e8 0050`, { length: 52, ends: V6 }],
    ['20 00 0000', { length: 16, ends: null }],
  ])('version 2: %s', (hex, header) => {
    const bytes = Buffer.from(SIGNATURE + hex.replaceAll(' ', ''), 'hex');
    expect(readProxyHeader(bytes)).toEqual({ kind: 'header', ...header });
    for (let end = 0; end < bytes.length; end++) {
      expect(readProxyHeader(bytes.subarray(0, end)).kind).toBe('partial');
    }
  });

  it.each([
    'GET / HTTP/1.1\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY UDP4 192.0.2.1 192.0.2.1 1 2\r\n',
    `PROXY ${'x'.repeat(200)}`,
  ])('not from %j', (text) => {
    expect(readProxyHeader(Buffer.from(text))).toEqual({ kind: 'foreign' });
  });

  it('or refused, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (tail, signed) => {
        const bytes = Buffer.concat([Buffer.from(signed ? SIGNATURE : '', 'hex'), tail]);
        expect(['partial', 'foreign', 'header']).toContain(readProxyHeader(bytes).kind);
      }),
    );
  });
});

test('what is written is what is read', () => {
  const header = proxyHeader({
    client: { address: '192.0.2.1', port: 1000 },
    destination: { address: '192.0.2.2', port: 80 },
  });
  expect(header.toString()).toBe('PROXY TCP4 192.0.2.1 192.0.2.2 1000 80\r\n');
  expect(
    proxyHeader({ client: { address: '::1', port: 1 }, destination: { address: '192.0.2.2', port: 80 } }).toString(),
  ).toBe('PROXY UNKNOWN\r\n');
});

test('accept takes the header off, names the client by it, and forwards the rest', async () => {
  const server = await startServer((socket) => socket.pipe(socket));
  const proxy = await startProxy(`0 127.0.0.1:${server} --proxy-protocol accept`);
  const client = connect(proxy.port());
  client.socket.end('PROXY TCP4 192.0.2.7 192.0.2.9 7777 80\r\nhello');
  await client.closed;
  expect(client.text).toBe('hello');
  expect(await proxy.event('recorded-as')).toMatchObject({ client: { address: '192.0.2.7', port: 7777 } });
});

test('accept resets a client without a header', async () => {
  const proxy = await startProxy(`0 127.0.0.1:1 --proxy-protocol accept`);
  const client = connect(proxy.port());
  client.socket.end('GET / HTTP/1.1\r\n\r\n');
  await client.closed;
  expect(client.happened.at(-1)).toBe('ECONNRESET');
  expect(await proxy.event('closed')).toMatchObject({
    ending: 'bad PROXY header',
    reason: 'the client did not send a PROXY header',
  });
});

test('send puts a header before the first byte: what the client connected to', async () => {
  const server = await startServer((socket) => socket.pipe(socket));
  const proxy = await startProxy(`0 127.0.0.1:${server} --proxy-protocol send`);
  const client = connect(proxy.port());
  await client.until(() => client.happened.includes('connect'));
  const { localPort } = client.socket;
  client.socket.end('hello');
  await client.closed;
  expect(client.text).toBe(`PROXY TCP4 127.0.0.1 127.0.0.1 ${localPort} ${proxy.port()}\r\nhello`);
});

test('what a PROXY header says the client connected to is handed on', async () => {
  const server = await startServer((socket) => socket.pipe(socket));
  const proxy = await startProxy(`0 127.0.0.1:${server} --proxy-protocol accept --proxy-protocol send`);
  const client = connect(proxy.port());
  client.socket.end('PROXY TCP4 192.0.2.7 192.0.2.9 7777 80\r\nhello');
  await client.closed;
  expect(client.text).toBe('PROXY TCP4 192.0.2.7 192.0.2.9 7777 80\r\nhello');
});
