import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framerNamed } from '../../source/stream/framers/choice.ts';
import { type Framer, frames, UnitBuffer } from '../../source/stream/framers/framer.ts';

function framer(name: string): Framer {
  const found = framerNamed(name);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

function units(name: string, text: string): string[] {
  const bytes = Buffer.from(text, 'latin1');
  return frames(framer(name), bytes).units.map(([from, to]) => bytes.toString('latin1', from, to));
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const POST = 'POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc';
const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n';
const NOT_MODIFIED = 'HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n';

describe('HTTP framing', () => {
  it('cuts pipelined messages by Content-Length, chunks and status', () => {
    expect(units('http', GET + POST + GET)).toEqual([GET, POST, GET]);
    expect(units('http', CHUNKED + NOT_MODIFIED + CHUNKED)).toEqual([CHUNKED, NOT_MODIFIED, CHUNKED]);
  });

  it('looks for the end of a head no further than that', () => {
    for (const request of [GET, GET.replaceAll('\r', '')]) {
      const { units, end } = frames(framer('http'), Buffer.from(request.repeat(50_000)));
      expect([units.length, end]).toEqual([50_000, 'none']);
    }
  }, 10_000);

  it('waits for the rest of a head, a body or a chunk', () => {
    const text = POST + CHUNKED;
    for (const cut of [3, 20, POST.length - 1, POST.length + 30, text.length - 2]) {
      const expected = cut < POST.length ? [] : [POST];
      expect(frames(framer('http'), Buffer.from(text.slice(0, cut)))).toMatchObject({
        units: expected.map(() => [0, POST.length]),
        end: 'partial',
      });
    }
  });

  it('knows a body that ends with the connection, and what is not HTTP', () => {
    expect(frames(framer('http'), Buffer.from('HTTP/1.0 200 OK\r\n\r\nbody')).end).toBe('rest');
    expect(frames(framer('http'), Buffer.from('\x16\x03\x01\x02\x00 hello')).end).toBe('foreign');
    expect(frames(framer('http'), Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')).end).toBe('foreign');
  });
});

describe('length and delimiter framing', () => {
  it.each([
    ['length:2', '\0\x03abc\0\x01d', ['\0\x03abc', '\0\x01d']],
    ['length:4,little', '\x02\0\0\0ab', ['\x02\0\0\0ab']],
    ['length:2,offset:1,adjust:-3', 'T\0\x05xyT\0\x03', ['T\0\x05xy', 'T\0\x03']],
    ['line', 'one\ntwo\nthr', ['one\n', 'two\n']],
    ['delimiter:0d0a', 'a\nb\r\nc\r\n', ['a\nb\r\n', 'c\r\n']],
    ['tls', '\x15\x03\x03\0\x02\x02\x28\x17\x03\x03\0\x01x', ['\x15\x03\x03\0\x02\x02\x28', '\x17\x03\x03\0\x01x']],
  ])('%s', (name, text, expected) => {
    expect(units(name, text)).toEqual(expected);
  });

  it('says what is wrong with a name', () => {
    expect(framerNamed('length:9')).toBe('length:9: the length field has 1, 2, 3 or 4 bytes');
    expect(framerNamed('length:2,medium')).toContain('length framing does not know "medium"');
    expect(framerNamed('delimiter:0')).toContain('unknown framing "delimiter:0"');
  });
});

describe('UnitBuffer', () => {
  it('hands out whole units however the bytes arrive, and loses none', () => {
    const names = fc.constantFrom('http', 'tls', 'line', 'length:1', 'length:2');
    const pieces = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.from(POST))), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(names, pieces, (name, sent) => {
        const buffer = new UnitBuffer(framer(name), 64);
        const received = [...sent.flatMap((piece) => buffer.push(piece)), ...buffer.end()];
        expect(Buffer.concat(received)).toEqual(Buffer.concat(sent));
        expect(buffer.waiting).toBe(0);
      }),
    );
  });

  it('looks through a unit of many small pieces once, not once for each', () => {
    const chunked = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n';
    const sized = 'POST / HTTP/1.1\r\nContent-Length: 480000\r\n\r\n';
    const chunk = Buffer.from('1\r\na\r\n'.repeat(8));
    for (const [head, end] of [
      [chunked, '0\r\n\r\n'],
      [sized, ''],
    ]) {
      const buffer = new UnitBuffer(framer('http'));
      buffer.push(Buffer.from(head));
      const units = Array.from({ length: 10_000 }, () => buffer.push(chunk)).flat();
      units.push(...buffer.push(Buffer.from(`${end}${GET}`)));
      expect(units.map(({ length }) => length)).toEqual([head.length + 480_000 + end.length, GET.length]);
    }
  }, 10_000);

  it('keeps back no more than its limit', () => {
    const buffer = new UnitBuffer(framer('line'), 10);
    expect(buffer.push(Buffer.from('12345'))).toEqual([]);
    expect(buffer.waiting).toBe(5);
    expect(Buffer.concat(buffer.push(Buffer.from('6789012'))).toString()).toBe('123456789012');
  });
});
