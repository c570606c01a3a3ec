import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setAddresses } from '../../source/connection/addressing.ts';
import { DirectionRows } from '../../source/connection/rows/directions.ts';
import { IdentityRows, reserveAddressPairs } from '../../source/connection/rows/identity.ts';
import { ConnectionTable } from '../../source/connection/table.ts';
import { SegmentBatch } from '../../source/wire/segments.ts';

const TUPLES = 24;
const ROWS = 1000;
const INTERFACE = 0;

/** A segment for each of so many 4-tuples; `hashes` are theirs, so that they collide as the test wants. */
function segmentsOf(hashes: readonly number[]): SegmentBatch {
  const segments = new SegmentBatch(TUPLES);
  const bytes = new Uint8Array(TUPLES * 40);
  segments.pointInto(bytes);
  segments.count = TUPLES;
  for (let tuple = 0; tuple < TUPLES; tuple++) {
    segments.version[tuple] = 4;
    segments.ip[tuple] = tuple * 40;
    bytes[tuple * 40 + 15] = tuple;
    bytes[tuple * 40 + 19] = 200;
    segments.sourcePort[tuple] = 1000;
    segments.destinationPort[tuple] = 80;
    segments.hash[tuple] = hashes[tuple];
  }
  return segments;
}

function tableOf(segments: SegmentBatch) {
  const identity = new IdentityRows(DirectionRows.reserve('core', ROWS * 2), reserveAddressPairs(ROWS));
  const table = new ConnectionTable(identity, 'endpoints', ROWS);
  table.prepare(segments);
  const find = (tuple: number): number => table.find(segments, tuple, INTERFACE);
  return {
    remove: (row: number) => table.remove(row),
    find: (tuple: number) => (find(tuple) < 0 ? -1 : find(tuple) >> 1),
    put(row: number, tuple: number) {
      find(tuple);
      setAddresses(identity, row, row, segments, tuple);
      table.put(row, segments, tuple, INTERFACE);
    },
  };
}

/** Hashes whose slots lie close together, across the end of the table. */
const crowded = fc.array(fc.integer({ min: 4088, max: 4100 }), { minLength: TUPLES, maxLength: TUPLES });

it('finds what was put in and not taken out, as a Map does', () => {
  const step = fc.record({ kind: fc.constantFrom('open', 'remove'), tuple: fc.nat(TUPLES - 1) });
  fc.assert(
    fc.property(crowded, fc.array(step, { maxLength: 150 }), (hashes, steps) => {
      const table = tableOf(segmentsOf(hashes));
      const known = new Map<number, number>();
      for (const [row, { kind, tuple }] of steps.entries()) {
        if (kind === 'open') {
          table.put(row, tuple);
          known.set(tuple, row);
        } else if (known.has(tuple)) {
          table.remove(known.get(tuple)!);
          known.delete(tuple);
        }
        for (let other = 0; other < TUPLES; other++) expect(table.find(other)).toBe(known.get(other) ?? -1);
      }
    }),
  );
});

it('leaves a later connection of the same 4-tuple where it is', () => {
  const table = tableOf(segmentsOf(Array(TUPLES).fill(5)));
  table.put(1, 7);
  table.put(2, 7);
  table.remove(1);
  expect(table.find(7)).toBe(2);
});

it('does not fill up when as many are taken out as are put in', () => {
  const segments = segmentsOf(Array.from({ length: TUPLES }, (_, tuple) => tuple * 7919));
  const table = tableOf(segments);
  for (let round = 0; round < 20_000; round++) {
    const tuple = round % TUPLES;
    table.put(round % ROWS, tuple);
    table.remove(round % ROWS);
  }
  expect(Array.from({ length: TUPLES }, (_, tuple) => table.find(tuple))).toEqual(Array(TUPLES).fill(-1));
});
