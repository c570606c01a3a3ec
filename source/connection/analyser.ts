/**
 * The analyser: takes batches of decoded segments in order, finds the connection of each, and accounts for them. The work is the
 * kernel's; which of its stages run is settled when the analyser is made.
 */

import { PacketKind, type SegmentBatch } from '../wire/segments.ts';
import { Batch, type PacketFacts } from './batch.ts';
import type { SegmentColumns } from './columns.ts';
import { ALL, type DuplicateRule, type Host, type Kernel, type Rules, restartKernel, startKernel } from './kernel.ts';
import { Fact, NOBODY } from './layout/constants.ts';
import { Direction } from './layout/direction.ts';
import { OUTCOME, Outcome } from './layout/outcome.ts';
import { kernelsOwn } from './memory.ts';
import { asNumber, asRow, type ConnectionNumber, type ConnectionRow } from './numbering.ts';
import { ACK_KINDS, SENT_KINDS, SegmentOutcome } from './outcome.ts';
import { Retirement } from './retirement.ts';
import type { ConnectionStore } from './store.ts';

export type { PacketFacts } from './batch.ts';

/** When a packet of a known 4-tuple starts a new connection. */
export type Splitting =
  /** As tcptrace: silence of more than `idleMicros`, a SYN after FIN or RST outside the window, a third ISN. */
  | { kind: 'tcptrace'; idleMicros: number }
  /** Only a SYN with another ISN: a connection may be silent for hours. */
  | { kind: 'syn' };

/** Whether packets of different capture interfaces are different connections: so for our own proxy's recordings. */
export type Key = 'endpoints' | 'endpoints and interface';

export interface AnalyserOptions {
  splitting: Splitting;
  key: Key;
  duplicates: DuplicateRule;
  /** Look for hardware duplicates (--nocheck_hwdups turns it off). */
  hardwareDuplicates: boolean;
  /** Trace UDP pairs too. */
  udp: boolean;
  /** Is the connection with this number (0-based) to be left out of all statistics (-o, -i)? null = none is. */
  ignored: ((connection: ConnectionNumber) => boolean) | null;
  /** The same of UDP pairs. */
  ignoredUdp: ((pair: number) => boolean) | null;
}

/** Silence after which tcptrace takes a packet of a known 4-tuple for a new connection, µs. */
export const TCPTRACE_IDLE_MICROS = 240e6;

export const ORDINARY: AnalyserOptions = {
  splitting: { kind: 'syn' },
  key: 'endpoints',
  duplicates: 'bsd',
  hardwareDuplicates: true,
  udp: false,
  ignored: null,
  ignoredUdp: null,
};

/** What the kernel goes by. */
export function rulesOf(options: AnalyserOptions, store: ConnectionStore): Rules {
  const { splitting, key, duplicates, hardwareDuplicates, udp } = options;
  return {
    idleMicros: splitting.kind === 'tcptrace' ? splitting.idleMicros : Number.POSITIVE_INFINITY,
    splitAtSynOnly: splitting.kind === 'syn',
    interfaceInKey: key === 'endpoints and interface',
    hardwareDuplicates,
    traceUdp: udp,
    duplicates,
    roundTrips: store.directions.depth === 'round trips',
  };
}

export class Analyser {
  readonly store: ConnectionStore;
  /** About the last segment accounted for, where the pass has a traffic stage. */
  readonly outcome = new SegmentOutcome();

  #batch: Batch;
  #options: AnalyserOptions;
  readonly #kernel: Kernel;
  readonly #outcomes: Float64Array;
  readonly #hasTraffic: boolean;
  /** null: all connections are kept. */
  readonly #retirement: Retirement | null;

  /**
   * The stages are those that the store has rows for. `traffic`: whether the traffic stage runs here, or elsewhere on what the
   * core stage leaves in the batch.
   */
  constructor(store: ConnectionStore, options: AnalyserOptions, traffic: 'here' | 'elsewhere' = 'here') {
    const { memory } = store;
    const rules = rulesOf(options, store);
    this.store = store;
    this.#options = options;
    this.#batch = new Batch(memory, 0);
    this.#hasTraffic = traffic === 'here' && store.directions.depth !== 'core';
    this.#outcomes = new Float64Array(memory.memory.buffer, kernelsOwn(memory.layout, 0).outcome, OUTCOME.bytes / 8);
    this.#kernel = startKernel(memory, 0, rules, ALL, this.#host);
    this.#retirement =
      store.most === null ? null : new Retirement(store.most, rules.idleMicros, store, this.#kernel, this.#hasTraffic);
  }

  get #host(): Host {
    const { ignored, ignoredUdp } = this.#options;
    return {
      ignored: ignored === null && ignoredUdp === null ? null : this.#isIgnored,
      takeRow: this.store.most === null ? null : this.#takeRow,
    };
  }

