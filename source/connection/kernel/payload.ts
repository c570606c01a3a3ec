/** What a side sent: its bytes, where they stand in the sequence space, and which of them were new. */
import * as TcpFlag from '../../wire/tcp-flags';
import * as Outcome from '../rows/fields/outcome';
import * as QuarterBits from '../rows/fields/quarter-bits';
import * as TrafficByte from '../rows/fields/traffic-bytes';
import * as Traffic from '../rows/fields/traffic-doubles';
import * as TrafficMark from '../rows/fields/traffic-marks';
import * as TrafficWord from '../rows/fields/traffic-words';
import { Batch } from './batch';
import { outcome } from './outcome';
import { Row } from './rows';
import { add, outOfOrder, select } from './segments';

/**
 * Which quarters of the sequence space were visited; all four and back at the SYN's is once round. `end`: `sequence` and the
 * segment's length, unwrapped.
 */
@inline
export function visitQuarters(mine: Row, sequence: u32, end: i64): void {
  const known = mine.u8[TrafficByte.quarters];
  if ((known & QuarterBits.visited) === QuarterBits.visited) goRound(mine, sequence, end);
  else {
    const both = known | (1 << (sequence >> 30)) | quarterBit(end);
    if (both !== known) mine.u8[TrafficByte.quarters] = both;
  }
}

/** The bit of the quarter; none outside of the sequence space. */
@inline
function quarterBit(end: i64): u32 {
  return <u64>end >> 32 === 0 ? 1 << (<u32>end >> 30) : 0;
}

function goRound(mine: Row, sequence: u32, end: i64): void {
  const syn = mine.u32[TrafficWord.syn];
  if (end < <i64>syn || quarterBit(end) !== 1 << (syn >> 30)) return;
  mine.u32[TrafficWord.wraps]++;
  const current = mine.u8[TrafficByte.quarters] & ~QuarterBits.visited;
  mine.u8[TrafficByte.quarters] = current | (1 << (sequence >> 30)) | quarterBit(end);
}

/** The lowest and the highest number, and the latest. */
@inline
export function spanSequence(mine: Row, sequence: u32, end: i64): void {
  if (mine.u32[TrafficWord.minSequence] === 0 && sequence !== 0) {
    mine.u32[TrafficWord.minSequence] = sequence;
    mine.u32[TrafficWord.maxSequence] = <u32>end;
  }
  if (end > <i64>mine.u32[TrafficWord.maxSequence]) mine.u32[TrafficWord.maxSequence] = <u32>end;
  mine.u32[TrafficWord.latestSequence] = <u32>end;
}

/** The numbers of SYN and FIN. A SYN's is also what its peer is taken to have acknowledged last. */
export function rememberEnds(mine: Row, theirs: Row, flags: u32, sequence: u32, end: u32): void {
  if ((flags & TcpFlag.syn) !== 0) {
    if (mine.u8[TrafficByte.syns] > 0 && mine.u32[TrafficWord.syn] !== sequence)
      mine.u8[TrafficByte.marks] |= TrafficMark.movedEnds;
    mine.u8[TrafficByte.syns]++;
    mine.u32[TrafficWord.syn] = sequence;
    theirs.u32[TrafficWord.ack] = sequence;
  }
  if ((flags & TcpFlag.fin) !== 0) {
    if (mine.u8[TrafficByte.fins] > 0 && mine.u32[TrafficWord.fin] !== end)
      mine.u8[TrafficByte.marks] |= TrafficMark.movedEnds;
    mine.u8[TrafficByte.fins]++;
    mine.u32[TrafficWord.fin] = end;
  }
}

/** Payload of `length` bytes, 1 or more. */
@inline
export function countPayload(batch: Batch, i: u32, mine: Row, flags: u32, length: i32, micros: f64): void {
  mine.u32[TrafficWord.dataPackets]++;
  mine.f64[Traffic.dataBytes] += <f64>length;
  if ((flags & TcpFlag.psh) !== 0) mine.u32[TrafficWord.pushedPackets]++;
  if ((flags & TcpFlag.urg) !== 0) {
    mine.u32[TrafficWord.urgentPackets]++;
    mine.f64[Traffic.urgentBytes] += <f64>batch.urgent[i];
  }
  if (<u32>length > mine.u32[TrafficWord.largestSegment]) mine.u32[TrafficWord.largestSegment] = length;
  const smallest = mine.u32[TrafficWord.smallestSegment];
  if (smallest === 0 || <u32>length < smallest) mine.u32[TrafficWord.smallestSegment] = length;
  if (mine.f64[Traffic.firstDataMicros] === 0) mine.f64[Traffic.firstDataMicros] = micros;
  mine.f64[Traffic.lastDataMicros] = micros;
  const begin = <i64>(<i32>batch.transport[i]) + <i64>batch.headerLength[i];
  const missing = begin + <i64>length - 1 - <i64>(<i32>batch.last[i]);
  if (missing > 0) {
    mine.f64[Traffic.truncatedBytes] += <f64>missing;
    mine.u32[TrafficWord.truncatedPackets]++;
  }
}

/**
 * Payload, SYN and FIN: new, sent again, out of order, or a probe of a closed window (then nothing is stored). Returns how many
 * of the numbers had been sent before.
 */
@inline
export function accountSequence(mine: Row, theirs: Row, flags: u32, sequence: u32, length: i32, now: f64): i64 {
  const closed = theirs.f64[Traffic.windowLast] === 0 && (theirs.u8[TrafficByte.marks] & TrafficMark.seen) !== 0;
  if (closed && (flags & TcpFlag.syn) === 0) {
    countProbe(mine, sequence, length);
    return 0;
  }
  const syn = (flags & TcpFlag.syn) !== 0;
  const fin = (flags & TcpFlag.fin) !== 0;
  const seenBefore = add(mine, sequence, sequence + <u32>length + <u32>syn + <u32>fin - 1, now);
  if (outOfOrder) mine.u32[TrafficWord.outOfOrderPackets]++;
  outcome()[Outcome.outOfOrder] = <f64>outOfOrder;
  let payloadBefore = seenBefore;
  if (syn && mine.u8[TrafficByte.syns] > 1) payloadBefore--;
  if (fin && mine.u8[TrafficByte.fins] > 1) payloadBefore--;
  if (payloadBefore < <i64>length) mine.f64[Traffic.uniqueBytes] += <f64>(<i64>length - payloadBefore);
  return seenBefore;
}

/**
 * A side that has sent data again and no DSACK looks into the quarter of a probe's payload, and so forgets the opposite one: nearly
 * tcptrace's rule (docs/tcptrace.md, "Steps for one segment").
 */
function countProbe(mine: Row, sequence: u32, length: i32): void {
  outcome()[Outcome.windowProbe] = 1;
  mine.u32[TrafficWord.probePackets]++;
  mine.f64[Traffic.probeBytes] += <f64>length;
  const repeats = mine.u32[TrafficWord.retransmittedPackets] > 0 && mine.u32[TrafficWord.dsackPackets] === 0;
  if (length > 0 && repeats) select(mine, sequence >> 30);
}
