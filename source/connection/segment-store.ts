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
import { reserve } from './reservation.ts';
import type { DirectionRows } from './rows/directions.ts';
import { TrafficWord } from './rows/traffic.ts';
import {
  Acked,
  First,
  Head,
  LATEST_DOUBLE,
  Last,
  LIST_DOUBLES,
  LIST_WORDS,
  Next,
  Previous,
  Retransmits,
  SEGMENT_DOUBLES,
  SEGMENT_WORDS,
  Tail,
  TIME_DOUBLE,
  Unacked,
} from './segment-layout.ts';

/** Behind the four lists of a direction's row: the current quarter plus one. */
const Current = 4;

const MOST_SEGMENTS = 2 ** 27;

/** Hears of what happens to segments while they are added and acknowledged. */
export interface SegmentListener {
  /** Bytes of a not yet acknowledged segment were sent again, `elapsed` µs after the last time; its n-th retransmission. */
  retransmitted(direction: number, elapsed: number, times: number): void;
}

export class SegmentStore {
  private readonly rows: Uint32Array;
  private readonly rowWords: number;
  /** Segments by number; 0 is no segment. */
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
  private readonly most: number;
  private nextSegment = 1;
  private freeSegment = 0;
  /** Lists by number; 0 is no list. */
  lists = new Uint32Array(1024 * LIST_WORDS);
  listDoubles = new Float64Array(this.lists.buffer);
  private nextList = 1;
  private freeList = 0;

  /** Of the last `add`: part of it filled a hole below later segments. */
  outOfOrder = false;
  /** Segments forgotten because the pool was full: the figures of those connections are lower bounds. */
  forgotten = 0;

  private readonly listener: SegmentListener | null;

  constructor(rows: DirectionRows, listener: SegmentListener | null) {
    this.rows = rows.u32;
    this.rowWords = rows.words;
    const pool = reserve(MOST_SEGMENTS * SEGMENT_WORDS * 4, 2 ** 24);
    this.words = new Uint32Array(pool);
    this.doubles = new Float64Array(pool);
    this.most = this.words.length / SEGMENT_WORDS - 1;
    this.listener = listener;
  }

  /** Adds `length` sequence numbers from `sequence` on (modulo 2^32); returns how many of them had been sent before. */
  add(direction: number, sequence: number, length: number, now: Float64Array): number {
    this.outOfOrder = false;
    const last = (sequence + length - 1) >>> 0;
    const list = this.select(direction, sequence >>> 30);
    if (sequence >>> 30 === last >>> 30) return this.addPart(direction, list, sequence, last, now);
    const border = ((last >>> 30) << 30) >>> 0;
    const following = this.listOf(direction, ((sequence >>> 30) + 1) & 3);
    const below = this.addPart(direction, list, sequence, (sequence | 0x3fffffff) >>> 0, now);
    const outOfOrder = this.outOfOrder;
    this.outOfOrder = false;
    const above = this.addPart(direction, following, border, last, now);
    this.outOfOrder ||= outOfOrder;
    return below + above;
  }

  /** The list of the quarter, made current: the opposite quarter is forgotten. */
  select(direction: number, quarter: number): number {
    const row = direction * this.rowWords + TrafficWord.lists;
    if (this.rows[row + Current] !== quarter + 1) {
      const opposite = (quarter + 2) & 3;
      if (this.rows[row + opposite] !== 0) this.forgetList(row + opposite);
      this.rows[row + Current] = quarter + 1;
    }
    return this.listOf(direction, quarter);
  }

  /** The list of the quarter before, 0 if it holds nothing. */
  listBefore(direction: number, quarter: number): number {
    return this.rows[direction * this.rowWords + TrafficWord.lists + ((quarter + 3) & 3)];
  }

  private listOf(direction: number, quarter: number): number {
    const at = direction * this.rowWords + TrafficWord.lists + quarter;
    if (this.rows[at] === 0) this.rows[at] = this.newList();
    return this.rows[at];
  }

  private addPart(direction: number, list: number, from: number, last: number, now: Float64Array): number {
    const { words, lists } = this;
    const at = list * LIST_WORDS;
    const tail = lists[at + Tail];
    if (tail === 0 || from > words[tail * SEGMENT_WORDS + Last]) {
      this.append(list, tail, from, last, now);
      return 0;
    }
    let first = from;
    let seenBefore = 0;
    let split = false;
    let segment = this.firstReaching(tail, first);
    while (segment !== 0) {
      const s = segment * SEGMENT_WORDS;
      if (first < words[s + First]) {
        if (last < words[s + Last]) this.outOfOrder = true;
        const before = words[s + First] - 1;
        this.insertBefore(segment, list, first, Math.min(last, before), now);
        if (last <= before) return seenBefore;
        first = before + 1;
      }
      words[s + Retransmits] = (words[s + Retransmits] + 1) & 0xff;
      if (!split) this.sentAgain(direction, list, segment, now);
      if (last <= words[s + Last]) return seenBefore + (last - first + 1);
      split = true;
      seenBefore += words[s + Last] - first + 1;
      first = words[s + Last] + 1;
      segment = words[s + Next];
    }
    this.append(list, lists[at + Tail], first, last, now);
    return seenBefore;
  }

  /** First segment whose last byte is at or beyond `sequence`: near the tail, so it is looked for from there. */
  private firstReaching(tail: number, sequence: number): number {
    const { words } = this;
    let segment = tail;
    for (;;) {
      const previous = words[segment * SEGMENT_WORDS + Previous];
      if (previous === 0 || words[previous * SEGMENT_WORDS + Last] < sequence) return segment;
      segment = previous;
    }
  }

