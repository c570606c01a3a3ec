/** Whatever the bytes: nothing throws, few lines, nothing but plain characters, and nothing read behind the capture. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packetHeaders } from '../../source/headers/packet.ts';
import { concat, ethernet, segment4, segment6 } from '../wire/frames.ts';

/** As many headers as are opened before IP, extension headers, and the lines of IP, TCP and what follows. */
const MOST_LINES = 24 + 17 + 12;
/** Of a line, all facts: IPv4 with its options in hex, or MPLS labels. */
const LONGEST = 600;

const options = (bytes: Uint8Array): Uint8Array => {
  const packet = concat(segment4(bytes));
  packet[32] = 0xf0;
  return packet;
};

const damaged = fc
  .tuple(
    fc.constantFrom(
      ethernet(0x0800, segment4(new Uint8Array(40))),
      ethernet(0x86dd, segment6(new Uint8Array(9), 0, new Uint8Array(64))),
      ethernet(0x8100, concat('000c 86dd', segment6(new Uint8Array(9), 44, new Uint8Array(16)))),
      ethernet(0x8847, concat('00010640'.repeat(20), segment4())),
    ),
    fc.array(fc.tuple(fc.nat(150), fc.nat(255)), { maxLength: 8 }),
  )
  .map(([packet, changes]) => {
    const bytes = packet.slice();
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });

const packets = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  damaged,
  fc.uint8Array({ minLength: 40, maxLength: 40 }).map((bytes) => ethernet(0x0800, options(bytes))),
);

const numbers = fc.oneof(fc.nat(300), fc.integer({ min: -1, max: 2 ** 31 - 1 }));

test('any bytes on any link type', () => {
  fc.assert(
    fc.property(
      packets,
      fc.nat(60),
      numbers,
      fc.integer({ min: -1, max: 300 }),
      fc.nat(8),
      (bytes, cut, wire, type, fcs) => {
        const captured = Math.max(0, bytes.length - cut);
        const around = (filling: number) => {
          const room = new Uint8Array(bytes.length + 600).fill(filling);
          room.set(bytes.subarray(0, captured), 300);
          const packet = {
            bytes: room.subarray(300, 300 + captured),
            wireLength: wire,
            linkType: type,
            fcsLength: fcs,
          };
          return packetHeaders(packet, { sequence: 1, acknowledgement: wire, window: 0 });
        };
        const lines = around(0x00);
        expect(around(0xff)).toEqual(lines);
        expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
        for (const { name, isField, facts } of lines) {
          const text = facts.map((fact) => fact.text).join(' ');
          expect(name.length).toBeLessThanOrEqual(isField ? 8 : 10);
          expect(text).toMatch(/^[\x20-\x7e]+$/);
          expect(text).not.toMatch(/NaN|undefined/);
          expect(text.length).toBeLessThanOrEqual(LONGEST);
        }
      },
    ),
    { numRuns: 4000 },
  );
});
