/** Finds rows of directions, 2 × connection + side, and of directions of UDP pairs. */
import { Direction } from './generated/direction';
import { Pair } from './generated/pair';
import { Table } from './generated/settings';
import { settings } from './settings';

export function rowOf(direction: u32): Direction {
  return rowIn(settings.connections, direction);
}

/** Also of a UDP pair's, which begin as a connection's do, with the identity. */
export function rowIn(table: Table, direction: u32): Direction {
  return changetype<Direction>(table.rows + <usize>direction * table.stride);
}

export function pairIn(table: Table, direction: u32): Pair {
  return changetype<Pair>(rowIn(table, direction));
}
