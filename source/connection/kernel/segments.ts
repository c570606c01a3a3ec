/**
 * Which sequence numbers a side has sent, and which of them were acknowledged: retransmissions, reordering and round trips
 * are read off here. The sequence space is cut into four quarters, each with a list of segments sorted by first byte; only
 * the quarters around the current one are kept, so memory is bounded by what is in flight plus holes that never fill
 * (docs/tcptrace.md, "Segment store").
 *
 * Acknowledged segments at the front of a list are the usual case and would be walked at every ACK. Each list therefore
 * knows its first unacknowledged segment, the latest time in front of it, and how many segments have a duplicate-ACK count;
 * the walk starts where something can change. What it decides is the same.
 */
import { freeList, List, NO_LIST, NO_SEGMENT, newList, newSegment, Segment } from './cells';
import { QuarterBits } from './generated/constants';
import { Direction } from './generated/direction';
import { rowOf } from './rows';
import { retransmitted } from './rtt';
import { roundTrips } from './rules';

/** A sequence number's quarter is its two highest bits. */
const QUARTER_SHIFT: u32 = 30;
const IN_QUARTER: u32 = 0x3fff_ffff;

// Of the last `add`
/** Part of it filled a hole below later segments. */
export let outOfOrder: bool = false;
/** When what stands after the hole was last sent, µs since 1970; 0 if there was no hole. */
export let holeSince: f64 = 0;
/** When the first of the numbers sent before was last sent; 0 if none was. */
export let sentBefore: f64 = 0;

/**
 * Adds the sequence numbers from `sequence` to `last`, modulo 2^32; returns how many of them had been sent before, which the
 * lengths of damaged packets can make negative.
 */
export function add(sender: Direction, sequence: u32, last: u32, now: f64): i64 {
  outOfOrder = false;
  holeSince = 0;
  sentBefore = 0;
  const list = select(sender, sequence >> QUARTER_SHIFT);
  return sequence >> QUARTER_SHIFT === last >> QUARTER_SHIFT
    ? addPart(sender, list, sequence, last, now)
    : addParts(sender, list, sequence, last, now);
}

/** The list of the quarter, made current: the opposite quarter is forgotten. NO_LIST where the memory is full. */
export function select(sender: Direction, quarter: u32): List {
  if (sender.quarters >> QuarterBits.currentShift !== quarter + 1) makeCurrent(sender, quarter);
  const list = changetype<List>(sender.lists[quarter]);
  return list !== NO_LIST ? list : listOf(sender, quarter);
}

/** The list of the quarter before, NO_LIST if it holds nothing. */
export function listBefore(sender: Direction, quarter: u32): List {
  return changetype<List>(sender.lists[(quarter + 3) & 3]);
}

/** Where the end of the direction's current list stands: NO_SEGMENT if there is none. */
export function latestSegment(sender: Direction): Segment {
  const current = sender.quarters >> QuarterBits.currentShift;
  if (current === 0) return NO_SEGMENT;
  const list = changetype<List>(sender.lists[current - 1]);
  return list !== NO_LIST ? list.tail : NO_SEGMENT;
}

/** Forgets all of a direction. */
export function forget(direction: u32): void {
  const row = rowOf(direction);
  for (let quarter: u32 = 0; quarter < 4; quarter++) forgetQuarter(row, quarter);
}

function makeCurrent(sender: Direction, quarter: u32): void {
  forgetQuarter(sender, (quarter + 2) & 3);
  const visited = sender.quarters & QuarterBits.visited;
  sender.quarters = visited | ((quarter + 1) << QuarterBits.currentShift);
}

function forgetQuarter(row: Direction, quarter: u32): void {
  const list = changetype<List>(row.lists[quarter]);
  if (list === NO_LIST) return;
  freeList(list);
  row.lists[quarter] = 0;
}

function listOf(sender: Direction, quarter: u32): List {
  const known = changetype<List>(sender.lists[quarter]);
  if (known !== NO_LIST) return known;
  const list = newList();
  sender.lists[quarter] = <u32>changetype<usize>(list);
  return list;
}

