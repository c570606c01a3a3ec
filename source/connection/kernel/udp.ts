/**
 * UDP pairs beside the connections: same 4-tuple either way, no time-outs. Their letters come from the same sequence
 * (docs/tcptrace.md, "UDP").
 */
import { Batch } from './generated/batch';
import { Fact, NOBODY } from './generated/constants';
import { Table } from './generated/settings';
import { arrive, openPair } from './opening';
import { pairIn, rowIn } from './rows';
import { settings } from './settings';
import { find } from './table';

/** False if there is no room for one more pair. */
export function accountPair(table: Table, batch: Batch, i: u32): bool {
  settings.totals.udpPackets += 1;
  let direction = find(table, batch, i);
  if (direction === NOBODY) {
    const pair = openPair(table, batch, i);
    if (pair === NOBODY) return false;
    direction = pair * 2;
  }
  arrive(rowIn(table, direction & ~1), batch.micros[i]);
  batch.facts[i] = 0;
  if (rowIn(table, direction | 1).ignored !== 0) return true;
  batch.facts[i] = Fact.datagram;
  const mine = pairIn(table, direction);
  mine.datagrams += 1;
  mine.datagramBytes += <f64>(<i32>batch.dataLength[i]);
  return true;
}
