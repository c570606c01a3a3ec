import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation, Piece } from '../../source/stream/conversation.ts';
import { textRows, type ViewRow } from '../../source/stream/hex-rows.ts';
import { ContentReader, STRETCH } from '../../source/ui/content/reader.ts';

/** A conversation of one message; `gap` bytes of it were not captured. */
function saying(bytes: Uint8Array, gap: { at: number; length: number } | null = null): Conversation {
  const whole: Piece[] =
    gap === null
      ? [{ kind: 'bytes', offset: 0, bytes, packet: 1 }]
      : [
          { kind: 'bytes', offset: 0, bytes: bytes.subarray(0, gap.at), packet: 1 },
          { kind: 'gap', offset: gap.at, length: gap.length },
          { kind: 'bytes', offset: gap.at + gap.length, bytes: bytes.subarray(gap.at + gap.length), packet: 2 },
        ];
  return {
    messages: [{ size: bytes.length }],
    pieces: async (_message: number, from: number, to: number) =>
      whole.flatMap((piece): Piece[] => {
        const length = piece.kind === 'gap' ? piece.length : piece.bytes.length;
        const start = Math.max(from, piece.offset);
        const end = Math.min(to, piece.offset + length);
        if (start >= end) return [];
        if (piece.kind === 'gap') return [{ kind: 'gap', offset: start, length: end - start }];
        return [{ ...piece, offset: start, bytes: piece.bytes.subarray(start - piece.offset, end - piece.offset) }];
      }),
  } as unknown as Conversation;
}

type Mode = 'text' | 'hex' | 'mixed';

async function allRows(conversation: Conversation, mode: Mode): Promise<ViewRow[]> {
  const reader = new ContentReader(conversation, 0, { mode, width: 80, keep: () => true }, () => {});
  const rows: ViewRow[] = [];
  for (let stretch = 0; stretch < reader.stretches; stretch++) rows.push(...(await reader.load(stretch)));
  return rows;
}

const lines = (count: number, length: number): Uint8Array =>
  new TextEncoder().encode(Array.from({ length: count }, (_, n) => `${n} ${'x'.repeat(length)}\r\n`).join(''));

describe('reading a message in stretches', () => {
  test('tears no line where two stretches meet', async () => {
    const bytes = lines(1500, 40);
    expect(bytes.length).toBeGreaterThan(4 * STRETCH);
    const pieces: Piece[] = [{ kind: 'bytes', offset: 0, bytes, packet: 1 }];
    expect((await allRows(saying(bytes), 'text')).map((row) => row.text)).toEqual(
      textRows(pieces, 80).map((row) => row.text),
    );
  });

  test('draws a gap over several stretches once, with its whole length', async () => {
    const bytes = lines(2000, 40);
    for (const mode of ['text', 'hex', 'mixed'] as const) {
      const gaps = (await allRows(saying(bytes, { at: 1000, length: 3 * STRETCH }), mode)).filter(
        (row) => row.kind === 'gap',
      );
      expect(gaps).toMatchObject([{ offset: 1000, length: 3 * STRETCH }]);
    }
  });

  test('every byte is in exactly one line, whatever the bytes and the gap', async () => {
    const message = fc.uint8Array({ minLength: 1, maxLength: 3 * STRETCH, size: 'max' });
    const mode = fc.constantFrom<Mode>('text', 'hex', 'mixed');
    await fc.assert(
      fc.asyncProperty(message, fc.nat(), fc.nat(2 * STRETCH), mode, async (bytes, start, length, mode) => {
        const at = start % bytes.length;
        const gap = length === 0 ? null : { at, length: Math.min(length, bytes.length - at) };
        let next = 0;
        let line = -1;
        for (const row of await allRows(saying(bytes, gap), mode)) {
          // Rows of one wrapped line all carry the line's place.
          if (row.offset === line) continue;
          expect(row.offset).toBe(next);
          line = row.offset;
          next += row.length;
        }
        expect(next).toBe(bytes.length);
      }),
      { numRuns: 8 },
    );
  });

  test('goes on over the edge of a stretch, and stops at both ends', async () => {
    const conversation = saying(lines(1500, 40));
    const reader = new ContentReader(conversation, 0, { mode: 'text', width: 80, keep: () => true }, () => {});
    const first = await reader.load(0);
    const second = await reader.load(1);
    expect(reader.moved({ stretch: 0, row: first.length - 1 }, 1)).toEqual({ stretch: 1, row: 0 });
    expect(reader.moved({ stretch: 1, row: 0 }, -1)).toEqual({ stretch: 0, row: first.length - 1 });
    expect(reader.moved({ stretch: 0, row: 3 }, -10)).toEqual({ stretch: 0, row: 0 });
    expect(reader.window({ stretch: 0, row: first.length - 2 }, 4).rows).toEqual([
      ...first.slice(-2),
      ...second.slice(0, 2),
    ]);
  });

  test('finds the row of a byte', async () => {
    const conversation = saying(lines(1500, 40));
    const reader = new ContentReader(conversation, 0, { mode: 'hex', width: 80, keep: () => true }, () => {});
    expect(await reader.placeOf(STRETCH + 33)).toEqual({ stretch: 1, row: 2 });
  });
});
