/** What a side sent: its bytes, where they stand in the sequence space, and which of them were new. */
import * as TcpFlag from '../../wire/tcp-flags';
import { Batch } from './generated/batch';
import { QuarterBits, TrafficMark } from './generated/constants';
import { Direction } from './generated/direction';
import { add, outOfOrder, select } from './segments';
import { settings } from './settings';

/**
 * Which quarters of the sequence space were visited; all four and back at the SYN's is once round. `end`: `sequence` and the
 * segment's length, unwrapped.
 */
export function visitQuarters(mine: Direction, sequence: u32, end: i64): void {
  const known = mine.quarters;
  if ((known & QuarterBits.visited) === QuarterBits.visited) goRound(mine, sequence, end);
  else {
    const both = known | (1 << (sequence >> 30)) | quarterBit(end);
    if (both !== known) mine.quarters = both;
  }
}

/** The bit of the quarter; none outside of the sequence space. */
function quarterBit(end: i64): u32 {
  return <u64>end >> 32 === 0 ? 1 << (<u32>end >> 30) : 0;
}

function goRound(mine: Direction, sequence: u32, end: i64): void {
  const syn = mine.trafficSyn;
  if (end < <i64>syn || quarterBit(end) !== 1 << (syn >> 30)) return;
  mine.wraps++;
  const current = mine.quarters & ~QuarterBits.visited;
  mine.quarters = current | (1 << (sequence >> 30)) | quarterBit(end);
}

/** The lowest and the highest number, and the latest. */
export function spanSequence(mine: Direction, sequence: u32, end: i64): void {
  if (mine.minSequence === 0 && sequence !== 0) {
    mine.minSequence = sequence;
    mine.maxSequence = <u32>end;
  }
  if (end > <i64>mine.maxSequence) mine.maxSequence = <u32>end;
  mine.latestSequence = <u32>end;
}

/** The numbers of SYN and FIN. A SYN's is also what its peer is taken to have acknowledged last. */
export function rememberEnds(mine: Direction, theirs: Direction, flags: u32, sequence: u32, end: u32): void {
  if ((flags & TcpFlag.syn) !== 0) {
    if (mine.trafficSyns > 0 && mine.trafficSyn !== sequence) mine.trafficMarks |= TrafficMark.movedEnds;
    mine.trafficSyns++;
    mine.trafficSyn = sequence;
    theirs.ack = sequence;
  }
  if ((flags & TcpFlag.fin) !== 0) {
    if (mine.trafficFins > 0 && mine.fin !== end) mine.trafficMarks |= TrafficMark.movedEnds;
    mine.trafficFins++;
    mine.fin = end;
  }
}

/** Payload of `length` bytes, 1 or more. */
export function countPayload(batch: Batch, i: u32, mine: Direction, flags: u32, length: i32, micros: f64): void {
  mine.dataPackets++;
  mine.dataBytes += <f64>length;
  if ((flags & TcpFlag.psh) !== 0) mine.pushedPackets++;
  if ((flags & TcpFlag.urg) !== 0) {
    mine.urgentPackets++;
    mine.urgentBytes += <f64>batch.urgent[i];
  }
  if (<u32>length > mine.largestSegment) mine.largestSegment = length;
  const smallest = mine.smallestSegment;
  if (smallest === 0 || <u32>length < smallest) mine.smallestSegment = length;
  if (mine.firstDataMicros === 0) mine.firstDataMicros = micros;
  mine.lastDataMicros = micros;
  const begin = <i64>(<i32>batch.transport[i]) + <i64>batch.headerLength[i];
  const missing = begin + <i64>length - 1 - <i64>(<i32>batch.last[i]);
  if (missing > 0) {
    mine.truncatedBytes += <f64>missing;
    mine.truncatedPackets++;
  }
}

/**
 * Payload, SYN and FIN: new, sent again, out of order, or a probe of a closed window (then nothing is stored). Returns how many
 * of the numbers had been sent before.
 */
export function accountSequence(
  mine: Direction,
  theirs: Direction,
  flags: u32,
  sequence: u32,
  length: i32,
  now: f64,
): i64 {
  if (isClosed(theirs) && (flags & TcpFlag.syn) === 0) {
    countProbe(mine, sequence, length);
    return 0;
  }
  const syn = (flags & TcpFlag.syn) !== 0;
  const fin = (flags & TcpFlag.fin) !== 0;
  const seenBefore = add(mine, sequence, sequence + <u32>length + u32(syn) + u32(fin) - 1, now);
  if (outOfOrder) mine.outOfOrderPackets++;
  settings.outcome.outOfOrder = <f64>outOfOrder;
  let payloadBefore = seenBefore;
  if (syn && mine.trafficSyns > 1) payloadBefore--;
  if (fin && mine.trafficFins > 1) payloadBefore--;
  if (payloadBefore < <i64>length) mine.uniqueBytes += <f64>(<i64>length - payloadBefore);
  return seenBefore;
}

/** Has this side said that its window is closed? */
export function isClosed(row: Direction): bool {
  return row.windowLast === 0 && (row.trafficMarks & TrafficMark.seen) !== 0;
}

/**
 * A side that has sent data again and no DSACK looks into the quarter of a probe's payload, and so forgets the opposite one: nearly
 * tcptrace's rule (docs/tcptrace.md, "Steps for one segment").
 */
function countProbe(mine: Direction, sequence: u32, length: i32): void {
  settings.outcome.windowProbe = 1;
  mine.probePackets++;
  mine.probeBytes += <f64>length;
  const repeats = mine.retransmittedPackets > 0 && mine.dsackPackets === 0;
  if (length > 0 && repeats) select(mine, sequence >> 30);
}
