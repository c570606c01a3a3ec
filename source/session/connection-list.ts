/** A list of connections as the screens see it, whatever the connections are: columns, a filter, an order. */

import type { ConnectionRow } from '../connection/numbering.ts';

export type Tone = 'normal' | 'good' | 'warning' | 'bad' | 'faint';

/** A column of the connection list: made from the table of statistics. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** Cells wide, without the gap. */
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly shownAtFirst: boolean;
  /** The text of the cell, at most `width` cells, safe for the terminal. */
  text(connection: ConnectionRow): string;
  /** All of it, where the cell may have room for a part only; absent: `text` is all. */
  whole?(connection: ConnectionRow): string;
  /** Emphasis: said by the text too, never by colour alone. */
  tone(connection: ConnectionRow): Tone;
}

export interface ListQuery {
  /** The prompt's filter language: words and `field:value`. */
  filter: string;
  sort: { column: string; descending: boolean } | null;
}

/** What can be asked of a list, whatever its connections are. */
export interface QueriedList {
  readonly query: ListQuery;
  readonly state: 'ready' | 'working';
  /** What is wrong with the filter's text, with what to write instead; null = nothing. */
  readonly problem: string | null;
  readonly count: number;
  /** Sets filter and order; `state` is `working` until it is done, the old order stays readable. */
  ask(query: ListQuery): void;
}

/** The connections that match, in order: reads out of an index array, never an object a row. `Id`: what tells connections apart. */
export interface ConnectionList<Id extends number = ConnectionRow> extends QueriedList {
  at(place: number): Id;
  /** Place of a connection in the list, -1 if it does not match. */
  placeOf(connection: Id): number;
}
