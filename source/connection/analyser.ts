/**
 * The analyser: takes batches of decoded segments in order, finds the connection of each, and lets the stages account for
 * them. Which stages run is settled when it is made.
 */
import type { SegmentBatch } from '../wire/segments.ts';
import { Fact, NOBODY, SegmentColumns } from './columns.ts';
import { SegmentOutcome } from './outcome.ts';
import { Retirement } from './retirement.ts';
import { Traffic } from './rows/traffic.ts';
import { SegmentStore } from './segment-store.ts';
import { AcknowledgementStage, type DuplicateRule } from './stages/acknowledgement.ts';
import { CoreStage } from './stages/core.ts';
import { Fetcher, STRETCH } from './stages/fetch.ts';
import type { PacketFacts, Splitting } from './stages/opening.ts';
import { OwinStage } from './stages/owin.ts';
import { RttStage } from './stages/rtt.ts';
import { ALL, type Share, TrafficStage } from './stages/traffic.ts';
import type { ConnectionStore } from './store.ts';
import { ConnectionTable, type Key } from './table.ts';
import { UdpPairs } from './udp.ts';

export type { PacketFacts, Splitting } from './stages/opening.ts';

export interface AnalyserOptions {
  splitting: Splitting;
  key: Key;
  duplicates: DuplicateRule;
  /** Look for hardware duplicates (--nocheck_hwdups turns it off). */
  hardwareDuplicates: boolean;
  /** Trace UDP pairs too. */
  udp: boolean;
  /** Is the connection with this number (0-based) to be left out of all statistics (-o, -i)? null = none is. */
  ignored: ((connection: number) => boolean) | null;
  /** The same of UDP pairs. */
  ignoredUdp: ((pair: number) => boolean) | null;
}

/** Silence after which tcptrace takes a packet of a known 4-tuple for a new connection, µs. */
export const TCPTRACE_IDLE_MICROS = 240e6;

export const ORDINARY: AnalyserOptions = {
  splitting: { kind: 'tcptrace', idleMicros: TCPTRACE_IDLE_MICROS },
  key: 'endpoints',
  duplicates: 'bsd',
  hardwareDuplicates: true,
  udp: false,
  ignored: null,
  ignoredUdp: null,
};

export class Analyser {
  readonly store: ConnectionStore;
  /** What the core stage found about the batch at hand. */
  columns: SegmentColumns;
  /** About the last segment accounted for, where the pass has a traffic stage. */
  readonly outcome = new SegmentOutcome();

  private readonly table: ConnectionTable;
  private readonly udp: UdpPairs | null;
  private readonly core: CoreStage;
  private readonly traffic: TrafficStage | null;
  private readonly fetcher: Fetcher;
  /** null: all connections are kept. */
  private readonly retirement: Retirement | null;

  /**
   * The stages are those that the store has rows for. `capacity`: packets in a batch. `traffic`: whether the traffic stage
   * runs here, or elsewhere on the columns that the core stage leaves.
   */
  constructor(
    store: ConnectionStore,
    options: AnalyserOptions,
    capacity: number,
    traffic: 'here' | 'elsewhere' = 'here',
  ) {
    this.store = store;
    this.columns = new SegmentColumns(capacity);
    this.table = new ConnectionTable(store.identity, options.key, store.most === null ? 0 : store.capacity);
    this.udp = options.udp ? new UdpPairs(store, options.ignoredUdp) : null;
    const runs = traffic === 'here' && store.directions.depth !== 'core';
    this.traffic = runs ? trafficStage(store, this.outcome, options.duplicates, ALL) : null;
    const segments = this.traffic?.segmentStore ?? null;
    const { splitting } = options;
    const idleMicros = splitting.kind === 'tcptrace' ? splitting.idleMicros : Number.POSITIVE_INFINITY;
    this.retirement = store.most === null ? null : new Retirement(store.most, idleMicros, store, this.table, segments);
    this.core = new CoreStage(store, this.table, this.udp, this.retirement, options);
    this.fetcher = new Fetcher(store);
  }

