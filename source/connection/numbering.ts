/**
 * A connection has a row in the store and a number that people see. As long as all connections are kept they go together (row 0
 * is connection 1); where only so many are kept, rows are used again and numbers are not.
 */

declare const kind: unique symbol;

/** Where a connection's figures stand in the store, from 0. */
export type ConnectionRow = number & { readonly [kind]: 'row' };

/** A connection's number as people see it: from 1, in order of first packet. */
export type ConnectionNumber = number & { readonly [kind]: 'number' };

export const asRow = (row: number): ConnectionRow => row as ConnectionRow;
export const asNumber = (number: number): ConnectionNumber => number as ConnectionNumber;
