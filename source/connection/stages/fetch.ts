/**
 * Brings the rows that the next packets need into the processor's caches. With thousands of connections open at once every
 * packet finds its rows in main memory; asked for one after the other, each wait is served alone, asked for together they
 * overlap. What is read here decides nothing (docs/performance.md, "Reading ahead").
 */
import type { SegmentBatch } from '../../wire/segments.ts';
import { NOBODY, type SegmentColumns } from '../columns.ts';
import { TrafficWord } from '../rows/traffic.ts';
import { LIST_WORDS, SEGMENT_WORDS, Tail } from '../segment-layout.ts';
import type { SegmentStore } from '../segment-store.ts';
import type { ConnectionStore } from '../store.ts';
import type { ConnectionTable } from '../table.ts';
import type { Share } from './traffic.ts';

/** Packets that go through the stages together: few enough that their rows stay in the cache from stage to stage. */
export const STRETCH = 64;

/** Words of 4 bytes in a cache line. */
const LINE = 16;

/** Where in a row, in words of 4 bytes: what the core stage touches, the traffic stage of both sides' rows, and of the sender's. */
const CORE_END = 24;
const TRAFFIC_BEGIN = 32;
const SHARED_END = 78;
const OWN_END = 135;

/** With fewer connections than this their rows are in the caches anyway. */
const FEW = 256;

export class Fetcher {
  private readonly store: ConnectionStore;
  /** Keeps the reads from being taken for useless. */
  private sum = 0;

  constructor(store: ConnectionStore) {
    this.store = store;
  }

  /** Are there so many connections that looking ahead pays? */
  pays(): boolean {
    return this.store.count >= FEW;
  }

  /** Before the core stage: puts down whose packets [from, to) may be, as the table's slots have it, one side for both. */
  guess(table: ConnectionTable, segments: SegmentBatch, columns: SegmentColumns, from: number, to: number): void {
    for (let i = from; i < to; i++) columns.direction[i] = table.guess(segments.hash[i]) * 2;
  }

  /** Before the core stage: both sides' rows of the connections in `columns`. */
  cores(columns: SegmentColumns, from: number, to: number): void {
    const { u32, words } = this.store.directions;
    let sum = 0;
    for (let i = from; i < to; i++) {
      const connection = columns.direction[i] >> 1;
      if (connection < 0) continue;
      const a = connection * 2 * words;
      const b = a + words;
      for (let at = 0; at < CORE_END; at += LINE) sum += u32[a + at] + u32[b + at];
    }
    this.sum ^= sum;
  }

  /** Before the traffic stage: what it touches of the sender's row, and of the other side's. */
  rows(columns: SegmentColumns, from: number, to: number, share: Share): void {
    const { u32, words } = this.store.directions;
    let sum = 0;
    for (let i = from; i < to; i++) {
      const direction = columns.direction[i];
      if (direction === NOBODY || ((direction >> 1) & (share.of - 1)) !== share.mine) continue;
      const mine = direction * words;
      const theirs = (direction ^ 1) * words;
      for (let at = TRAFFIC_BEGIN; at < OWN_END; at += LINE) sum += u32[mine + at];
      for (let at = TRAFFIC_BEGIN; at < SHARED_END; at += LINE) sum += u32[theirs + at];
    }
    this.sum ^= sum;
  }

  /** Before the traffic stage: the ends of the lists of segments. */
  lists(segments: SegmentStore, columns: SegmentColumns, from: number, to: number, share: Share): void {
    const { lists, words: pool } = segments;
    const { u32, words } = this.store.directions;
    let sum = 0;
    for (let i = from; i < to; i++) {
      const direction = columns.direction[i];
      if (direction === NOBODY || ((direction >> 1) & (share.of - 1)) !== share.mine) continue;
      for (let side = 0; side < 2; side++) {
        const row = (direction ^ side) * words + TrafficWord.lists;
        const current = u32[row + 4];
        if (current === 0) continue;
        const tail = lists[u32[row + current - 1] * LIST_WORDS + Tail];
        sum += pool[tail * SEGMENT_WORDS];
      }
    }
    this.sum ^= sum;
  }
}
