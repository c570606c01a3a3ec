import { describe, expect, it } from 'vitest';
import type { Piece } from '../../source/stream/conversation.ts';
import { hexRows, mixedRows, textRows } from '../../source/stream/hex-rows.ts';

const bytes = (offset: number, text: string): Piece => ({
  kind: 'bytes',
  offset,
  bytes: Buffer.from(text, 'latin1'),
  packet: 1,
});
const gap = (offset: number, length: number): Piece => ({ kind: 'gap', offset, length });

describe('hex rows', () => {
  it('shows sixteen bytes a row, over the border of packets', () => {
    expect(hexRows([bytes(0, 'HTTP/1.1 '), bytes(9, '200 OK\r\nServer')]).map(({ text }) => text)).toEqual([
      '00000000  48 54 54 50 2f 31 2e 31  20 32 30 30 20 4f 4b 0d  HTTP/1.1 200 OK.',
      '00000010  0a 53 65 72 76 65 72                              .Server',
    ]);
  });

  it('draws a gap as a gap', () => {
    expect(hexRows([bytes(0, 'ab'), gap(2, 1448), bytes(1450, 'c')])).toEqual([
      { kind: 'bytes', offset: 0, length: 2, text: '00000000  61 62                                             ab' },
      { kind: 'gap', offset: 2, length: 1448, text: '~~~ 1,448 bytes not captured ~~~' },
      { kind: 'bytes', offset: 1450, length: 1, text: '000005aa  63                                                c' },
    ]);
  });
});

describe('text rows', () => {
  it('breaks lines at line ends and at the width', () => {
    expect(textRows([bytes(0, 'one\r\ntw'), bytes(7, 'o three'), gap(14, 1)], 6)).toEqual([
      { kind: 'bytes', offset: 0, length: 5, text: 'one' },
      { kind: 'bytes', offset: 5, length: 9, text: 'two th' },
      { kind: 'bytes', offset: 5, length: 9, text: 'ree' },
      { kind: 'gap', offset: 14, length: 1, text: '~~~ 1 byte not captured ~~~' },
    ]);
  });

  it('makes terminal codes visible', () => {
    expect(textRows([bytes(0, '\x1b[2Jhi')], 20)[0].text).toBe('\\x1b[2Jhi');
  });
});

describe('mixed rows', () => {
  it('shows text as text and the rest as hex', () => {
    expect(mixedRows([bytes(0, 'Length: 4\r\n\r\n\x00\x01\x02\xff')], 80).map(({ text }) => text)).toEqual([
      'Length: 4',
      '',
      '0000000d  00 01 02 ff                                       ....',
    ]);
  });
});
