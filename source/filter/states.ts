/**
 * How a connection stands or ended, as words for the filter prompt: `state:rst`. Several may be true of one connection.
 */
import {
  finDirections,
  isComplete,
  isReset,
  isUnidirectional,
  synDirections,
} from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';

export interface State {
  readonly name: string;
  readonly meaning: string;
  holds(store: ConnectionStore, connection: number): boolean;
}

const reset = (store: ConnectionStore, connection: number, side: 0 | 1) => store.core.resets(2 * connection + side) > 0;
const packets = (store: ConnectionStore, connection: number, side: 0 | 1) => store.core.packets(2 * connection + side);
const syns = (store: ConnectionStore, connection: number, side: 0 | 1) => store.core.syns(2 * connection + side);

export const STATES: readonly State[] = [
  {
    name: 'ok',
    meaning: 'opened and closed by both sides, without a RST',
    holds: (store, connection) => isComplete(store, connection) && !isReset(store, connection),
  },
  { name: 'complete', meaning: 'opened and closed by both sides (SYN and FIN both ways)', holds: isComplete },
  {
    name: 'open',
    meaning: 'both sides talk, no FIN and no RST seen',
    holds: (store, connection) =>
      finDirections(store, connection) === 0 && !isReset(store, connection) && !isUnidirectional(store, connection),
  },
  {
    name: 'half',
    meaning: 'closed by one side only',
    holds: (store, connection) => finDirections(store, connection) === 1 && !isReset(store, connection),
  },
  { name: 'rst', meaning: 'reset by either side', holds: isReset },
  { name: 'rst>', meaning: 'reset by A', holds: (store, connection) => reset(store, connection, 0) },
  { name: 'rst<', meaning: 'reset by B', holds: (store, connection) => reset(store, connection, 1) },
  {
    name: 'refused',
    meaning: 'a SYN answered by a RST',
    holds: (store, connection) =>
      syns(store, connection, 0) > 0 && syns(store, connection, 1) === 0 && reset(store, connection, 1),
  },
  {
    name: 'syn',
    meaning: 'a SYN that nothing answered',
    holds: (store, connection) => syns(store, connection, 0) > 0 && packets(store, connection, 1) === 0,
  },
  { name: 'oneway', meaning: 'packets of one direction only', holds: isUnidirectional },
  {
    name: 'midway',
    meaning: 'began before the capture: no SYN seen',
    holds: (store, connection) => synDirections(store, connection) === 0,
  },
];
