/**
 * Cells of 32 bytes, each of them a segment or a list of segments, and named by its address. Behind everything that has a place of
 * its own in the memory more is added as it is needed; threads share the memory, and what was added belongs to who added it.
 */
import { settings } from './settings';

/** Sequence numbers that were sent together, or that were acknowledged and joined. */
@unmanaged
@final
export class Segment {
  first: u32;
  /** The last one, inclusive. */
  last: u32;
  next: Segment;
  previous: Segment;
  /** How often it was acknowledged. */
  acked: u32;
  /** How often it was sent again, modulo 256. */
  retransmits: u32;
  /** When it was last sent, µs since 1970. */
  time: f64;
}

/** The segments of one quarter of the sequence space, by their first numbers. */
@unmanaged
@final
export class List {
  head: Segment;
  tail: Segment;
  /** The first that is not acknowledged; those before it are the front. */
  unacked: Segment;
  /** Segments that were acknowledged more than once. */
  multiple: u32;
  /** The latest time in the front. */
  latest: f64;
}

export const NO_SEGMENT = changetype<Segment>(0);
export const NO_LIST = changetype<List>(0);

const CELL: usize = 32;
/** What is added at a time: 1 MiB, in pages of 64 KiB. */
const PAGES: i32 = 16;
const PAGE_SHIFT: usize = 16;

/** Chained by `next`, whatever they were. */
let free = NO_SEGMENT;
/** The part of the latest addition that was never used. At the very end of the address space `unusedEnd` is 0. */
let unused: usize = 0;
let unusedEnd: usize = 0;

/** A segment sent now, in no list yet; NO_SEGMENT where the memory is full. */
export function newSegment(first: u32, last: u32, now: f64): Segment {
  const segment = newCell();
  if (segment !== NO_SEGMENT) {
    segment.first = first;
    segment.last = last;
    segment.acked = 0;
    segment.retransmits = 0;
    segment.time = now;
  }
  return segment;
}

/** An empty list; NO_LIST where the memory is full: the segment that was to be put into it counts as forgotten. */
export function newList(): List {
  const list = changetype<List>(newCell());
  if (list !== NO_LIST) memory.fill(changetype<usize>(list), 0, CELL);
  return list;
}

/** Gives back the segments from `first` to `last` of a list, which have been taken out of it. */
export function freeChain(first: Segment, last: Segment): void {
  last.next = free;
  free = first;
}

/** Gives back a list and all that is in it. */
export function freeList(list: List): void {
  if (list.tail !== NO_SEGMENT) freeChain(list.head, list.tail);
  const cell = changetype<Segment>(list);
  freeChain(cell, cell);
}

function newCell(): Segment {
  const cell = free;
  if (cell === NO_SEGMENT) return unusedCell();
  free = cell.next;
  return cell;
}

function unusedCell(): Segment {
  if (unused === unusedEnd) {
    const page = memory.grow(PAGES);
    if (page === -1) {
      settings.totals.forgottenSegments += 1;
      return NO_SEGMENT;
    }
    unused = (<usize>page) << PAGE_SHIFT;
    unusedEnd = unused + ((<usize>PAGES) << PAGE_SHIFT);
  }
  const cell = changetype<Segment>(unused);
  unused += CELL;
  return cell;
}
