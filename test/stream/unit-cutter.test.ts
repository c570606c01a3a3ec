import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reading, readingNamed } from '../../source/stream/choice.ts';
import { UnitCutter } from '../../source/stream/unit-cutter.ts';

const POST = 'POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc';

/** What is handed on of pieces that the client sends, and whether the end of its side is told. */
function handedOn(form: string, pieces: readonly (string | Uint8Array)[], limit?: number, ends = true): string[] {
  const units: string[] = [];
  const cutter = new UnitCutter(
    readingNamed(form) as Reading,
    (_side, bytes) => units.push(bytes.toString('latin1')),
    limit,
  );
  for (const piece of pieces) cutter.push(0, Buffer.from(piece as string));
  if (ends) cutter.end(0);
  return units;
}

describe('bytes handed on a unit at a time', () => {
  it.each([
    ['http', [POST.slice(0, 10), POST.slice(10) + POST], [POST, POST]],
    ['line', ['one\ntw', 'o\nthree\n'], ['one\n', 'two\n', 'three\n']],
    ['length:2', ['\0\x03ab', 'c\0\x01', 'd'], ['\0\x03abc', '\0\x01d']],
    ['redis', ['*1\r\n$4\r\nPI', 'NG\r\n'], ['*1\r\n$4\r\nPING\r\n']],
  ])('%s', (form, pieces, expected) => {
    expect(handedOn(form, pieces, undefined, false)).toEqual(expected);
  });

  it('are no less and no other than what came, whatever it is and however it comes', () => {
    const forms = fc.constantFrom('http', 'tls', 'redis', 'postgresql', 'line', 'length:1', 'turns');
    const piece = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.from(POST)));
    fc.assert(
      fc.property(forms, fc.array(piece, { maxLength: 12 }), (form, sent) => {
        expect(handedOn(form, sent, 64).join('')).toBe(Buffer.concat(sent).toString('latin1'));
      }),
    );
  });

  it('are not kept back beyond the limit, nor for a body that lasts until the side stops sending', () => {
    expect(handedOn('line', ['12345', '6789012'], 10, false)).toEqual(['123456789012']);
    expect(handedOn('http', ['no HTTP at all', ' and on'], undefined, false)).toEqual(['no HTTP at all', ' and on']);
  });
});
