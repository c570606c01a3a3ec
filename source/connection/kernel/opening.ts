/** When a segment opens a connection (docs/tcptrace.md, "Reuse of a 4-tuple"), and how connections and pairs are opened. */
import * as TcpFlag from '../../wire/tcp-flags';
import * as CoreByte from '../rows/fields/core-bytes';
import * as Core from '../rows/fields/core-words';
import * as Identity from '../rows/fields/identity';
import * as Total from '../rows/fields/totals';
import { Batch, NOBODY } from './batch';
import { ignored, takeRow } from './host';
import { Row, rowIn } from './rows';
import { settings, Table } from './settings';
import { put } from './table';
import { networkWord } from './views';

/** Does segment i, whose 4-tuple is that of the connection with these rows, start a new one? `a`: the row of side A. */
@inline
export function startsAnew(batch: Batch, i: u32, a: Row, mine: Row, theirs: Row): bool {
  if (batch.micros[i] - a.f64[Identity.LastMicros] > settings.idleMicros) return true;
  return (batch.flags[i] & TcpFlag.syn) !== 0 && synStartsAnew(batch.sequence[i], mine, theirs);
}

/** Plain comparisons of 32-bit numbers, as tcptrace's: near a wrap of the sequence space they are wrong in its way. */
function synStartsAnew(sequence: u32, mine: Row, theirs: Row): bool {
  if (settings.splitAtSynOnly !== 0) return mine.u8[CoreByte.syns] > 0 && sequence !== mine.u32[Core.syn];
  const closing =
    (mine.u8[CoreByte.fins] | theirs.u8[CoreByte.fins] | mine.u8[CoreByte.resets] | theirs.u8[CoreByte.resets]) !== 0;
  if (closing && (sequence > theirs.u32[Core.windowEnd] || sequence < mine.u32[Core.syn])) return true;
  return mine.u8[CoreByte.syns] > 1 && sequence !== mine.u32[Core.syn];
}

/** Opens a connection whose A is the sender of segment i; returns its row, NOBODY where there is no room for one more. */
export function openConnection(batch: Batch, i: u32): u32 {
  const totals = settings.totals;
  const table = settings.connections;
  const found = <u32>totals[Total.connections];
  if (settings.asksRow === 0 && found >= table.capacity) return NOBODY;
  const row = settings.asksRow === 0 ? found : takeRow();
  const pair = settings.asksRow === 0 ? table.addressPairs : row;
  introduce(table, batch, i, row, pair, found, false);
  totals[Total.connections] += 1;
  return row;
}

/** The same of a UDP pair. */
export function openPair(table: Table, batch: Batch, i: u32): u32 {
  const totals = settings.totals;
  const found = <u32>totals[Total.udpPairs];
  if (found >= table.capacity) return NOBODY;
  introduce(table, batch, i, found, table.addressPairs, found, true);
  totals[Total.udpPairs] += 1;
  return found;
}

/** Writes down who they are. `pair`: a free place in the table of IPv6 addresses; `number`: how many there were before. */
function introduce(table: Table, batch: Batch, i: u32, row: u32, pair: u32, number: u32, udp: bool): void {
  const a = rowIn(table, row * 2);
  const b = rowIn(table, row * 2 + 1);
  const ip = batch.bytes + batch.ip[i];
  b.u32[Identity.Ports] = (batch.sourcePort[i] << 16) | batch.destinationPort[i];
  b.u8[Identity.Version] = batch.version[i];
  if (batch.version[i] === 4) {
    a.u32[Identity.Addresses] = networkWord(ip + 12);
    a.u32[Identity.Addresses + 1] = networkWord(ip + 16);
  } else {
    a.u32[Identity.Addresses] = pair;
    memory.copy(table.addresses + pair * Identity.ADDRESS_PAIR, ip + 8, Identity.ADDRESS_PAIR);
    table.addressPairs++;
  }
  const totals = settings.totals;
  b.u32[Identity.Label] = <u32>totals[Total.labels];
  totals[Total.labels] += 2;
  b.u16[Identity.File] = batch.file;
  b.u16[Identity.Interface] = batch.interface[i];
  b.u32[Identity.FirstPacket] = <u32>batch.number[i];
  a.f64[Identity.FirstMicros] = batch.micros[i];
  a.f64[Identity.LastMicros] = batch.micros[i];
  b.u8[Identity.Marks] = settings.asksIgnored !== 0 && ignored(number, udp) ? Identity.Ignored : 0;
  put(table, row, batch, i);
}

/** A packet came: the last one so far; the first, too, where that is still unset. */
@inline
export function arrive(a: Row, micros: f64): void {
  if (a.f64[Identity.FirstMicros] === 0) a.f64[Identity.FirstMicros] = micros;
  a.f64[Identity.LastMicros] = micros;
}
