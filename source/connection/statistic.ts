/**
 * What a statistic is. The table of all of them (statistics.ts) drives the long report, CSV, JSON, the detail pane, the
 * sortable columns, both filter languages and docs/statistics.md: a name, a unit and a meaning are written once.
 */
import type { Known } from './known.ts';
import type { Field, Stage } from './layout/structure.ts';
import type { ConnectionRow } from './numbering.ts';
import type { ConnectionStore } from './store.ts';

export type Unit =
  | 'packets'
  | 'bytes'
  | 'microseconds'
  | 'bytes per second'
  | 'times'
  | 'segments'
  | 'blocks'
  | 'shift'
  | 'percent'
  | 'yes/no'
  | 'sequence number'
  /** µs since 1970. */
  | 'time'
  /** A plain number: a port, the number of a packet. */
  | 'number'
  | 'text';

/** null: not known or not defined for this connection (tcptrace prints NA). */
export type StatisticValue = number | bigint | boolean | string | null;

export interface Statistic {
  /** snake_case; names the JSON field, the CSV column of `--columns`, the filter field and the sort key. Never changes. */
  readonly id: string;
  /** For people, in the detail pane: "retransmitted bytes". */
  readonly title: string;
  readonly unit: Unit;
  /** One sentence; goes into docs/statistics.md and the help. */
  readonly meaning: string;
  /** Whether there is a value for each direction or one for the whole connection (then `side` is ignored). */
  readonly scope: 'direction' | 'connection';
  /** tcptrace's row name in the long output where it has one ("rexmt data bytes"), else null. */
  readonly row: string | null;
  /** The stage that must have run for the value to be there. */
  readonly stage: Stage | 'evidence';
  readonly known: Known;
  /** Where `value` reads it, for those who read a row at a time; absent where it is computed. */
  readonly cell?: Field;
  /** The right value. Where tcptrace's figure differs (docs/tcptrace.md) it is a statistic of its own beside this one. */
  value(store: ConnectionStore, connection: ConnectionRow, side: 0 | 1): StatisticValue;
}
