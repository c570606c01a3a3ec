/**
 * The fields of the filter prompt: every statistic by its id, and short names for those asked for most.
 */

import type { Known } from '../connection/known.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { Statistic, StatisticValue, Unit } from '../connection/statistic.ts';
import { STATISTICS, statistic } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';

export interface Field {
  readonly name: string;
  readonly unit: Unit;
  readonly meaning: string;
  readonly known: Known;
  /** 2: a value for each side, and the field matches when either does. 1: one value (side 0). */
  readonly sides: 1 | 2;
  value(store: ConnectionStore, connection: ConnectionRow, side: 0 | 1): StatisticValue;
}

/** Short names. `total`: both directions together, as the list's column shows it. */
const SHORT: readonly { name: string; id: string; total?: true }[] = [
  { name: 'rtx', id: 'retransmitted_packets', total: true },
  { name: 'rtt', id: 'rtt_average' },
  { name: 'bytes', id: 'data_bytes' },
  { name: 'dur', id: 'duration' },
  { name: 'tput', id: 'throughput' },
  { name: 'idle', id: 'longest_idle' },
  { name: 'ooo', id: 'out_of_order_packets', total: true },
  { name: 'zwin', id: 'zero_windows', total: true },
  { name: 'dupacks', id: 'duplicate_acks', total: true },
];

function fieldOf(name: string, { unit, meaning, known, scope, value }: Statistic): Field {
  return { name, unit, meaning, known, sides: scope === 'direction' ? 2 : 1, value };
}

function totalOf(name: string, { unit, meaning, known, value }: Statistic): Field {
  return {
    name,
    unit,
    known,
    meaning: `${meaning.replace(/\.$/, '')}, both directions together.`,
    sides: 1,
    value: (store, connection) => Number(value(store, connection, 0)) + Number(value(store, connection, 1)),
  };
}

/** The short names first: completion offers them first. */
export const FIELDS: readonly Field[] = [
  ...SHORT.map(({ name, id, total }) => (total ? totalOf : fieldOf)(name, statistic(id))),
  ...STATISTICS.map((entry) => fieldOf(entry.id, entry)),
];
