/**
 * The few ways a statistic gets its value: read from a field of a row, or computed from the rows of a direction or of the
 * whole connection.
 */

import type { Known } from '../known.ts';
import type { ConnectionRow } from '../numbering.ts';
import type { DirectionRows } from '../rows/directions.ts';
import type { Cell, Statistic, StatisticValue } from '../statistic.ts';
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

type Rows = Cell['rows'];

/** An unsigned 4-byte counter of each direction. */
export const counter = (rows: Rows, field: number, facts: Facts): Statistic => stored(rows, 'word', field, facts);

/** An unsigned number of each direction that never needs more than 2 bytes. */
export const shortCounter = (rows: Rows, field: number, facts: Facts): Statistic => stored(rows, 'short', field, facts);

/** The same, never more than 1 byte. */
export const byteCounter = (rows: Rows, field: number, facts: Facts): Statistic => stored(rows, 'byte', field, facts);

/** A double of each direction: byte counts, times. */
export const amount = (rows: Exclude<Rows, 'core'>, field: number, facts: Facts): Statistic =>
  stored(rows, 'double', field, facts);

const READERS: Record<Cell['size'], (rows: DirectionRows, direction: number, field: number) => number> = {
  byte: (rows, direction, field) => rows.byte(direction, field),
  short: (rows, direction, field) => rows.short(direction, field),
  word: (rows, direction, field) => rows.word(direction, field),
  double: (rows, direction, field) => rows.double(direction, field),
};

/** Stands in a row of each direction as it is. */
function stored(rows: Rows, size: Cell['size'], field: number, facts: Facts): Statistic {
  const read = READERS[size];
  return {
    ...UNLESS_GIVEN,
    ...facts,
    scope: 'direction',
    stage: rows,
    cell: { rows, size, field },
    value: (store, connection, side) => read(store.directions, 2 * connection + side, field),
  };
}

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
