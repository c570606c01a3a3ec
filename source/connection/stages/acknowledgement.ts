/**
 * What an acknowledgement does to the segments it covers: round-trip samples (Karn's rule by stored segment, RFC 6298
 * section 3), cumulative and duplicate acknowledgements, and the merging of what is settled. In tcptrace's order and with
 * its exceptions (docs/tcptrace.md, "Acknowledgements").
 */
import type { AckKind } from '../outcome.ts';
import {
  Acked,
  First,
  Head,
  LATEST_DOUBLE,
  Last,
  LIST_DOUBLES,
  LIST_WORDS,
  Multiple,
  Next,
  Previous,
  Retransmits,
  SEGMENT_DOUBLES,
  SEGMENT_WORDS,
  Tail,
  TIME_DOUBLE,
  Unacked,
} from '../segment-layout.ts';
import type { SegmentStore } from '../segment-store.ts';
import type { RttStage } from './rtt.ts';

/** `acked` of a segment at its third duplicate acknowledgement. */
const TRIPLE = 4;

/** How duplicate acknowledgements are recognised. */
export type DuplicateRule =
  /** As BSD does: no payload, same number, same window as the acknowledgement before. */
  | 'bsd'
  /** Same number, payload or not; triple only without payload. */
  | 'number'
  /** Same number, payload or not. */
  | 'number with data';

export class AcknowledgementStage {
  /** Of the last `acknowledge`. */
  kind: AckKind = 'none';

  private readonly store: SegmentStore;
  private readonly rtt: RttStage | null;
  private readonly rule: DuplicateRule;
  private latest = 0;

  constructor(store: SegmentStore, rtt: RttStage | null, rule: DuplicateRule) {
    this.store = store;
    this.rtt = rtt;
    this.rule = rule;
  }

  /**
   * Acknowledges what `direction` sent below `ack`. `repeated`: by the BSD rule this is a repetition of the peer's last
   * acknowledgement; `empty`: it came without payload.
   */
  acknowledge(direction: number, ack: number, repeated: boolean, empty: boolean, now: Float64Array): void {
    const { store } = this;
    this.kind = 'none';
    this.latest = 0;
    const list = store.select(direction, ack >>> 30);
    // Behind `select`, which may make room for more lists.
    const { words, lists } = store;
    const before = store.listBefore(direction, ack >>> 30);
    if (before !== 0 && lists[before * LIST_WORDS + Unacked] !== 0) this.settleAll(direction, before);
    const at = list * LIST_WORDS;
    const unacked = lists[at + Unacked];
    const multiple = lists[at + Multiple];
    const front = unacked === 0 ? lists[at + Tail] : words[unacked * SEGMENT_WORDS + Previous];
    // Nothing new to settle, nothing to count or to reset: most segments with payload acknowledge nothing new.
    const news = unacked !== 0 && ack > words[unacked * SEGMENT_WORDS + First];
    if (!news && multiple === 0 && !repeated && this.rule === 'bsd') return;
    if (front !== 0) {
      const plain = multiple === 0 || (multiple === 1 && words[front * SEGMENT_WORDS + Acked] > 1);
      if (!plain) this.repeatUpTo(direction, list, unacked, ack, repeated, empty);
      else if (ack > words[front * SEGMENT_WORDS + First]) this.repeat(direction, list, front, ack, repeated, empty);
      else this.repeatBelow(direction, list, front, ack, repeated, empty);
      if (!news) return;
      this.latest = Math.max(this.latest, store.listDoubles[list * LIST_DOUBLES + LATEST_DOUBLE]);
    }
    if (news) this.settle(direction, list, front, unacked, ack, repeated, empty, now);
  }

  /** Everything in the quarter before is acknowledged by an acknowledgement in this one. */
  private settleAll(direction: number, list: number): void {
    const { store } = this;
    const { words, doubles, lists } = store;
    const unacked = lists[list * LIST_WORDS + Unacked];
    for (let segment = unacked; segment !== 0; segment = words[segment * SEGMENT_WORDS + Next]) {
      const s = segment * SEGMENT_WORDS;
      if (words[s + Acked] !== 0) continue;
      words[s + Acked] = 1;
      this.rtt?.cumulative(direction);
      this.latest = Math.max(this.latest, doubles[segment * SEGMENT_DOUBLES + TIME_DOUBLE]);
    }
    this.merge(list, words[unacked * SEGMENT_WORDS + Previous]);
  }

  /** The segments at `from` and after it that `ack` covers: new ones are settled, old ones repeated. */
  private settle(
    direction: number,
    list: number,
    front: number,
    from: number,
    ack: number,
    repeated: boolean,
    empty: boolean,
    now: Float64Array,
  ): void {
    const { store } = this;
    const { words, doubles } = store;
    let changed = false;
    let segment = from;
    while (segment !== 0 && ack > words[segment * SEGMENT_WORDS + First]) {
      const s = segment * SEGMENT_WORDS;
      const time = doubles[segment * SEGMENT_DOUBLES + TIME_DOUBLE];
      if (time > this.latest) this.latest = time;
      if (words[s + Acked] > 0) this.repeat(direction, list, segment, ack, repeated, empty);
      else {
        words[s + Acked] = 1;
        changed = true;
        if (ack === words[s + Last] + 1) this.sample(direction, segment, now);
        else {
          this.kind = 'cumulative';
          this.rtt?.cumulative(direction);
        }
      }
      segment = words[s + Next];
    }
    if (changed) this.merge(list, front);
  }

