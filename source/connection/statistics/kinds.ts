/**
 * The few ways a statistic gets its value: read from a field of a row, or computed from the rows of a direction or of the
 * whole connection.
 */
import type { Known } from '../known.ts';
import type { Field } from '../layout/structure.ts';
import type { ConnectionRow } from '../numbering.ts';
import type { Statistic, StatisticValue } from '../statistic.ts';
import type { ConnectionStore } from '../store.ts';

/** What a statistic is, without how its value comes about. `row`: tcptrace's name for it, where it prints it. */
export interface Facts {
  id: string;
  title: string;
  unit: Statistic['unit'];
  meaning: string;
  row?: string;
  /** Where it is not given: from the network. */
  known?: Known;
}

const UNLESS_GIVEN = { row: null, known: 'from the network' } as const;

/** Stands in a row of each direction as it is. */
export const stored = (cell: Field, facts: Facts): Statistic => ({
  ...UNLESS_GIVEN,
  ...facts,
  scope: 'direction',
  stage: cell.stage,
  cell,
  value: (store, connection, side) => store.read(2 * connection + side, cell),
});

/** Computed from one direction's rows; `direction` is 2 × connection + side. */
export function ofDirection(
  stage: Statistic['stage'],
  facts: Facts,
  value: (store: ConnectionStore, direction: number, connection: ConnectionRow) => StatisticValue,
): Statistic {
  return {
    ...UNLESS_GIVEN,
    ...facts,
    scope: 'direction',
    stage,
    value: (store, connection, side) => value(store, 2 * connection + side, connection),
  };
}

/** Computed from the rows of both directions. */
export function ofConnection(
  stage: Statistic['stage'],
  facts: Facts,
  value: (store: ConnectionStore, connection: ConnectionRow) => StatisticValue,
): Statistic {
  return { ...UNLESS_GIVEN, ...facts, scope: 'connection', stage, value };
}
