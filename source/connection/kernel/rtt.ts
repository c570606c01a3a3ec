/**
 * Round-trip times of the segments a side sent, as tcptrace takes them (docs/tcptrace.md, "Round trips"). Times in µs.
 */
import * as AckKind from '../rows/fields/ack-kinds';
import * as Outcome from '../rows/fields/outcome';
import * as RttByte from '../rows/fields/rtt-bytes';
import * as Rtt from '../rows/fields/rtt-doubles';
import * as RttWord from '../rows/fields/rtt-words';
import { Segment } from './cells';
import { outcome } from './outcome';
import { Row } from './rows';

@inline
export function countCumulative(sender: Row): void {
  sender.u32[RttWord.cumulativeAcks]++;
}

@inline
export function countDuplicate(sender: Row, triple: bool): void {
  sender.u32[RttWord.duplicateAcks]++;
  if (triple) sender.u32[RttWord.tripleDuplicateAcks]++;
}

/** Bytes of a not yet acknowledged segment were sent again, `elapsed` µs after the last time; its n-th retransmission. */
export function retransmitted(sender: Row, elapsed: f64, times: u32): void {
  if (times > sender.u8[RttByte.mostRetransmits]) sender.u8[RttByte.mostRetransmits] = times;
  extremes(sender, Rtt.retransmitMin, elapsed);
  sender.u32[RttWord.retransmitCount]++;
}

/**
 * The segment was acknowledged to its last byte. `later`: another one that the acknowledgement covers was sent later. Returns an
 * AckKind.
 */
export function takeSample(sender: Row, segment: Segment, later: bool, now: f64): u32 {
  const elapsed = max(now - segment.time, 0);
  const retransmits = segment.retransmits;
  const decided = outcome();
  decided[Outcome.rtt] = later ? 0 : elapsed;
  decided[Outcome.rttSequence] = <f64>segment.first;
  decided[Outcome.rttRetransmits] = <f64>retransmits;
  if (later) {
    sender.f64[Rtt.last] = 0;
    sender.u32[RttWord.noSample]++;
    return AckKind.noSample;
  }
  if (retransmits !== 0) {
    extremes(sender, Rtt.ambiguousMin, elapsed);
    sender.u32[RttWord.ambiguousCount]++;
    sender.f64[Rtt.last] = 0;
    return AckKind.ambiguous;
  }
  sender.f64[Rtt.last] = elapsed;
  extremes(sender, Rtt.min, elapsed);
  sender.u32[RttWord.count]++;
  const reach = segment.last - segment.first;
  if (segment.last > segment.first) {
    sampleLargest(sender, reach, elapsed);
    sampleFull(sender, reach, elapsed);
    // To tcptrace one that goes round the whole sequence space; damaged packets end before they begin.
  } else sampleFull(sender, reach - 1, elapsed);
  return AckKind.sample;
}

/** Segments of one sequence number (SYN, FIN, probes) are nobody's largest. */
@inline
function sampleLargest(sender: Row, reach: u32, elapsed: f64): void {
  const largest = sender.u32[RttWord.largestReach];
  if (reach < largest) return;
  if (reach > largest) {
    sender.u32[RttWord.largestReach] = reach;
    sender.f64[Rtt.largestMin] = elapsed;
    sender.f64[Rtt.largestMax] = elapsed;
    sender.f64[Rtt.largestSum] = 0;
    sender.u32[RttWord.largestCount] = 0;
  }
  if (elapsed < sender.f64[Rtt.largestMin]) sender.f64[Rtt.largestMin] = elapsed;
  if (elapsed > sender.f64[Rtt.largestMax]) sender.f64[Rtt.largestMax] = elapsed;
  sender.f64[Rtt.largestSum] += elapsed;
  sender.u32[RttWord.largestCount]++;
}

function sampleFull(sender: Row, reach: u32, elapsed: f64): void {
  const full = sender.u32[RttWord.fullReach];
  if (reach > full) {
    sender.u32[RttWord.fullReach] = reach;
    sender.f64[Rtt.fullMin] = 0;
    sender.f64[Rtt.fullMax] = 0;
    sender.f64[Rtt.fullSum] = 0;
    sender.f64[Rtt.fullSumOfSquares] = 0;
    sender.u32[RttWord.fullCount] = 0;
  } else if (reach !== full) return;
  extremes(sender, Rtt.fullMin, elapsed);
  sender.u32[RttWord.fullCount]++;
}

/** Minimum (0 = unset), maximum, sum and sum of squares stand in this order. */
@inline
function extremes(sender: Row, minimum: usize, elapsed: f64): void {
  const fields = sender.f64;
  const least = fields[minimum];
  if (least === 0 || elapsed < least) fields[minimum] = elapsed;
  if (elapsed > fields[minimum + 1]) fields[minimum + 1] = elapsed;
  fields[minimum + 2] += elapsed;
  fields[minimum + 3] += elapsed * elapsed;
}
