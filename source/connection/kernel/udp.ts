/**
 * UDP pairs beside the connections: same 4-tuple either way, no time-outs. Their letters come from the same sequence
 * (docs/tcptrace.md, "UDP").
 */
import * as Fact from '../rows/fields/facts';
import * as Identity from '../rows/fields/identity';
import * as Total from '../rows/fields/totals';
import * as Udp from '../rows/fields/udp-doubles';
import { Batch, NOBODY } from './batch';
import { arrive, openPair } from './opening';
import { rowIn } from './rows';
import { settings, Table } from './settings';
import { find } from './table';

/** False if there is no room for one more pair. */
export function accountPair(table: Table, batch: Batch, i: u32): bool {
  settings.totals[Total.udpPackets] += 1;
  let direction = find(table, batch, i);
  if (direction === NOBODY) {
    const pair = openPair(table, batch, i);
    if (pair === NOBODY) return false;
    direction = pair * 2;
  }
  arrive(rowIn(table, direction & ~1), batch.micros[i]);
  batch.facts[i] = 0;
  if ((rowIn(table, direction | 1).u8[Identity.Marks] & Identity.Ignored) !== 0) return true;
  batch.facts[i] = Fact.datagram;
  const mine = rowIn(table, direction);
  mine.f64[Udp.packets] += 1;
  mine.f64[Udp.bytes] += <f64>(<i32>batch.dataLength[i]);
  return true;
}
