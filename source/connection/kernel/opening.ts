/** When a segment opens a connection (docs/tcptrace.md, "Reuse of a 4-tuple"), and how connections and pairs are opened. */
import * as TcpFlag from '../../wire/tcp-flags';
import { Batch } from './generated/batch';
import { ADDRESS_PAIR, NOBODY } from './generated/constants';
import { Direction } from './generated/direction';
import { Table } from './generated/settings';
import { ignored, takeRow } from './host';
import { rowIn } from './rows';
import { settings } from './settings';
import { put } from './table';
import { networkWord } from './views';

/** A SYN that is captured after other packets of its side is late by no more than this, µs. */
const LATEST_SYN: f64 = 1e6;

/** Does segment i, whose 4-tuple is that of the connection with these rows, start a new one? `a`: the row of side A. */
export function startsAnew(batch: Batch, i: u32, a: Direction, mine: Direction, theirs: Direction): bool {
  const silence = batch.micros[i] - a.lastMicros;
  if (silence > settings.idleMicros) return true;
  const flags = batch.flags[i];
  if ((flags & TcpFlag.syn) === 0) return false;
  if (settings.splitAtSynOnly === 0) return synStartsAnewForTcptrace(batch.sequence[i], mine, theirs);
  // A SYN/ACK with another number is not its side's to decide (RFC 9293 section 3.10.7.4).
  return (flags & TcpFlag.ack) === 0 && synStartsAnew(batch.sequence[i], silence, mine, theirs);
}

/** A SYN with another number; or the first of a side that is silent, or closed: else the capture has it late. */
function synStartsAnew(sequence: u32, silence: f64, mine: Direction, theirs: Direction): bool {
  if (mine.syns > 0) return sequence !== mine.syn;
  return silence > LATEST_SYN || isClosing(mine, theirs);
}

function isClosing(mine: Direction, theirs: Direction): bool {
  return (mine.fins | theirs.fins | mine.resets | theirs.resets) !== 0;
}

/** Plain comparisons of 32-bit numbers: near a wrap of the sequence space they are wrong in its way. */
function synStartsAnewForTcptrace(sequence: u32, mine: Direction, theirs: Direction): bool {
  if (isClosing(mine, theirs) && (sequence > theirs.windowEnd || sequence < mine.syn)) return true;
  return mine.syns > 1 && sequence !== mine.syn;
}

/** Opens a connection whose A is the sender of segment i; returns its row, NOBODY where there is no room for one more. */
export function openConnection(batch: Batch, i: u32): u32 {
  const totals = settings.totals;
  const table = settings.connections;
  const found = <u32>totals.connections;
  if (settings.asksRow === 0 && found >= table.capacity) return NOBODY;
  const row = settings.asksRow === 0 ? found : takeRow();
  const pair = settings.asksRow === 0 ? table.addressPairs : row;
  introduce(table, batch, i, row, pair, found, false);
  totals.connections += 1;
  return row;
}

/** The same of a UDP pair. */
export function openPair(table: Table, batch: Batch, i: u32): u32 {
  const totals = settings.totals;
  const found = <u32>totals.udpPairs;
  if (found >= table.capacity) return NOBODY;
  introduce(table, batch, i, found, table.addressPairs, found, true);
  totals.udpPairs += 1;
  return found;
}

/** Writes down who they are. `pair`: a free place in the table of IPv6 addresses; `number`: how many there were before. */
function introduce(table: Table, batch: Batch, i: u32, row: u32, pair: u32, number: u32, udp: bool): void {
  const a = rowIn(table, row * 2);
  const b = rowIn(table, row * 2 + 1);
  const ip = batch.bytes + batch.ip[i];
  b.ports = (batch.sourcePort[i] << 16) | batch.destinationPort[i];
  b.version = batch.version[i];
  if (batch.version[i] === 4) {
    a.addresses[0] = networkWord(ip + 12);
    a.addresses[1] = networkWord(ip + 16);
  } else {
    a.addresses[0] = pair;
    memory.copy(table.addresses + pair * ADDRESS_PAIR, ip + 8, ADDRESS_PAIR);
    table.addressPairs++;
  }
  const totals = settings.totals;
  b.label = <u32>totals.labels;
  totals.labels += 2;
  b.file = batch.file;
  b.interfaceIndex = batch.interfaceIndex[i];
  b.carrier = batch.carrier[i];
  b.firstPacket = <u32>batch.number[i];
  a.firstMicros = batch.micros[i];
  a.lastMicros = batch.micros[i];
  b.ignored = settings.asksIgnored !== 0 && ignored(number, udp) ? 1 : 0;
  put(table, row, batch, i);
}

/** A packet came: the last one so far; the first, too, where that is still unset. */
export function arrive(a: Direction, micros: f64): void {
  if (a.firstMicros === 0) a.firstMicros = micros;
  a.lastMicros = micros;
}
