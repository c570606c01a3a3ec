/** TLS records and hellos in bytes (RFC 8446 section 4 and 5). */
const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const vector = (size: 1 | 2, bytes: Iterable<number>): number[] => {
  const content = [...bytes];
  return size === 1 ? [content.length, ...content] : [...u16(content.length), ...content];
};
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export function record(type: number, body: Iterable<number>): Buffer {
  return Buffer.from([type, 3, 3, ...vector(2, body)]);
}

export interface Hello {
  serverName?: string;
  alpn?: string[];
  versions?: number[];
}

export function clientHello({ serverName, alpn, versions }: Hello): Buffer {
  const extensions = [
    ...(serverName === undefined ? [] : extension(0, vector(2, [0, ...vector(2, latin1(serverName))]))),
    ...(alpn === undefined
      ? []
      : extension(
          16,
          vector(
            2,
            alpn.flatMap((name) => vector(1, latin1(name))),
          ),
        )),
    ...(versions === undefined ? [] : extension(43, vector(1, versions.flatMap(u16)))),
  ];
  const ciphers = [0x1301, 0xc02f].flatMap(u16);
  return handshake(1, [
    ...u16(0x0303),
    ...new Uint8Array(32),
    0,
    ...vector(2, ciphers),
    1,
    0,
    ...vector(2, extensions),
  ]);
}

export function serverHello(version: number, cipher: number): Buffer {
  const extensions = version >= 0x0304 ? extension(43, u16(version)) : [];
  const legacy = Math.min(version, 0x0303);
  return handshake(2, [...u16(legacy), ...new Uint8Array(32), 0, ...u16(cipher), 0, ...vector(2, extensions)]);
}

function extension(type: number, body: number[]): number[] {
  return [...u16(type), ...vector(2, body)];
}

function handshake(type: number, body: number[]): Buffer {
  return Buffer.from([type, 0, ...vector(2, body)]);
}