  /** Call once for each batch, before its packets: makes room for their connections. */
  begin(segments: SegmentBatch): void {
    this.table.prepare(segments);
    this.udp?.prepare(segments);
  }

  /** Accounts for packets [from, to) of the batch; `columns.number` says which of them are to be analysed. */
  account(packets: PacketFacts, segments: SegmentBatch, from: number, to: number): void {
    const { columns, core, traffic, fetcher, table } = this;
    const ahead = to - from > 1 && fetcher.pays();
    for (let at = from; at < to; at += STRETCH) {
      const end = Math.min(at + STRETCH, to);
      if (ahead) {
        fetcher.guess(table, segments, columns, at, end);
        fetcher.cores(columns, at, end);
      }
      core.run(packets, segments, columns, at, end);
      if (traffic === null) continue;
      if (ahead) {
        fetcher.rows(columns, at, end, ALL);
        fetcher.lists(traffic.segmentStore, columns, at, end, ALL);
      }
      traffic.run(packets.micros, segments, columns, at, end);
    }
  }

  /** Fills in what `outcome` says of segment i, which `account` has just dealt with alone; null if nobody accounts for it. */
  describe(packets: PacketFacts, i: number): SegmentOutcome | null {
    const { columns, outcome } = this;
    const direction = columns.direction[i];
    if (direction === NOBODY) return null;
    const facts = columns.facts[i];
    outcome.connection = direction >> 1;
    outcome.number = this.store.number(direction >> 1);
    outcome.side = (direction & 1) as 0 | 1;
    outcome.opened = (facts & Fact.opened) !== 0;
    outcome.micros = packets.micros[i];
    outcome.window = columns.window[i];
    outcome.hardwareDuplicate = (facts & Fact.hardwareDuplicate) !== 0;
    outcome.sackBlocks = columns.sackBlocks[i];
    outcome.dsack = (facts & Fact.dsack) !== 0;
    outcome.previousWindowEnd = columns.previousWindowEnd[i];
    return outcome;
  }

  /**
   * Call once for each batch, when nobody needs the rows of its first `count` packets any more: where only so many connections
   * are kept, others are forgotten now. `retiring` hears of each before.
   */
  retire(count: number, retiring: (row: number) => void): void {
    this.retirement?.settle(this.columns, count, retiring);
  }

  /** The capture is over: silence up to its last frame (µs since 1970) counts for connections that were not closed. */
  finish(lastFrameMicros: number): void {
    const { core, directions, count } = this.store;
    if (directions.depth === 'core') return;
    const { f64, doubles } = directions;
    for (let connection = 0; connection < count; connection++) {
      const a = connection * 2;
      const b = a + 1;
      if ((core.fins(a) > 0 && core.fins(b) > 0) || core.resets(a) + core.resets(b) > 0) continue;
      for (let direction = a; direction <= b; direction++) {
        if (core.packets(direction) === 0) continue;
        const d = direction * doubles;
        const silence = lastFrameMicros - f64[d + Traffic.lastMicros];
        if (silence > f64[d + Traffic.longestIdle]) f64[d + Traffic.longestIdle] = silence;
      }
    }
  }
}

/** The traffic stage with all it stands on, for a share of the connections. */
export function trafficStage(
  store: ConnectionStore,
  outcome: SegmentOutcome,
  duplicates: DuplicateRule,
  share: Share,
): TrafficStage {
  const { directions } = store;
  const withTimes = directions.depth === 'round trips';
  const rtt = withTimes ? new RttStage(directions, outcome) : null;
  const owin = withTimes ? new OwinStage(directions, outcome) : null;
  const segmentStore = new SegmentStore(directions, rtt);
  const acknowledgements = new AcknowledgementStage(segmentStore, rtt, duplicates);
  return new TrafficStage(store, segmentStore, acknowledgements, owin, outcome, share);
}
