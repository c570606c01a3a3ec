/**
 * The few ways a statistic gets its value: read from a field of a row, or computed from the rows of a direction or of the
 * whole connection.
 */
import type { Cell, Statistic, StatisticValue } from '../statistic.ts';
import type { ConnectionStore } from '../store.ts';

/** What a statistic is, without how its value comes about. `row`: tcptrace's name for it, where it prints it. */
export interface Facts {
  id: string;
  title: string;
  unit: Statistic['unit'];
  meaning: string;
  row?: string;
}

type Rows = Cell['rows'];

/** An unsigned 4-byte counter of each direction. */
export function counter(rows: Rows, field: number, facts: Facts): Statistic {
  return {
    row: null,
    ...facts,
    scope: 'direction',
    stage: rows,
    cell: { rows, size: 'word', field },
    value: (store, connection, side) => store.directions.word(2 * connection + side, field),
  };
}

/** An unsigned number of each direction that never needs more than 2 bytes. */
export function shortCounter(rows: Rows, field: number, facts: Facts): Statistic {
  return {
    row: null,
    ...facts,
    scope: 'direction',
    stage: rows,
    cell: { rows, size: 'short', field },
    value: (store, connection, side) => store.directions.short(2 * connection + side, field),
  };
}

/** The same, never more than 1 byte. */
export function byteCounter(rows: Rows, field: number, facts: Facts): Statistic {
  return {
    row: null,
    ...facts,
    scope: 'direction',
    stage: rows,
    cell: { rows, size: 'byte', field },
    value: (store, connection, side) => store.directions.byte(2 * connection + side, field),
  };
}

/** A double of each direction: byte counts, times. */
export function amount(rows: Exclude<Rows, 'core'>, field: number, facts: Facts): Statistic {
  return {
    row: null,
    ...facts,
    scope: 'direction',
    stage: rows,
    cell: { rows, size: 'double', field },
    value: (store, connection, side) => store.directions.double(2 * connection + side, field),
  };
}

/** Computed from one direction's rows; `direction` is 2 × connection + side. */
export function ofDirection(
  stage: Statistic['stage'],
  facts: Facts,
  value: (store: ConnectionStore, direction: number, connection: number) => StatisticValue,
): Statistic {
  return {
    row: null,
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
  value: (store: ConnectionStore, connection: number) => StatisticValue,
): Statistic {
  return { row: null, ...facts, scope: 'connection', stage, value };
}
