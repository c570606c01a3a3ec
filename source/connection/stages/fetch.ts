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

/** Words of 4 bytes in a cache line. */
const LINE = 16;

/** Words of a row that most packets touch. */
const HOT = 100;

/** With fewer connections than this their rows are in the caches anyway. */
const FEW = 256;

export class Fetcher {
  private readonly store: ConnectionStore;
  private readonly table: ConnectionTable;
  private readonly segments: SegmentStore | null;
  /** Keeps the reads from being taken for useless. */
  private sum = 0;

  constructor(store: ConnectionStore, table: ConnectionTable, segments: SegmentStore | null) {
    this.store = store;
    this.table = table;
    this.segments = segments;
  }

  /** Before the core stage: the table's slots and the rows of packets [from, to). */
  beforeCore(segments: SegmentBatch, columns: SegmentColumns, from: number, to: number): void {
    const { table, store } = this;
    if (store.count < FEW) return;
    const { u32, words } = store.directions;
    const hot = Math.min(words, HOT);
    let sum = 0;
    for (let i = from; i < to; i++) columns.direction[i] = table.guess(segments.hash[i]);
    for (let i = from; i < to; i++) {
      const connection = columns.direction[i];
      if (connection < 0) continue;
      const a = connection * 2 * words;
      const b = a + words;
      for (let at = 0; at < hot; at += LINE) sum += u32[a + at] + u32[b + at];
    }
    this.sum ^= sum;
  }

  /** Before the traffic stage: the ends of the lists of segments. */
  beforeTraffic(columns: SegmentColumns, from: number, to: number): void {
    const { store } = this;
    if (this.segments === null || store.count < FEW) return;
    const { lists, words: pool } = this.segments;
    const { u32, words } = store.directions;
    let sum = 0;
    for (let i = from; i < to; i++) {
      const direction = columns.direction[i];
      if (direction === NOBODY) continue;
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
