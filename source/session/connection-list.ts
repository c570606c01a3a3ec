/** A list of connections as the screens see it, whatever the connections are: columns, a filter, an order. */

/** A connection's number, 0-based, in order of first packet; the screens show it plus one. */
export type ConnectionNumber = number;

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
  text(connection: ConnectionNumber): string;
  /** Emphasis: said by the text too, never by colour alone. */
  tone(connection: ConnectionNumber): Tone;
}

export interface ListQuery {
  /** The prompt's filter language: words and `field:value`. */
  filter: string;
  sort: { column: string; descending: boolean } | null;
}

/** The connections that match, in order: reads out of an index array, never an object a row. */
export interface ConnectionList {
  readonly query: ListQuery;
  readonly state: 'ready' | 'working';
  /** What is wrong with the filter's text, with what to write instead; null = nothing. */
  readonly problem: string | null;
  readonly count: number;
  at(row: number): ConnectionNumber;
  /** Row of a connection, -1 if it does not match. */
  rowOf(connection: ConnectionNumber): number;
  /** Sets filter and order; `state` is `working` until it is done, the old order stays readable. */
  ask(query: ListQuery): void;
}
