import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InOrder, type StreamListener } from '../../source/stream/in-order.ts';
import { TcpFlag } from '../../source/wire/segments.ts';

/** A segment of a test: offset in the side's stream, the side, what else differs. */
interface Given {
  side?: 0 | 1;
  at?: number;
  data?: string;
  captured?: number;
  /** Offset in the other side's stream up to which this one acknowledges. */
  ack?: number;
  flags?: number;
  micros?: number;
}

const ISNS = [1000, 0xffff_fff0];

/** "a:abc a:[3 missing] b:x a:end", in the order in which the listener was told. */
function told(segments: readonly Given[], blind = 0): string {
  const words: string[] = [];
  const listener: StreamListener = {
    opened: (client) => words.push(`client ${'ab'[client]}`),
    bytes: (side, bytes) => words.push(`${'ab'[side]}:${Buffer.from(bytes).toString('latin1')}`),
    gap: (side, length) => words.push(`${'ab'[side]}:[${length} missing]`),
    ended: (side) => words.push(`${'ab'[side]}:end`),
    blindUntil: () => blind,
  };
  const order = new InOrder(listener);
  for (const [index, given] of segments.entries()) {
    const { side = 0, at = 0, data = '', flags = TcpFlag.ack, ack = 0, micros = 1000 * index } = given;
    const bytes = Buffer.from(data);
    const sequence = (ISNS[side] + at + (flags & TcpFlag.syn ? 0 : 1)) >>> 0;
    order.add({
      packet: index + 1,
      position: index,
      micros,
      side,
      flags,
      sequence,
      acknowledgement: (ISNS[1 - side] + 1 + ack) >>> 0,
      length: bytes.length,
      captured: given.captured ?? bytes.length,
      payload: 0,
      bytes,
      start: 0,
    });
  }
  order.finish();
  return words.join(' ');
}

describe('segments in order', () => {
  it('waits for what comes late, and drops what comes twice', () => {
    expect(told([{ data: 'ab' }, { at: 4, data: 'ef' }, { at: 2, data: 'cd' }, { at: 0, data: 'abcdefg' }])).toBe(
      'a:ab a:cd a:ef a:g',
    );
  });

  it('keeps the first copy of early bytes that overlap', () => {
    expect(told([{ data: 'a' }, { at: 4, data: 'EF' }, { at: 2, data: 'cdefg' }, { at: 1, data: 'b' }])).toBe(
      'a:a a:b a:cd a:EF a:g',
    );
  });

  it('tells who opened the connection, and how each side ended', () => {
    const syn = { flags: TcpFlag.syn };
    const synAck = { side: 1, flags: TcpFlag.syn | TcpFlag.ack } as const;
    const fin = { at: 1, flags: TcpFlag.fin | TcpFlag.ack, ack: 0 };
    expect(told([syn, synAck, { data: 'x' }, fin, { side: 1, ack: 2, flags: TcpFlag.rst }])).toBe(
      'client a client a a:x a:end a:end b:end',
    );
    expect(told([synAck])).toBe('client a');
  });

  it('gives up at once what the snaplen cut away, and in time what was acknowledged and never seen', () => {
    expect(
      told([
        { data: 'abcdef', captured: 2 },
        { at: 6, data: 'gh' },
      ]),
    ).toBe('a:ab a:[4 missing] a:gh');
    const unseen = [{ data: 'ab' }, { at: 4, data: 'ef' }, { side: 1, ack: 6, data: 'x' }] as const;
    expect(
      told([...unseen, { side: 1, at: 1, ack: 6, data: 'y', micros: 900_000 }, { side: 1, at: 2, ack: 6, data: 'z' }]),
    ).toBe('a:ab a:[2 missing] a:ef b:x b:y b:z');
    expect(told([...unseen, { at: 2, data: 'cd' }])).toBe('a:ab a:cd a:ef b:x');
  });

  it('keeps no copy of early bytes that nobody looks at', () => {
    expect(told([{ data: 'a' }, { at: 2, data: 'c' }, { at: 1, data: 'b' }], 10)).toBe('a:a a:\0 a:\0');
  });

  it('gives the same bytes in whatever order and however often the segments come', () => {
    const text = 'the quick brown fox jumps over the lazy dog';
    const piece = fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const whole = Array.from({ length: Math.ceil(text.length / 5) }, (_, i): [number, number] => [5 * i, 5]);
        const segments = [...pieces, ...whole].map(([at, length]) => ({ at, data: text.slice(at, at + length) }));
        const opened = [{ flags: TcpFlag.syn }, ...segments];
        expect(told(opened).replaceAll(/client a | ?a:/g, '')).toBe(text);
      }),
    );
  });
});
