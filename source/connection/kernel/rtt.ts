/**
 * Round-trip times of the segments a side sent, as tcptrace takes them (docs/tcptrace.md, "Round trips"). Times in µs.
 */
import { Segment } from './cells';
import { AckKind, Moment } from './generated/constants';
import { Direction } from './generated/direction';
import { settings } from './settings';
import { Doubles } from './views';

export function countCumulative(sender: Direction): void {
  sender.cumulativeAcks++;
}

export function countDuplicate(sender: Direction, triple: bool): void {
  sender.duplicateAcks++;
  if (triple) sender.tripleDuplicateAcks++;
}

/** Bytes of a not yet acknowledged segment were sent again, `elapsed` µs after the last time; its n-th retransmission. */
export function retransmitted(sender: Direction, elapsed: f64, times: u32): void {
  if (times > sender.mostRetransmits) sender.mostRetransmits = times;
  addTo(sender.retransmitTime, elapsed);
  sender.retransmitCount++;
}

/**
 * The segment was acknowledged to its last byte. `later`: another one that the acknowledgement covers was sent later. Returns an
 * AckKind.
 */
export function takeSample(sender: Direction, segment: Segment, later: bool, now: f64): u32 {
  const elapsed = max(now - segment.time, 0);
  const retransmits = segment.retransmits;
  const decided = settings.outcome;
  decided.rtt = later ? 0 : elapsed;
  decided.rttSequence = <f64>segment.first;
  decided.rttRetransmits = <f64>retransmits;
  if (later) {
    sender.rttLast = 0;
    sender.noSample++;
    return AckKind.noSample;
  }
  if (retransmits !== 0) {
    addTo(sender.ambiguousRtt, elapsed);
    sender.ambiguousCount++;
    sender.rttLast = 0;
    return AckKind.ambiguous;
  }
  sender.rttLast = elapsed;
  addTo(sender.rtt, elapsed);
  sender.rttCount++;
  const reach = segment.last - segment.first;
  if (segment.last > segment.first) {
    sampleLargest(sender, reach, elapsed);
    sampleFull(sender, reach, elapsed);
    // To tcptrace one that goes round the whole sequence space; damaged packets end before they begin.
  } else sampleFull(sender, reach - 1, elapsed);
  return AckKind.sample;
}

/** Segments of one sequence number (SYN, FIN, probes) are nobody's largest. */
function sampleLargest(sender: Direction, reach: u32, elapsed: f64): void {
  const largest = sender.largestReach;
  if (reach < largest) return;
  if (reach > largest) {
    sender.largestReach = reach;
    sender.largestMin = elapsed;
    sender.largestMax = elapsed;
    sender.largestSum = 0;
    sender.largestCount = 0;
  }
  if (elapsed < sender.largestMin) sender.largestMin = elapsed;
  if (elapsed > sender.largestMax) sender.largestMax = elapsed;
  sender.largestSum += elapsed;
  sender.largestCount++;
}

function sampleFull(sender: Direction, reach: u32, elapsed: f64): void {
  const full = sender.fullReach;
  if (reach > full) {
    sender.fullReach = reach;
    for (let moment = 0; moment <= Moment.sumOfSquares; moment++) sender.fullRtt[moment] = 0;
    sender.fullCount = 0;
  } else if (reach !== full) return;
  addTo(sender.fullRtt, elapsed);
  sender.fullCount++;
}

/** Takes a sample into account; a minimum of 0 is unset. */
function addTo(moments: Doubles, elapsed: f64): void {
  const least = moments[Moment.min];
  if (least === 0 || elapsed < least) moments[Moment.min] = elapsed;
  if (elapsed > moments[Moment.max]) moments[Moment.max] = elapsed;
  moments[Moment.sum] += elapsed;
  moments[Moment.sumOfSquares] += elapsed * elapsed;
}
