import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ORDINARY, rulesOf } from '../../source/connection/analyser.ts';
import { Batch } from '../../source/connection/batch.ts';
import { ALL, startKernel } from '../../source/connection/kernel.ts';
import { Fact } from '../../source/connection/layout/constants.ts';
import { asNumber, asRow } from '../../source/connection/numbering.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { TcpFlag } from '../../source/wire/segments.ts';
import { packetsIn, putSegment } from './one-by-one.ts';

const TUPLES = 24;
const ROWS = 1000;
/** For connections that are opened only because one was looked for in vain. */
const SPARE_ROW = ROWS;

/** The table of a kernel whose 4-tuples hash as the test wants, so that they collide. */
function tableOf(hashes: readonly number[]) {
  const store = ConnectionStore.keeping(ROWS, 1, 'core');
  const batch = new Batch(store.memory, 0);
  const packets = packetsIn(store.windowRoom(40) as Uint8Array);
  let row = 0;
  const takeRow = () => {
    store.assign(asRow(row), asNumber(store.found + 1));
    return row;
  };
  const rules = rulesOf({ ...ORDINARY, splitting: { kind: 'syn' } }, store);
  const kernel = startKernel(store.memory, 0, rules, ALL, { ignored: null, takeRow });
  let isn = 0;
  /** Row of the connection that a segment of the 4-tuple belongs to; it opens one in `newRow` if there is none yet. */
  const send = (tuple: number, flags: number, newRow: number): number => {
    row = newRow;
    batch.describe(packets);
    const ends = { source: tuple, destination: 200, sourcePort: 1000, destinationPort: 80, hash: hashes[tuple] };
    putSegment(batch.segments, packets.bytes, {
      ...ends,
      ...{ flags, sequence: ++isn, acknowledgement: 0, window: 0, length: 0 },
    });
    batch.holds(packets.bytes);
    batch.columns.number[0] = 1;
    kernel.core(batch.address, 0, 1);
    return batch.columns.direction[0] >> 1;
  };
  return {
    remove: (connection: number) => kernel.remove(connection),
    /** A SYN with a number of its own opens a connection, whether the 4-tuple is known or not. */
    open(newRow: number, tuple: number): void {
      expect(send(tuple, TcpFlag.syn, newRow)).toBe(newRow);
      expect(batch.columns.facts[0] & Fact.opened).toBe(Fact.opened);
    },
    find(tuple: number): number {
      const found = send(tuple, TcpFlag.ack, SPARE_ROW);
      if (found !== SPARE_ROW) return found;
      kernel.remove(SPARE_ROW);
      return -1;
    },
  };
}

/** Hashes whose slots lie close together, across the end of the table. */
const crowded = fc.array(fc.integer({ min: 4088, max: 4100 }), { minLength: TUPLES, maxLength: TUPLES });

it('finds what was put in and not taken out, as a Map does', () => {
  const step = fc.record({ kind: fc.constantFrom('open', 'remove'), tuple: fc.nat(TUPLES - 1) });
  const hashes = Array<number>(TUPLES).fill(0);
  const table = tableOf(hashes);
  fc.assert(
    fc.property(crowded, fc.array(step, { maxLength: 150 }), (drawn, steps) => {
      hashes.splice(0, TUPLES, ...drawn);
      const known = new Map<number, number>();
      try {
        for (const [row, { kind, tuple }] of steps.entries()) {
          if (kind === 'open') {
            table.open(row, tuple);
            known.set(tuple, row);
          } else if (known.has(tuple)) {
            table.remove(known.get(tuple)!);
            known.delete(tuple);
          }
          for (let other = 0; other < TUPLES; other++) expect(table.find(other)).toBe(known.get(other) ?? -1);
        }
      } finally {
        for (const row of known.values()) table.remove(row);
      }
    }),
  );
});

it('leaves a later connection of the same 4-tuple where it is', () => {
  const table = tableOf(Array(TUPLES).fill(5));
  table.open(1, 7);
  table.open(2, 7);
  table.remove(1);
  expect(table.find(7)).toBe(2);
});

it('does not fill up when as many are taken out as are put in', () => {
  const table = tableOf(Array.from({ length: TUPLES }, (_, tuple) => tuple * 7919));
  for (let round = 0; round < 20_000; round++) {
    const tuple = round % TUPLES;
    table.open(round % ROWS, tuple);
    table.remove(round % ROWS);
  }
  expect(Array.from({ length: TUPLES }, (_, tuple) => table.find(tuple))).toEqual(Array(TUPLES).fill(-1));
});
