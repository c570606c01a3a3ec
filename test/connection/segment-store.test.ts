import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DirectionRows } from '../../source/connection/rows/directions.ts';
import { SegmentStore } from '../../source/connection/segment-store.ts';
import { AcknowledgementStage } from '../../source/connection/stages/acknowledgement.ts';
import type { RttStage } from '../../source/connection/stages/rtt.ts';
import { type Events, PlainSegmentStore } from './plain-segment-store.ts';

const SENDER = 0;

/** Writes down what the real store tells the round-trip stage. */
class Listener {
  readonly events: Events = { cumulative: 0, duplicate: 0, triple: 0, samples: [], retransmissions: [] };
  cumulative(): void {
    this.events.cumulative++;
  }
  duplicate(_direction: number, triple: boolean): void {
    this.events.duplicate++;
    if (triple) this.events.triple++;
  }
  retransmitted(_direction: number, elapsed: number, times: number): void {
    this.events.retransmissions.push(`${elapsed} ${times}`);
  }
  sample(_direction: number, elapsed: number, later: boolean, retransmits: number, first: number): 'sample' {
    this.events.samples.push(`${first} ${elapsed} ${later} ${retransmits}`);
    return 'sample';
  }
}

function realStore() {
  const listener = new Listener();
  const rtt = listener as unknown as RttStage;
  const store = new SegmentStore(DirectionRows.reserve('round trips', 2), rtt);
  const acknowledgements = new AcknowledgementStage(store, rtt, 'bsd');
  return {
    events: listener.events,
    add(sequence: number, length: number, now: number) {
      const seen = store.add(SENDER, sequence, length, Float64Array.of(now));
      return { seen, outOfOrder: store.outOfOrder };
    },
    acknowledge: (ack: number, repeated: boolean, now: number) =>
      acknowledgements.acknowledge(SENDER, ack, repeated, true, Float64Array.of(now)),
  };
}

describe('segment store', () => {
  it('has room for the lists of any number of directions that are only acknowledged', () => {
    const directions = 3000;
    const store = new SegmentStore(DirectionRows.reserve('round trips', directions), null);
    const acknowledgements = new AcknowledgementStage(store, null, 'bsd');
    for (let direction = 0; direction < directions; direction++) {
      acknowledgements.acknowledge(direction, 1000, false, true, Float64Array.of(0));
    }
    expect(acknowledgements.kind).toBe('none');
  });

  it('takes the first filling of a hole for out of order and bytes seen before for a retransmission', () => {
    const store = realStore();
    expect(store.add(1001, 100, 0)).toEqual({ seen: 0, outOfOrder: false });
    expect(store.add(1201, 100, 1)).toEqual({ seen: 0, outOfOrder: false });
    expect(store.add(1101, 100, 2)).toEqual({ seen: 0, outOfOrder: true });
    expect(store.add(1001, 300, 3)).toEqual({ seen: 300, outOfOrder: false });
    expect(store.events.retransmissions).toEqual(['3 1']);
  });

  it('splits a segment that crosses into the next quarter of the sequence space', () => {
    const store = realStore();
    expect(store.add(0x3fffff00, 0x200, 0)).toEqual({ seen: 0, outOfOrder: false });
    expect(store.add(0x3fffff00, 0x200, 1)).toEqual({ seen: 0x200, outOfOrder: false });
  });

  it('goes round the end of the sequence space', () => {
    const store = realStore();
    store.add(0xfffffff0, 0x20, 0);
    expect(store.add(0xfffffff0, 0x20, 1).seen).toBe(0x20);
    store.acknowledge(0x10, false, 2);
    expect(store.events).toMatchObject({ cumulative: 1, samples: ['0 1 false 1'] });
  });

  it('decides as the plainly written rules do', () => {
    const base = fc.constantFrom<number>(1000, 0x3ffff000, 0xfffff000);
    const step = fc.record({
      kind: fc.constantFrom('add', 'add', 'add', 'ack', 'repeat'),
      offset: fc.integer({ min: 0, max: 60 }),
      length: fc.integer({ min: 1, max: 12 }),
      elapsed: fc.constantFrom(0, 1, 5, -3),
    });
    fc.assert(
      fc.property(base, fc.array(step, { maxLength: 120 }), (start, steps) => {
        const real = realStore();
        const plain = new PlainSegmentStore();
        let now = 100;
        let lastAck: number = start;
        for (const { kind, offset, length, elapsed } of steps) {
          now += elapsed;
          const sequence = (start + offset * 128) >>> 0;
          if (kind === 'add') {
            const expected = plain.add(sequence, length * 128, now);
            expect(real.add(sequence, length * 128, now)).toEqual({ seen: expected, outOfOrder: plain.outOfOrder });
          } else {
            const ack = kind === 'ack' ? sequence : lastAck;
            plain.acknowledge(ack, ack === lastAck, now);
            real.acknowledge(ack, ack === lastAck, now);
            lastAck = ack;
          }
          expect(real.events).toEqual(plain.events);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
