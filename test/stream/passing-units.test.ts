/** The last units of a conversation of which not every packet is seen. */
import { describe, expect, it } from 'vitest';
import { TURNS_ONLY } from '../../source/stream/choice.ts';
import { PassingUnits } from '../../source/stream/passing-units.ts';
import type { StreamSegment } from '../../source/stream/sequence-line.ts';
import { TcpFlag } from '../../source/wire/segments.ts';

/** Both sides of a connection, each sending on where it stopped; one segment every 10 µs. */
class Talk {
  readonly units = new PassingUnits([40_000, 9], TURNS_ONLY);
  readonly next: [number, number];
  private packet = 0;

  constructor(a = 1000, b = 5000) {
    this.next = [a, b];
  }

  says(side: 0 | 1, length: number, flags: number = TcpFlag.ack): void {
    const at = this.next[side];
    this.passes(side, length);
    if (flags & TcpFlag.fin) this.next[side]++;
    this.units.add(segmentOf(++this.packet, side, at, length, this.next[1 - side], flags));
  }

  /** Says it in packets that are left out. */
  passes(side: 0 | 1, length: number): void {
    this.next[side] = (this.next[side] + length) >>> 0;
  }

  get facts(): [side: 0 | 1, size: number, missing: number, wait: number | null][] {
    return this.units.messages.map(({ side, size, missing, wait }) => [side, size, missing, wait]);
  }
}

function segmentOf(
  packet: number,
  side: 0 | 1,
  sequence: number,
  length: number,
  acknowledgement: number,
  flags: number,
): StreamSegment {
  const bytes = new Uint8Array(length).fill(0x61);
  const place = { packet, position: 0, micros: 10 * packet, payload: 0, start: 0 };
  return { ...place, side, flags, sequence, acknowledgement, length, captured: length, bytes };
}

describe('what was left out', () => {
  it('belongs to the last turn when its side goes on, and the other has said nothing meanwhile', () => {
    const talk = new Talk();
    talk.says(0, 2);
    talk.says(1, 3);
    talk.units.leftOut(7);
    talk.passes(1, 700);
    talk.says(1, 100);
    talk.says(0, 4);
    expect(talk.facts).toEqual([
      [0, 2, 0, null],
      [1, 803, 700, 10],
      [0, 4, 0, 10],
    ]);
  });

  it('belongs to the last turn when the other side says its next byte only now', () => {
    const talk = new Talk();
    talk.says(0, 2);
    talk.says(1, 3);
    talk.units.leftOut(7);
    talk.passes(1, 700);
    talk.says(0, 4);
    // When the turn ended was left out, too.
    expect(talk.facts).toEqual([
      [0, 2, 0, null],
      [1, 703, 700, 10],
      [0, 4, 0, null],
    ]);
  });

  it('belongs to the last turn although the other side had sent its end before', () => {
    const talk = new Talk();
    talk.says(0, 2, TcpFlag.ack | TcpFlag.fin);
    talk.says(1, 3);
    talk.units.leftOut(7);
    talk.passes(1, 700);
    talk.says(1, 100);
    expect(talk.facts).toEqual([
      [0, 2, 0, null],
      [1, 803, 700, 10],
    ]);
  });

  it('belongs to nobody when both may have spoken: no size and no wait is made up', () => {
    const talk = new Talk();
    talk.says(0, 2);
    talk.says(1, 3);
    talk.units.leftOut(50);
    talk.passes(0, 100);
    talk.passes(1, 200);
    talk.says(1, 30);
    expect(talk.facts).toEqual([[1, 30, 0, null]]);
    expect(talk.units.messages[0].words).toBe(`(from its middle on) ${'a'.repeat(30)}`);
    talk.says(0, 4);
    talk.says(1, 5);
    // The turn of 30 had more before it.
    expect(talk.facts).toEqual([
      [0, 4, 0, 10],
      [1, 5, 0, 10],
    ]);
  });

  it('may be more than a sequence number can tell: both sides are heard all the same', () => {
    const talk = new Talk();
    talk.says(0, 2);
    talk.says(1, 3);
    talk.units.leftOut(65_536);
    talk.passes(1, 3 * 2 ** 30);
    for (let n = 0; n < 3; n++) {
      talk.says(1, 30);
      talk.says(0, 4);
    }
    expect(talk.facts).toEqual([
      [0, 4, 0, 10],
      ...Array.from({ length: 2 }, () => [
        [1, 30, 0, 10],
        [0, 4, 0, 10],
      ]).flat(),
    ]);
  });
});

it('forgets old messages, and does not mind their bytes coming again', () => {
  const talk = new Talk(0, 0);
  for (let n = 0; n < 600; n++) {
    talk.says(0, 2);
    talk.says(1, 3);
  }
  // Cut back to 128 when there were 1,025.
  expect(talk.units.messages).toHaveLength(1200 - 1025 + 128);
  talk.units.add(segmentOf(1201, 0, 0, 2, 1800, TcpFlag.ack));
  talk.says(0, 5);
  expect(talk.facts.slice(-2)).toEqual([
    [1, 3, 0, 10],
    [0, 5, 0, 10],
  ]);
  expect(talk.units.messages.every(({ missing }) => missing === 0)).toBe(true);
});