/** What crosses the border of two quarters is cut there. */
function addParts(sender: Direction, list: List, sequence: u32, last: u32, now: f64): i64 {
  const following = listOf(sender, ((sequence >> QUARTER_SHIFT) + 1) & 3);
  const below = addPart(sender, list, sequence, sequence | IN_QUARTER, now);
  const above = addPart(sender, following, last & ~IN_QUARTER, last, now);
  return below + above;
}

function addPart(sender: Direction, list: List, from: u32, last: u32, now: f64): i64 {
  if (list === NO_LIST) return 0;
  const tail = list.tail;
  if (tail !== NO_SEGMENT && from <= tail.last) return layOver(sender, list, from, last, now);
  append(list, tail, from, last, now);
  return 0;
}

/** What begins at or below the end of the list: it fills holes, or was sent before. */
function layOver(sender: Direction, list: List, from: u32, last: u32, now: f64): i64 {
  let first = from;
  let seenBefore: i64 = 0;
  let split = false;
  let segment = firstReaching(list.tail, first);
  while (segment !== NO_SEGMENT) {
    if (first < segment.first) {
      if (last < segment.last) outOfOrder = true;
      if (holeSince === 0) holeSince = segment.time;
      const before = segment.first - 1;
      insertBefore(segment, list, first, min(last, before), now);
      if (last <= before) return seenBefore;
      first = before + 1;
    }
    segment.retransmits = (segment.retransmits + 1) & 0xff;
    if (sentBefore === 0) sentBefore = segment.time;
    if (!split) sentAgain(sender, list, segment, now);
    if (last <= segment.last) return seenBefore + (<i64>last - <i64>first + 1);
    split = true;
    seenBefore += <i64>segment.last - <i64>first + 1;
    first = segment.last + 1;
    segment = segment.next;
  }
  append(list, list.tail, first, last, now);
  return seenBefore;
}

/** First segment whose last byte is at or beyond `sequence`: near the tail, so it is looked for from there. */
function firstReaching(tail: Segment, sequence: u32): Segment {
  let segment = tail;
  while (true) {
    const previous = segment.previous;
    if (previous === NO_SEGMENT || previous.last < sequence) return segment;
    segment = previous;
  }
}

function sentAgain(sender: Direction, list: List, segment: Segment, now: f64): void {
  const earlier = segment.time;
  segment.time = now;
  if (segment.acked !== 0) timeMoved(list, earlier, now);
  else if (roundTrips) retransmitted(sender, max(now - earlier, 0), segment.retransmits);
}

/** Keeps the latest time of the acknowledged front right when one of its segments was sent again. */
function timeMoved(list: List, earlier: f64, later: f64): void {
  if (later >= list.latest) list.latest = later;
  else if (earlier === list.latest) recomputeLatest(list);
}

/** A clock that went back moved the latest time: look at the whole front. */
function recomputeLatest(list: List): void {
  let latest: f64 = 0;
  const end = list.unacked;
  for (let segment = list.head; segment !== end; segment = segment.next) latest = max(latest, segment.time);
  list.latest = latest;
}

/** A new, unacknowledged segment at the end of the list, behind `tail` (NO_SEGMENT = the list is empty). */
function append(list: List, tail: Segment, first: u32, last: u32, now: f64): void {
  const segment = newSegment(first, last, now);
  if (segment === NO_SEGMENT) return;
  segment.next = NO_SEGMENT;
  segment.previous = tail;
  list.tail = segment;
  if (tail === NO_SEGMENT) list.head = segment;
  else tail.next = segment;
  if (list.unacked === NO_SEGMENT) list.unacked = segment;
}

/** A new, unacknowledged segment before `successor`. */
function insertBefore(successor: Segment, list: List, first: u32, last: u32, now: f64): void {
  const segment = newSegment(first, last, now);
  if (segment === NO_SEGMENT) return;
  const previous = successor.previous;
  segment.next = successor;
  segment.previous = previous;
  successor.previous = segment;
  if (previous === NO_SEGMENT) list.head = segment;
  else previous.next = segment;

  const unacked = list.unacked;
  if (unacked === NO_SEGMENT || first < unacked.first) {
    list.unacked = segment;
    // Acknowledged segments behind the new one no longer belong to the front.
    if (successor !== unacked) recomputeLatest(list);
  }
}
