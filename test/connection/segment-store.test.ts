import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analyser, ORDINARY } from '../../source/connection/analyser.ts';
import { Moment } from '../../source/connection/layout/constants.ts';
import { Direction } from '../../source/connection/layout/direction.ts';
import { element } from '../../source/connection/layout/structure.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { TcpFlag } from '../../source/wire/segments.ts';
import { oneByOne } from './one-by-one.ts';
import { PlainSegmentStore, type Told } from './plain-segment-store.ts';

const RUNS = 3000;
const WINDOW = 1000;

const store = new ConnectionStore(undefined, 2 * RUNS);
const account = oneByOne(new Analyser(store, { ...ORDINARY, hardwareDuplicates: false }));
let connections = 0;

/** A new connection: A sends, B acknowledges. Its first segment, empty, only opens it. */
function newConnection() {
  const port = ++connections;
  const sent = { source: 1, destination: 2, sourcePort: port, destinationPort: 80, hash: port, flags: TcpFlag.psh };
  const plain = { ...sent, sequence: 0, acknowledgement: 0, window: 0, length: 0 };
  const sender = account(plain, 100).connection * 2;
  const samples: string[] = [];
  return {
    add(sequence: number, length: number, now: number) {
      const { retransmittedBytes, outOfOrder } = account({ ...plain, sequence, length }, now);
      return { seen: retransmittedBytes, outOfOrder };
    },
    acknowledge(acknowledgement: number, now: number): void {
      const back = { source: 2, destination: 1, sourcePort: 80, destinationPort: port, flags: TcpFlag.ack };
      const outcome = account({ ...plain, ...back, acknowledgement, window: WINDOW }, now);
      const { ack, rtt, rttSequence, rttRetransmits } = outcome;
      if (ack === 'sample' || ack === 'ambiguous' || ack === 'no-sample')
        samples.push(`${rttSequence} ${rtt} ${ack} ${rttRetransmits}`);
    },
    get told(): Told {
      return {
        cumulative: store.read(sender, Direction.cumulativeAcks),
        duplicate: store.read(sender, Direction.duplicateAcks),
        triple: store.read(sender, Direction.tripleDuplicateAcks),
        samples,
        retransmissions: store.read(sender, Direction.retransmitCount),
        mostRetransmits: store.read(sender, Direction.mostRetransmits),
        retransmitMicros: store.read(sender, element(Direction.retransmitTime, Moment.sum)),
      };
    },
  };
}

describe('segment store', () => {
  it('keeps apart what many connections sent', () => {
    const many = Array.from({ length: 1000 }, newConnection);
    for (const each of many) each.acknowledge(1000, 100);
    for (const [i, each] of many.entries()) each.add(1001, 100 + i, 101);
    for (const [i, each] of many.entries())
      expect(each.add(1001, 2000, 102)).toEqual({ seen: 100 + i, outOfOrder: false });
  });

  it('takes the first filling of a hole for out of order and bytes seen before for a retransmission', () => {
    const connection = newConnection();
    expect(connection.add(1001, 100, 100)).toEqual({ seen: 0, outOfOrder: false });
    expect(connection.add(1201, 100, 101)).toEqual({ seen: 0, outOfOrder: false });
    expect(connection.add(1101, 100, 102)).toEqual({ seen: 0, outOfOrder: true });
    expect(connection.add(1001, 300, 103)).toEqual({ seen: 300, outOfOrder: false });
    expect(connection.told).toMatchObject({ retransmissions: 1, mostRetransmits: 1, retransmitMicros: 3 });
  });

  it('splits a segment that crosses into the next quarter of the sequence space', () => {
    const connection = newConnection();
    expect(connection.add(0x3fffff00, 0x200, 100)).toEqual({ seen: 0, outOfOrder: false });
    expect(connection.add(0x3fffff00, 0x200, 101)).toEqual({ seen: 0x200, outOfOrder: false });
  });

  it('goes round the end of the sequence space', () => {
    const connection = newConnection();
    connection.add(0xfffffff0, 0x20, 100);
    expect(connection.add(0xfffffff0, 0x20, 101).seen).toBe(0x20);
    connection.acknowledge(0x10, 102);
    expect(connection.told).toMatchObject({ cumulative: 1, samples: ['0 1 ambiguous 1'] });
  });

  it('decides as the plainly written rules do', () => {
    const base = fc.constantFrom<number>(1000, 0x3ffff000, 0xfffff000);
    const step = fc.record({
      kind: fc.constantFrom('add', 'add', 'add', 'acknowledge', 'repeat'),
      offset: fc.integer({ min: 0, max: 60 }),
      length: fc.integer({ min: 1, max: 12 }),
      elapsed: fc.constantFrom(0, 1, 5, -3),
    });
    fc.assert(
      fc.property(base, fc.array(step, { maxLength: 120 }), (start, steps) => {
        const connection = newConnection();
        const plain = new PlainSegmentStore();
        let now = 1000;
        let lastAck: number = start;
        for (const { kind, offset, length, elapsed } of steps) {
          now += elapsed;
          const sequence = (start + offset * 128) >>> 0;
          if (kind === 'add') {
            const seen = plain.add(sequence, length * 128, now);
            expect(connection.add(sequence, length * 128, now)).toEqual({ seen, outOfOrder: plain.outOfOrder });
          } else {
            const ack = kind === 'acknowledge' ? sequence : lastAck;
            plain.acknowledge(ack, ack === lastAck, now);
            connection.acknowledge(ack, now);
            lastAck = ack;
          }
          expect(connection.told).toEqual(plain.told);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
