/** What a side advertised: effective windows, and the SACK blocks of its acknowledgements. */
import * as TcpFlag from '../../wire/tcp-flags';
import { Fact, TrafficMark } from './generated/constants';
import { Direction } from './generated/direction';

const TWO_TO_32: f64 = 4294967296;

/** The effective window, bytes, of any packet but a RST. */
export function countWindow(mine: Direction, flags: u32, facts: u32, window: f64): void {
  mine.windowLast = window;
  // Without ACK and SYN the effective window is 0.
  if (window > mine.windowMax) mine.windowMax = window;
  if (window > 0) countOpenWindow(mine, flags, facts, window);
}

/** A window above 0. The first one known to be scaled starts the window figures anew. */
function countOpenWindow(mine: Direction, flags: u32, facts: u32, window: f64): void {
  const scaled = (facts & Fact.bothScale) !== 0 && (flags & TcpFlag.syn) === 0;
  if (scaled && (mine.trafficMarks & TrafficMark.scaled) === 0) startScaled(mine, window);
  else {
    const min = mine.windowMin;
    if (min === 0 || window < min) mine.windowMin = window;
  }
  if (window < TWO_TO_32) mine.windowTotalLow += window;
  else addAbsurd(mine, window);
}

function startScaled(mine: Direction, window: f64): void {
  mine.trafficMarks |= TrafficMark.scaled;
  mine.windowMin = window;
  mine.windowMax = window;
  mine.windowTotalLow = 0;
  mine.windowTotalHigh = 0;
  mine.scaledPackets = 1;
}

/** Only absurd window scales come here: the sum is kept in two halves so that it wraps at 2^64 exactly. */
function addAbsurd(mine: Direction, window: f64): void {
  const high = floor(window / TWO_TO_32);
  mine.windowTotalLow += window - high * TWO_TO_32;
  mine.windowTotalHigh += <u32>(<u64>high);
}

/** An acknowledgement with so many SACK blocks, 1 or more. */
export function countSack(mine: Direction, blocks: u32, facts: u32): void {
  mine.sackPackets++;
  if (blocks > mine.mostSackBlocks) mine.mostSackBlocks = blocks;
  if ((facts & Fact.dsack) !== 0) mine.dsackPackets++;
}
