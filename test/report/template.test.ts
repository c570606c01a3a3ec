/** The byte templates write what printf would, however wide the values are. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Direction } from '../../source/connection/layout/direction.ts';
import { asRow } from '../../source/connection/numbering.ts';
import { statistic } from '../../source/connection/statistics.ts';
import { ConnectionStore } from '../../source/connection/store.ts';
import { addColumn } from '../../source/report/long.ts';
import type { Row } from '../../source/report/rows.ts';
import { TemplateBuilder } from '../../source/report/template.ts';

const row = (id: string, unit: string): Row => ({
  statistic: statistic(id),
  name: statistic(id).row!,
  column: '',
  unit,
  format: 'integer',
  absent: 'NA',
  condition: null,
});

const BYTES = row('data_bytes', 'bytes');
const PACKETS = row('data_packets', '');
const MISSED = row('missed_bytes', 'bytes');

const builder = new TemplateBuilder();
for (const each of [BYTES, PACKETS, MISSED]) {
  addColumn(builder, each, 0);
  addColumn(builder, each, 1);
  builder.add('\n');
}
const template = builder.build();

/** Slowly, in words: five blanks, label in 18, value in 9, unit in 5. */
function column({ name, unit }: Row, value: string): string {
  return `     ${`${name}:`.padEnd(18)} ${value.padStart(9)} ${(value === 'NA' ? '' : unit).padEnd(5)}`;
}

it('for any counters', () => {
  const store = new ConnectionStore(undefined, 2);
  const { directions } = store;
  const bytes = Buffer.alloc(4096);
  const amount = fc.oneof(fc.nat(1000), fc.maxSafeNat());
  const words = fc.nat(2 ** 31 - 1);
  fc.assert(
    fc.property(amount, amount, words, words, (a, b, m, n) => {
      directions.write(2, Direction.dataBytes, a);
      directions.write(3, Direction.dataBytes, b);
      directions.write(2, Direction.dataPackets, m);
      directions.write(3, Direction.dataPackets, n);
      const end = template.write(bytes, 7, store, asRow(1));
      expect(bytes.toString('latin1', 7, end)).toBe(
        `${column(BYTES, String(a))}${column(BYTES, String(b))}\n` +
          `${column(PACKETS, String(m))}${column(PACKETS, String(n))}\n` +
          `${column(MISSED, 'NA')}${column(MISSED, 'NA')}\n`,
      );
    }),
  );
});
