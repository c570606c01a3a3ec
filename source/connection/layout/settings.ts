/**
 * Where everything lies in the kernel's memory, in bytes from its beginning, and by which rules segments are accounted for. The
 * host writes it before it calls anything else; each thread's kernel has settings of its own.
 */
import { type FieldRow, record } from './structure.ts';

/** Rows of connections or UDP pairs, two each, and the table by which they are found: kernel/table.ts. */
export const TABLE = record([
  ['rows', 'usize', 'of a direction each, two a connection'],
  ['stride', 'usize', 'bytes from one row to the next'],
  ['capacity', 'u32', 'connections there is room for'],
  ['addresses', 'usize', 'pairs of IPv6 addresses'],
  ['addressPairs', 'u32', 'pairs of IPv6 addresses there are'],
  ['slots', 'Words', "two words a slot: the hash, and the connection's number plus one (0 = free)"],
  ['spare', 'Words', 'where the slots move when they become twice as many'],
  ['mask', 'u32', 'slots less one'],
  ['used', 'u32', 'slots in use'],
  ['slot', 'u32', 'where the last look-up ended: the slot that matched, or the free one to put the connection in'],
  ['hashes', 'Words', 'by row, where connections are removed again; else 0'],
  ['interfaceInKey', 'u32', '1: packets of different capture interfaces are different connections'],
] as const satisfies readonly FieldRow[]);

export const SETTINGS = record([
  [
    'idleMicros',
    'f64',
    'µs of silence after which a packet of a known 4-tuple begins a new connection; infinite where only a SYN does',
  ],
  ['totals', 'Totals', 'counters of the whole capture'],
  ['outcome', 'Outcome', 'what was decided about the last segment'],
  ['connections', 'Table', 'of connections'],
  ['pairs', 'Table | null', 'of UDP pairs; null: UDP is not traced'],
  [
    'splitAtSynOnly',
    'u32',
    '1: only a SYN begins a new connection of a known 4-tuple; 0: also silence, by the rules of tcptrace',
  ],
  ['hardwareDuplicates', 'u32', '1: look for packets captured twice'],
  ['asksIgnored', 'u32', '1: the host is to be asked whether a new connection or pair is left out of the statistics'],
  ['asksRow', 'u32', '1: the host says which row a new connection has, because rows are used again'],
  ['duplicates', 'u32', 'a DuplicateRule'],
  ['roundTrips', 'u32', '1: rows have fields for round trips and the outstanding window'],
  ['share', 'u32', 'the traffic stage accounts for the connections whose number, under the mask, is this'],
  ['shareMask', 'u32', 'threads that share the traffic stage, less one'],
] as const satisfies readonly FieldRow[]);
