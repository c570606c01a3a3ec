/** What a side advertised: effective windows, and the SACK blocks of its acknowledgements. */
import * as TcpFlag from '../../wire/tcp-flags';
import * as Fact from '../rows/fields/facts';
import * as TrafficByte from '../rows/fields/traffic-bytes';
import * as Traffic from '../rows/fields/traffic-doubles';
import * as TrafficMark from '../rows/fields/traffic-marks';
import * as TrafficWord from '../rows/fields/traffic-words';
import { Row } from './rows';

const TWO_TO_32: f64 = 4294967296;

/** The effective window, bytes, of any packet but a RST. */
@inline
export function countWindow(mine: Row, flags: u32, facts: u32, window: f64): void {
  mine.f64[Traffic.windowLast] = window;
  // Without ACK and SYN the effective window is 0.
  if (window > mine.f64[Traffic.windowMax]) mine.f64[Traffic.windowMax] = window;
  if (window > 0) countOpenWindow(mine, flags, facts, window);
}

/** A window above 0. The first one known to be scaled starts the window figures anew. */
@inline
function countOpenWindow(mine: Row, flags: u32, facts: u32, window: f64): void {
  const scaled = (facts & Fact.bothScale) !== 0 && (flags & TcpFlag.syn) === 0;
  if (scaled && (mine.u8[TrafficByte.marks] & TrafficMark.scaled) === 0) startScaled(mine, window);
  else {
    const min = mine.f64[Traffic.windowMin];
    if (min === 0 || window < min) mine.f64[Traffic.windowMin] = window;
  }
  if (window < TWO_TO_32) mine.f64[Traffic.windowTotalLow] += window;
  else addAbsurd(mine, window);
}

function startScaled(mine: Row, window: f64): void {
  mine.u8[TrafficByte.marks] |= TrafficMark.scaled;
  mine.f64[Traffic.windowMin] = window;
  mine.f64[Traffic.windowMax] = window;
  mine.f64[Traffic.windowTotalLow] = 0;
  mine.u32[TrafficWord.windowTotalHigh] = 0;
  mine.u32[TrafficWord.scaledPackets] = 1;
}

/** Only absurd window scales come here: the sum is kept in two halves so that it wraps at 2^64 exactly. */
function addAbsurd(mine: Row, window: f64): void {
  const high = floor(window / TWO_TO_32);
  mine.f64[Traffic.windowTotalLow] += window - high * TWO_TO_32;
  mine.u32[TrafficWord.windowTotalHigh] += <u32>(<u64>high);
}

/** An acknowledgement with so many SACK blocks, 1 or more. */
export function countSack(mine: Row, blocks: u32, facts: u32): void {
  mine.u32[TrafficWord.sackPackets]++;
  if (blocks > mine.u8[TrafficByte.mostSackBlocks]) mine.u8[TrafficByte.mostSackBlocks] = blocks;
  if ((facts & Fact.dsack) !== 0) mine.u32[TrafficWord.dsackPackets]++;
}
