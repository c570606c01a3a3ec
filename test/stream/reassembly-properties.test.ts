import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntervalMap } from '../../source/stream/interval-map.ts';
import { ConversationFixture } from './conversation-fixture.ts';

const stream = fc.uint8Array({ minLength: 1, maxLength: 3000 });
/** Segments as [start, length] in thousandths of the stream, in any order, repeated and overlapping. */
const shuffledCuts = fc.array(fc.tuple(fc.nat(999), fc.integer({ min: 1, max: 400 })), { maxLength: 60 });

describe('reassembly', () => {
  it('gives the same stream however it is cut, ordered and repeated', async () => {
    await fc.assert(
      fc.asyncProperty(stream, shuffledCuts, fc.nat(0xffffffff), async (bytes, cuts, isn) => {
        const fixture = new ConversationFixture([isn, 5000]).handshake();
        const part = (thousandth: number) => Math.floor((thousandth * bytes.length) / 1000);
        for (const [start, length] of cuts) {
          const data = bytes.subarray(part(start), part(Math.min(1000, start + length)));
          if (data.length > 1) fixture.a(data, { seq: isn + 1 + part(start) });
        }
        fixture.a(bytes, { seq: isn + 1 });
        expect(fixture.conversation.messages).toHaveLength(1);
        expect(fixture.conversation.messages[0]).toMatchObject({ size: bytes.length, missing: 0 });
        expect(await fixture.text(0)).toBe(Buffer.from(bytes).toString('latin1'));
      }),
    );
  });

  it('counts what is missing exactly', async () => {
    await fc.assert(
      fc.asyncProperty(stream, shuffledCuts, async (bytes, cuts) => {
        const fixture = new ConversationFixture().handshake();
        const seen = new Set<number>();
        let end = 0;
        for (const [start, length] of cuts) {
          const data = bytes.subarray(start, start + length);
          if (data.length < 2) continue;
          fixture.a(data, { seq: 1001 + start });
          for (let i = 0; i < data.length; i++) seen.add(start + i);
          end = Math.max(end, start + data.length);
        }
        fixture.conversation.finish();
        const [message] = fixture.conversation.messages;
        expect(message?.size ?? 0).toBe(end);
        expect(message?.missing ?? 0).toBe(end - seen.size);
      }),
    );
  });

  it('survives hostile segments, and never grows beyond what was sent', async () => {
    const hostile = fc.record({
      side: fc.constantFrom<0 | 1>(0, 1),
      seq: fc.oneof(fc.nat(0xffffffff), fc.integer({ min: 900, max: 1300 })),
      ack: fc.nat(0xffffffff),
      flags: fc.nat(511),
      data: fc.uint8Array({ maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { maxLength: 60 }), async (segments) => {
        const fixture = new ConversationFixture();
        for (const { side, ...given } of segments) fixture.segment(side, given);
        let captured = 0;
        for (const { number, size, missing } of fixture.conversation.messages) {
          expect(missing).toBeGreaterThanOrEqual(0);
          expect(missing).toBeLessThanOrEqual(size);
          for (const piece of await fixture.conversation.pieces(number, 0, size)) {
            if (piece.kind === 'bytes') captured += piece.bytes.length;
          }
        }
        expect(captured).toBeLessThanOrEqual(segments.reduce((sum, { data }) => sum + data.length, 0));
      }),
    );
  });

  // Looking through all of them for each would take minutes.
  it('takes a hundred thousand segments in reverse', () => {
    const map = new IntervalMap();
    for (let i = 100_000; i > 0; i--) map.add({ start: i * 10, end: i * 10 + 10, position: i, at: 0, packet: i });
    expect([...map.within(20, 45)].map(({ packet, start: from, end }) => [packet, from, end])).toEqual([
      [2, 20, 30],
      [3, 30, 40],
      [4, 40, 45],
    ]);
  });
});