  private sample(direction: number, segment: number, now: Float64Array): void {
    if (this.rtt === null) return;
    const { words, doubles } = this.store;
    const s = segment * SEGMENT_WORDS;
    const time = doubles[segment * SEGMENT_DOUBLES + TIME_DOUBLE];
    const elapsed = now[0] > time ? now[0] - time : 0;
    this.kind = this.rtt.sample(
      direction,
      elapsed,
      this.latest > time,
      words[s + Retransmits],
      words[s + First],
      words[s + Last],
    );
  }

  /** Another acknowledgement of a segment that is settled. */
  private repeat(
    direction: number,
    list: number,
    segment: number,
    ack: number,
    repeated: boolean,
    empty: boolean,
  ): void {
    const { words, lists } = this.store;
    const s = segment * SEGMENT_WORDS;
    const exact = ack === words[s + Last] + 1;
    if (exact && (repeated || this.rule !== 'bsd')) {
      const acked = words[s + Acked] + 1;
      words[s + Acked] = acked;
      if (acked === 2) lists[list * LIST_WORDS + Multiple]++;
      this.kind = 'cumulative';
      const triple = acked === TRIPLE && (empty || this.rule === 'number with data');
      if (triple) this.kind = 'triple';
      this.rtt?.duplicate(direction, triple);
    } else if (this.rule === 'bsd' && words[s + Acked] !== 1) {
      words[s + Acked] = 1;
      lists[list * LIST_WORDS + Multiple]--;
    }
  }

  /** An acknowledgement older than the front: only the last segment it covers can match exactly. */
  private repeatBelow(
    direction: number,
    list: number,
    front: number,
    ack: number,
    repeated: boolean,
    empty: boolean,
  ): void {
    const { words } = this.store;
    let segment = front;
    while (segment !== 0 && ack <= words[segment * SEGMENT_WORDS + First])
      segment = words[segment * SEGMENT_WORDS + Previous];
    if (segment !== 0) this.repeat(direction, list, segment, ack, repeated, empty);
  }

  /** Several segments of the front have duplicate counts: each that is covered is looked at. */
  private repeatUpTo(
    direction: number,
    list: number,
    end: number,
    ack: number,
    repeated: boolean,
    empty: boolean,
  ): void {
    const { words, lists } = this.store;
    let segment = lists[list * LIST_WORDS + Head];
    while (segment !== end && ack > words[segment * SEGMENT_WORDS + First]) {
      this.repeat(direction, list, segment, ack, repeated, empty);
      segment = words[segment * SEGMENT_WORDS + Next];
    }
  }

  /** Joins neighbours that are both acknowledged, from `from` (0 = the head) to the first that is not. */
  private merge(list: number, from: number): void {
    const { store } = this;
    const { words, doubles, lists } = store;
    const at = list * LIST_WORDS;
    let segment = from === 0 ? lists[at + Head] : from;
    let latest = store.listDoubles[list * LIST_DOUBLES + LATEST_DOUBLE];
    while (segment !== 0 && words[segment * SEGMENT_WORDS + Acked] > 0) {
      const s = segment * SEGMENT_WORDS;
      let last = words[s + Last];
      let time = doubles[segment * SEGMENT_DOUBLES + TIME_DOUBLE];
      let next = words[s + Next];
      let absorbed = 0;
      while (
        next !== 0 &&
        words[next * SEGMENT_WORDS + Acked] > 0 &&
        last + 1 === words[next * SEGMENT_WORDS + First]
      ) {
        const n = next * SEGMENT_WORDS;
        if (words[s + Acked] > 1) lists[at + Multiple]--;
        words[s + Acked] = words[n + Acked];
        last = words[n + Last];
        const other = doubles[next * SEGMENT_DOUBLES + TIME_DOUBLE];
        if (other > time) time = other;
        absorbed = next;
        next = words[n + Next];
      }
      if (absorbed !== 0) {
        store.freeChain(words[s + Next], absorbed);
        words[s + Last] = last;
        words[s + Next] = next;
        doubles[segment * SEGMENT_DOUBLES + TIME_DOUBLE] = time;
        if (next === 0) lists[at + Tail] = segment;
        else words[next * SEGMENT_WORDS + Previous] = segment;
      }
      if (time > latest) latest = time;
      segment = next;
    }
    lists[at + Unacked] = segment;
    store.listDoubles[list * LIST_DOUBLES + LATEST_DOUBLE] = latest;
  }
}
