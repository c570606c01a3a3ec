/**
 * How a connection stands or ended, as words for the filter prompt: `state:rst`. They are the words of the list's column
 * and some more; several may be true of one connection. `>`: A's doing, `<`: B's.
 */
import type { ConnectionRow } from '../connection/numbering.ts';
import {
  finDirections,
  isComplete,
  isReset,
  isUnidirectional,
  synDirections,
} from '../connection/statistics/identity.ts';
import type { ConnectionStore } from '../connection/store.ts';

export interface State {
  /** The first is the one that is offered; any beginning of one will do. */
  readonly names: readonly string[];
  readonly meaning: string;
  holds(store: ConnectionStore, connection: ConnectionRow): boolean;
}

const a = (connection: ConnectionRow): number => 2 * connection;
const b = (connection: ConnectionRow): number => 2 * connection + 1;

const isUnanswered = ({ core }: ConnectionStore, connection: ConnectionRow): boolean =>
  core.syns(a(connection)) > 0 && core.packets(b(connection)) === 0;

export const STATES: readonly State[] = [
  {
    names: ['ok'],
    meaning: 'closed by both sides, without a RST',
    holds: (store, connection) => finDirections(store, connection) === 2 && !isReset(store, connection),
  },
  { names: ['complete'], meaning: 'opened and closed by both sides (SYN and FIN both ways)', holds: isComplete },
  {
    names: ['open'],
    meaning: 'no FIN and no RST seen',
    holds: (store, connection) =>
      finDirections(store, connection) === 0 && !isReset(store, connection) && !isUnanswered(store, connection),
  },
  {
    names: ['fin', 'half'],
    meaning: 'closed by one side only',
    holds: (store, connection) => finDirections(store, connection) === 1 && !isReset(store, connection),
  },
  {
    names: ['fin>'],
    meaning: 'closed by A only',
    holds: (store, connection) =>
      store.core.fins(a(connection)) > 0 && store.core.fins(b(connection)) === 0 && !isReset(store, connection),
  },
  {
    names: ['fin<'],
    meaning: 'closed by B only',
    holds: (store, connection) =>
      store.core.fins(b(connection)) > 0 && store.core.fins(a(connection)) === 0 && !isReset(store, connection),
  },
  { names: ['rst', 'reset'], meaning: 'reset by either side', holds: isReset },
  { names: ['rst>'], meaning: 'reset by A', holds: ({ core }, connection) => core.resets(a(connection)) > 0 },
  { names: ['rst<'], meaning: 'reset by B', holds: ({ core }, connection) => core.resets(b(connection)) > 0 },
  {
    names: ['ref<', 'refused'],
    meaning: 'a SYN answered by a RST',
    holds: ({ core }, connection) =>
      core.syns(a(connection)) > 0 && core.syns(b(connection)) === 0 && core.resets(b(connection)) > 0,
  },
  { names: ['syn!', 'unanswered'], meaning: 'a SYN that nothing answered', holds: isUnanswered },
  { names: ['oneway', 'unidirectional'], meaning: 'packets of one direction only', holds: isUnidirectional },
  {
    names: ['midway'],
    meaning: 'began before the capture: no SYN seen',
    holds: (store, connection) => synDirections(store, connection) === 0,
  },
];

/** The states that a word means: the one of that name, else all that begin so. */
export function statesNamed(word: string): readonly State[] {
  const exact = STATES.filter(({ names }) => names.includes(word));
  if (exact.length > 0) return exact;
  return STATES.filter(({ names }) => names.some((name) => word !== '' && name.startsWith(word)));
}