  private sentAgain(direction: number, list: number, segment: number, now: Float64Array): void {
    const { words, doubles } = this;
    const time = segment * SEGMENT_DOUBLES + TIME_DOUBLE;
    const acked = words[segment * SEGMENT_WORDS + Acked] !== 0;
    if (!acked && this.listener !== null) {
      const elapsed = now[0] - doubles[time];
      this.listener.retransmitted(direction, Math.max(elapsed, 0), words[segment * SEGMENT_WORDS + Retransmits]);
    }
    const earlier = doubles[time];
    doubles[time] = now[0];
    if (acked) this.timeMoved(list, earlier, now[0]);
  }

  /** Keeps the latest time of the acknowledged front right when one of its segments was sent again. */
  private timeMoved(list: number, earlier: number, later: number): void {
    const latest = list * LIST_DOUBLES + LATEST_DOUBLE;
    if (later >= this.listDoubles[latest]) this.listDoubles[latest] = later;
    else if (earlier === this.listDoubles[latest]) this.recomputeLatest(list);
  }

  /** A clock that went back moved the latest time: look at the whole front. */
  private recomputeLatest(list: number): void {
    let latest = 0;
    const end = this.lists[list * LIST_WORDS + Unacked];
    for (let s = this.lists[list * LIST_WORDS + Head]; s !== end; s = this.words[s * SEGMENT_WORDS + Next]) {
      latest = Math.max(latest, this.doubles[s * SEGMENT_DOUBLES + TIME_DOUBLE]);
    }
    this.listDoubles[list * LIST_DOUBLES + LATEST_DOUBLE] = latest;
  }

  /** A new, unacknowledged segment at the end of the list, behind `tail` (0 = the list is empty). */
  private append(list: number, tail: number, first: number, last: number, now: Float64Array): void {
    const { words, lists } = this;
    const segment = this.newSegment(first, last, now);
    if (segment === 0) return;
    words[segment * SEGMENT_WORDS + Next] = 0;
    words[segment * SEGMENT_WORDS + Previous] = tail;
    const at = list * LIST_WORDS;
    lists[at + Tail] = segment;
    if (tail === 0) lists[at + Head] = segment;
    else words[tail * SEGMENT_WORDS + Next] = segment;
    if (lists[at + Unacked] === 0) lists[at + Unacked] = segment;
  }

  /** A new, unacknowledged segment before `successor`. */
  private insertBefore(successor: number, list: number, first: number, last: number, now: Float64Array): void {
    const { words, lists } = this;
    const segment = this.newSegment(first, last, now);
    if (segment === 0) return;
    const at = list * LIST_WORDS;
    const previous = words[successor * SEGMENT_WORDS + Previous];
    words[segment * SEGMENT_WORDS + Next] = successor;
    words[segment * SEGMENT_WORDS + Previous] = previous;
    words[successor * SEGMENT_WORDS + Previous] = segment;
    if (previous === 0) lists[at + Head] = segment;
    else words[previous * SEGMENT_WORDS + Next] = segment;

    const unacked = lists[at + Unacked];
    if (unacked === 0 || first < words[unacked * SEGMENT_WORDS + First]) {
      lists[at + Unacked] = segment;
      // Acknowledged segments behind the new one no longer belong to the front.
      if (successor !== unacked) this.recomputeLatest(list);
    }
  }

  /** A segment sent now, in no list yet; 0 where the pool is full. */
  private newSegment(first: number, last: number, now: Float64Array): number {
    const { words } = this;
    let segment = this.freeSegment;
    if (segment !== 0) this.freeSegment = words[segment * SEGMENT_WORDS + Next];
    else if (this.nextSegment <= this.most) segment = this.nextSegment++;
    else {
      this.forgotten++;
      return 0;
    }
    words[segment * SEGMENT_WORDS + First] = first;
    words[segment * SEGMENT_WORDS + Last] = last;
    words[segment * SEGMENT_WORDS + Acked] = 0;
    words[segment * SEGMENT_WORDS + Retransmits] = 0;
    this.doubles[segment * SEGMENT_DOUBLES + TIME_DOUBLE] = now[0];
    return segment;
  }

  /** Gives back the segments from `first` to `last` of a list, which have been taken out of it. */
  freeChain(first: number, last: number): void {
    this.words[last * SEGMENT_WORDS + Next] = this.freeSegment;
    this.freeSegment = first;
  }

  private newList(): number {
    let list = this.freeList;
    if (list !== 0) this.freeList = this.lists[list * LIST_WORDS + Head];
    else {
      list = this.nextList++;
      if (this.nextList * LIST_WORDS > this.lists.length) {
        const larger = new Uint32Array(this.lists.length * 2);
        larger.set(this.lists);
        this.lists = larger;
        this.listDoubles = new Float64Array(larger.buffer);
      }
    }
    this.lists.fill(0, list * LIST_WORDS, (list + 1) * LIST_WORDS);
    return list;
  }

  /** Forgets all of a direction. */
  forget(direction: number): void {
    const row = direction * this.rowWords + TrafficWord.lists;
    for (let quarter = 0; quarter < 4; quarter++) if (this.rows[row + quarter] !== 0) this.forgetList(row + quarter);
  }

  private forgetList(rowField: number): void {
    const list = this.rows[rowField];
    const at = list * LIST_WORDS;
    const tail = this.lists[at + Tail];
    if (tail !== 0) this.freeChain(this.lists[at + Head], tail);
    this.lists[at + Head] = this.freeList;
    this.freeList = list;
    this.rows[rowField] = 0;
  }
}