  /** The kernel counts both from 0. */
  readonly #isIgnored = (index: number, udp: boolean): boolean => {
    const { ignored, ignoredUdp } = this.#options;
    return (udp ? ignoredUdp?.(index + 1) : ignored?.(asNumber(index + 1))) ?? false;
  };

  readonly #takeRow = (): number => this.#retirement?.takeRow() ?? 0;

  /** Forgets everything, to account for other packets by other rules. Not where connections are retired. */
  restart(options: AnalyserOptions): void {
    const { store } = this;
    const kernel = this.#kernel;
    for (let direction = 0; this.#hasTraffic && direction < store.count * 2; direction++) kernel.forget(direction);
    this.#options = options;
    restartKernel(store.memory, rulesOf(options, store), this.#host);
    this.#outcomes.fill(0);
    store.clear();
  }

  /** What the next packets are to be decoded into. */
  get segments(): SegmentBatch {
    return this.#batch.segments;
  }

  /** What was found about the batch at hand. */
  get columns(): SegmentColumns {
    return this.#batch.columns;
  }

  /** The next packets are decoded into this batch. */
  use(batch: Batch): void {
    this.#batch = batch;
  }

  /** Call once for each batch, before it is decoded. */
  begin(packets: PacketFacts): void {
    this.#batch.describe(packets);
  }

  /**
   * Decodes the plain frames of the batch, all of which must be Ethernet frames without a check sequence; the kind of the others is
   * `unread` afterwards. Returns how many these are. `ends`: what counts as captured of a padded frame.
   */
  readPlain(packets: PacketFacts, ends: 'right' | 'tcptrace'): number {
    const batch = this.#batch;
    if (!batch.holds(packets.bytes)) {
      batch.segments.kind.fill(PacketKind.unread, 0, packets.count);
      return packets.count;
    }
    batch.segments.pointInto(packets.bytes);
    batch.segments.carrier.fill(0, 0, packets.count);
    batch.segments.joined.clear();
    batch.segments.count = packets.count;
    return this.#kernel.readPlain(batch.address, packets.count, ends === 'tcptrace' ? 1 : 0);
  }

  /** Counts the first `count` packets of the batch, of whatever kind, in the totals: those with a number in `columns`. */
  tally(count: number): void {
    this.#kernel.tally(this.#batch.address, count);
  }

  /**
   * Accounts for packets [from, to) of the batch; `columns.number` says which of them are to be analysed. Returns where it ended:
   * before `to` where there is no room for another connection or UDP pair.
   */
  account(from: number, to: number): number {
    const batch = this.#batch;
    const kernel = this.#kernel;
    let at = from;
    while (at < to) {
      const brought = batch.bring(at, to);
      const end = kernel.core(batch.address, at, brought);
      if (this.#hasTraffic) kernel.traffic(batch.address, at, end);
      at = end;
      if (end < brought) break;
    }
    return at;
  }

  /** Is packet i, which `account` has just dealt with, a UDP datagram that counts? */
  isDatagram(i: number): boolean {
    const { segments, columns } = this;
    const options = this.#options;
    return options.udp && segments.kind[i] === PacketKind.udp && (columns.facts[i] & Fact.datagram) !== 0;
  }

  /** Fills in what `outcome` says of segment i, which `account` has just dealt with alone; null if nobody accounts for it. */
  describe(packets: PacketFacts, i: number): SegmentOutcome | null {
    const { columns, outcome } = this;
    const direction = columns.direction[i];
    if (direction === NOBODY) return null;
    const facts = columns.facts[i];
    const row = asRow(direction >> 1);
    outcome.connection = row;
    outcome.number = this.store.number(row);
    outcome.side = (direction & 1) as 0 | 1;
    outcome.opened = (facts & Fact.opened) !== 0;
    outcome.micros = packets.micros[i];
    outcome.window = columns.effectiveWindow[i];
    outcome.hardwareDuplicate = (facts & Fact.hardwareDuplicate) !== 0;
    outcome.sackBlocks = columns.sackBlocks[i];
    outcome.dsack = (facts & Fact.dsack) !== 0;
    outcome.previousWindowEnd = columns.previousWindowEnd[i];
    if (this.#hasTraffic) this.#describeTraffic();
    return outcome;
  }

  #describeTraffic(): void {
    const { outcome } = this;
    const outcomes = this.#outcomes;
    outcome.sent = SENT_KINDS[outcomes[Outcome.sent]];
    outcome.retransmittedBytes = outcomes[Outcome.retransmittedBytes];
    outcome.outOfOrder = outcomes[Outcome.outOfOrder] !== 0;
    outcome.windowProbe = outcomes[Outcome.windowProbe] !== 0;
    outcome.ack = ACK_KINDS[outcomes[Outcome.ack]];
    outcome.rtt = outcomes[Outcome.rtt];
    outcome.rttSequence = outcomes[Outcome.rttSequence];
    outcome.rttRetransmits = outcomes[Outcome.rttRetransmits];
    outcome.previousAck = outcomes[Outcome.previousAck];
    outcome.previousAckMicros = outcomes[Outcome.previousAckMicros];
    outcome.owinSampled = outcomes[Outcome.owinSampled] !== 0;
    outcome.owin = outcomes[Outcome.owin];
  }

  /**
   * Call once for each batch, when nobody needs the rows of its first `count` packets any more: where only so many connections
   * are kept, others are forgotten now. `retiring` hears of each before.
   */
  retire(count: number, retiring: (row: ConnectionRow) => void): void {
    this.#retirement?.settle(this.columns, count, retiring);
  }

  /** The capture is over: silence up to its last frame (µs since 1970) counts for connections that were not closed. */
  finish(lastFrameMicros: number): void {
    const { core, directions, count } = this.store;
    if (directions.depth === 'core') return;
    for (let connection = 0; connection < count; connection++) {
      const a = connection * 2;
      const b = a + 1;
      if ((core.fins(a) > 0 && core.fins(b) > 0) || core.resets(a) + core.resets(b) > 0) continue;
      for (let direction = a; direction <= b; direction++) {
        if (core.packets(direction) === 0) continue;
        const silence = lastFrameMicros - directions.read(direction, Direction.ownLastMicros);
        if (silence > directions.read(direction, Direction.longestIdle))
          directions.write(direction, Direction.longestIdle, silence);
      }
    }
  }
}
