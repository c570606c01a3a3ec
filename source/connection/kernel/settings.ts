/**
 * Where everything lies in linear memory, in bytes from its beginning, and by which rules segments are accounted for. Written by
 * the host (../kernel.ts has the same fields in the same order) before it calls anything else.
 */
import { Doubles, Words } from './views';

/** Rows of connections or UDP pairs, two each, and the table by which they are found: see table.ts. */
@unmanaged
@final
export class Table {
  rows: usize;
  /** Bytes from one row to the next. */
  stride: usize;
  /** Connections there is room for. */
  capacity: u32;
  /** Pairs of IPv6 addresses, and how many places are taken. */
  addresses: usize;
  addressPairs: u32;
  /** Two words a slot: the hash, and the connection's number plus one (0 = free). */
  slots: Words;
  /** Where the slots move when they become twice as many. */
  spare: Words;
  mask: u32;
  used: u32;
  /** Where the last look-up ended: the slot that matched, or the free one to put the connection in. */
  slot: u32;
  /** By row, where connections are removed again; else 0. */
  hashes: Words;
  /** Whether packets of different capture interfaces are different connections. */
  interfaceInKey: u32;
}

@unmanaged
@final
export class Settings {
  /** µs of silence after which a packet of a known 4-tuple begins a new connection; infinite where only a SYN does. */
  idleMicros: f64;

  /** Fields of ../rows/fields/totals.ts and outcome.ts. */
  totals: Doubles;
  outcome: Doubles;

  connections: Table;
  /** null: UDP is not traced. */
  pairs: Table | null;

  // Rules, 0 or 1 unless said otherwise
  /** Only a SYN with another sequence number begins a new connection of a known 4-tuple. */
  splitAtSynOnly: u32;
  hardwareDuplicates: u32;
  /** The host is to be asked whether a new connection or pair is left out of the statistics. */
  asksIgnored: u32;
  /** The host says which row a new connection has: rows are used again. */
  asksRow: u32;
  /** A value of rows/fields/duplicate-rules.ts. */
  duplicates: u32;
  /** Rows have fields for round trips and the outstanding window. */
  roundTrips: u32;
  /** The traffic stage accounts for the connections whose number, under the mask, is `share`. */
  share: u32;
  shareMask: u32;
}

export let settings = changetype<Settings>(0);

export function configure(at: usize): void {
  settings = changetype<Settings>(at);
}
