/**
 * What an acknowledgement does to the segments it covers: round-trip samples (Karn's rule by stored segment, RFC 6298
 * section 3), cumulative and duplicate acknowledgements, and the merging of what is settled. In tcptrace's order and with
 * its exceptions (docs/tcptrace.md, "Acknowledgements").
 */
import { freeChain, List, NO_LIST, NO_SEGMENT, Segment } from './cells';
import { AckKind, DuplicateRule } from './generated/constants';
import { Direction } from './generated/direction';
import { countCumulative, countDuplicate, takeSample } from './rtt';
import { duplicates, roundTrips } from './rules';
import { listBefore, select } from './segments';

/** `acked` of a segment at its third duplicate acknowledgement. */
const TRIPLE: u32 = 4;

// Of the acknowledgement at hand
/** An AckKind. */
let kind: u32 = 0;
/** When the latest of the segments before the one at hand was sent. */
let latest: f64 = 0;
/** Does it count as a duplicate where it ends just behind a settled segment, and if it is the third one, as a triple? */
let repeats: bool = false;
let triples: bool = false;

/**
 * Acknowledges what `sender` sent below `ack`; returns an AckKind. `repeated`: by the BSD rule this is a repetition of the
 * peer's last acknowledgement; `empty`: it came without payload.
 */
export function acknowledge(sender: Direction, ack: u32, repeated: bool, empty: bool, now: f64): u32 {
  kind = AckKind.none;
  latest = 0;
  const list = select(sender, ack >> 30);
  const before = listBefore(sender, ack >> 30);
  if (before !== NO_LIST && before.unacked !== NO_SEGMENT) settleAll(sender, before);
  if (list === NO_LIST) return kind;
  const unacked = list.unacked;
  const multiple = list.multiple;
  // Nothing new to settle, nothing to count or to reset: most segments with payload acknowledge nothing new.
  const news = unacked !== NO_SEGMENT && ack > unacked.first;
  repeats = repeated || duplicates !== DuplicateRule.bsd;
  if (!news && multiple === 0 && !repeats) return kind;
  triples = empty || duplicates === DuplicateRule.numberWithData;
  const front = unacked === NO_SEGMENT ? list.tail : unacked.previous;
  if (front !== NO_SEGMENT) {
    const plain = multiple === 0 || (multiple === 1 && front.acked > 1);
    if (!plain) repeatUpTo(sender, list, unacked, ack);
    else if (ack > front.first) repeat(sender, list, front, ack);
    else repeatBelow(sender, list, front, ack);
    latest = max(latest, list.latest);
  }
  if (news) settle(sender, list, front, unacked, ack, now);
  return kind;
}

/** Everything in the quarter before is acknowledged by an acknowledgement in this one. */
function settleAll(sender: Direction, list: List): void {
  const unacked = list.unacked;
  for (let segment = unacked; segment !== NO_SEGMENT; segment = segment.next) {
    if (segment.acked !== 0) continue;
    segment.acked = 1;
    if (roundTrips) countCumulative(sender);
    latest = max(latest, segment.time);
  }
  merge(list, unacked.previous);
}

/** The segments at `from` and after it that `ack` covers: new ones are settled, old ones repeated. */
function settle(sender: Direction, list: List, front: Segment, from: Segment, ack: u32, now: f64): void {
  let changed = false;
  let segment = from;
  while (segment !== NO_SEGMENT && ack > segment.first) {
    latest = max(latest, segment.time);
    if (segment.acked > 0) repeat(sender, list, segment, ack);
    else {
      segment.acked = 1;
      changed = true;
      if (endsBelow(segment, ack)) {
        if (roundTrips) kind = takeSample(sender, segment, latest > segment.time, now);
      } else {
        kind = AckKind.cumulative;
        if (roundTrips) countCumulative(sender);
      }
    }
    segment = segment.next;
  }
  if (changed) merge(list, front);
}

/** Does `ack` name the number behind the segment's last? The highest number has none behind it. */
function endsBelow(segment: Segment, ack: u32): bool {
  return <u64>ack === <u64>segment.last + 1;
}

/** Another acknowledgement of a segment that is settled. */
function repeat(sender: Direction, list: List, segment: Segment, ack: u32): void {
  const acked = segment.acked;
  if (repeats && endsBelow(segment, ack)) {
    segment.acked = acked + 1;
    if (acked === 1) list.multiple++;
    const triple = acked + 1 === TRIPLE && triples;
    kind = triple ? AckKind.triple : AckKind.cumulative;
    if (roundTrips) countDuplicate(sender, triple);
  } else if (acked !== 1 && duplicates === DuplicateRule.bsd) {
    segment.acked = 1;
    list.multiple--;
  }
}

/** An acknowledgement older than the front: only the last segment it covers can match exactly. */
function repeatBelow(sender: Direction, list: List, front: Segment, ack: u32): void {
  let segment = front;
  while (segment !== NO_SEGMENT && ack <= segment.first) segment = segment.previous;
  if (segment !== NO_SEGMENT) repeat(sender, list, segment, ack);
}

/** Several segments of the front have duplicate counts: each that is covered is looked at. */
function repeatUpTo(sender: Direction, list: List, end: Segment, ack: u32): void {
  for (let segment = list.head; segment !== end && ack > segment.first; segment = segment.next)
    repeat(sender, list, segment, ack);
}

/** Joins neighbours that are both acknowledged, from `from` (NO_SEGMENT = the head) to the first that is not. */
function merge(list: List, from: Segment): void {
  let segment = from === NO_SEGMENT ? list.head : from;
  let latestInFront = list.latest;
  while (segment !== NO_SEGMENT && segment.acked > 0) {
    absorb(list, segment);
    latestInFront = max(latestInFront, segment.time);
    segment = segment.next;
  }
  list.unacked = segment;
  list.latest = latestInFront;
}

/** Joins what follows without a hole and is acknowledged to the segment. */
function absorb(list: List, segment: Segment): void {
  let last = segment.last;
  let time = segment.time;
  let next = segment.next;
  let absorbed = NO_SEGMENT;
  while (next !== NO_SEGMENT && next.acked > 0 && <u64>last + 1 === <u64>next.first) {
    if (segment.acked > 1) list.multiple--;
    segment.acked = next.acked;
    last = next.last;
    time = max(time, next.time);
    absorbed = next;
    next = next.next;
  }
  if (absorbed === NO_SEGMENT) return;
  freeChain(segment.next, absorbed);
  segment.last = last;
  segment.next = next;
  segment.time = time;
  if (next === NO_SEGMENT) list.tail = segment;
  else next.previous = segment;
}
