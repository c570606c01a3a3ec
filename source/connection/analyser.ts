/**
 * The analyser: takes decoded segments in order, finds the connection of each, and lets the stages account for it.
 *
 * It follows tcptrace's steps in tcptrace's order (docs/tcptrace.md, "Steps for one segment"): many figures depend on
 * whether the old or the new value of an acknowledgement, a window or an option is used.
 */
import { PacketKind, type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { setAddresses } from './addressing.ts';
import { TcpOptions } from './options.ts';
import { SegmentOutcome } from './outcome.ts';
import { CORE_BYTES, CORE_WORDS, Core, CoreByte } from './rows/core.ts';
import { ConnectionMark } from './rows/identity.ts';
import { OWIN_DOUBLES, Owin } from './rows/owin.ts';
import { RTT_DOUBLES, Rtt } from './rows/rtt.ts';
import { TRAFFIC_DOUBLES, TRAFFIC_WORDS, Traffic, TrafficWord } from './rows/traffic.ts';
import { SegmentStore } from './segment-store.ts';
import { AcknowledgementStage, type DuplicateRule } from './stages/acknowledgement.ts';
import { CoreStage } from './stages/core.ts';
import { OwinStage } from './stages/owin.ts';
import { RttStage } from './stages/rtt.ts';
import { TrafficStage } from './stages/traffic.ts';
import { type ConnectionStore, Total } from './store.ts';
import { ConnectionTable, type Key } from './table.ts';
import { UdpPairs } from './udp.ts';

/** Which stages a pass runs. `core`: a brief report. `traffic`: the long one. `round trips`: with RTT and outstanding window. */
export type Depth = 'core' | 'traffic' | 'round trips';

/** When a packet of a known 4-tuple starts a new connection. */
export type Splitting =
  /** As tcptrace: silence of more than `idleMicros`, a SYN after FIN or RST outside the window, a third ISN. */
  | { kind: 'tcptrace'; idleMicros: number }
  /** Only a SYN with another ISN: for recordings of our own proxy, where connections may be silent for hours. */
  | { kind: 'syn' };

export interface AnalyserOptions {
  depth: Depth;
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

export const TCPTRACE_IDLE_MICROS = 240e6;

export const ORDINARY: AnalyserOptions = {
  depth: 'round trips',
  splitting: { kind: 'tcptrace', idleMicros: TCPTRACE_IDLE_MICROS },
  key: 'endpoints',
  duplicates: 'bsd',
  hardwareDuplicates: true,
  udp: false,
  ignored: null,
  ignoredUdp: null,
};

/** What the analyser reads of a packet besides its headers: a capture's PacketBatch has it. */
export interface PacketFacts {
  readonly file: number;
  readonly micros: Float64Array;
  readonly interface: Uint16Array;
}

export class Analyser {
  readonly store: ConnectionStore;
  /** About the segment `account` has just dealt with. */
  readonly outcome = new SegmentOutcome();
  readonly options = new TcpOptions();

  private readonly settings: AnalyserOptions;
  private readonly table: ConnectionTable;
  private readonly udp: UdpPairs | null;
  private readonly core: CoreStage;
  private readonly traffic: TrafficStage | null;
  private readonly segmentStore: SegmentStore | null;
  private readonly rtt: RttStage | null;
  private readonly owin: OwinStage | null;
  private readonly acknowledgements: AcknowledgementStage | null;
  private readonly idleMicros: number;
  /** The time of the segment at hand, µs since 1970: in a cell, so that no number object is made of it. */
  private readonly now = new Float64Array(1);

  constructor(store: ConnectionStore, settings: AnalyserOptions) {
    this.store = store;
    this.settings = settings;
    this.table = new ConnectionTable(store.identity, settings.key);
    this.udp = settings.udp ? new UdpPairs(store, settings.ignoredUdp) : null;
    this.core = new CoreStage(store.core);
    const { depth } = settings;
    this.rtt = depth === 'round trips' ? new RttStage(store.rtt, this.outcome) : null;
    this.owin = depth === 'round trips' ? new OwinStage(store.owin, this.outcome) : null;
    this.traffic = depth === 'core' ? null : new TrafficStage(store.traffic, store.core);
    this.segmentStore = depth === 'core' ? null : new SegmentStore(store.identity.capacity * 2, this.rtt);
    this.acknowledgements =
      this.segmentStore === null ? null : new AcknowledgementStage(this.segmentStore, this.rtt, settings.duplicates);
    this.idleMicros = settings.splitting.kind === 'tcptrace' ? settings.splitting.idleMicros : Number.POSITIVE_INFINITY;
  }

  /** Call once for each batch, before its packets. */
  begin(segments: SegmentBatch): void {
    this.table.prepare(segments);
    this.udp?.prepare(segments);
  }

  /**
   * Accounts for packet i of the batch, the capture's packet `number` (1-based). True if it was a TCP segment of a
   * connection that is not ignored: then `outcome` tells what became of it.
   */
  account(packets: PacketFacts, segments: SegmentBatch, i: number, number: number): boolean {
    const kind = segments.kind[i];
    if (kind === PacketKind.tcp) return this.accountTcp(packets, segments, i, number);
    const { totals } = this.store;
    if (kind === PacketKind.tcpCut) totals[Total.tooShort]++;
    else if (this.udp !== null && kind === PacketKind.udp) this.udp.account(packets, segments, i, number);
    else if (this.udp !== null && kind === PacketKind.udpCut) totals[Total.tooShort]++;
    return false;
  }

  private accountTcp(packets: PacketFacts, segments: SegmentBatch, i: number, number: number): boolean {
    const { core, now } = this;
    now[0] = packets.micros[i];
    const direction = this.directionOf(packets, segments, i, number);
    const flags = segments.flags[i];
    this.store.totals[Total.tcpPackets]++;
    if (flags & (TcpFlag.syn | TcpFlag.fin | TcpFlag.rst)) core.countMarks(flags, direction);
    const window = core.window(segments, i, direction);
    this.traffic?.arrive(segments, i, direction, now);
    if (flags & TcpFlag.syn) core.rememberSyn(segments.sequence[i], direction);
    if (flags & (TcpFlag.syn | TcpFlag.fin)) this.traffic?.rememberEnds(segments, i, direction);
    const before = this.store.core.u32[direction * CORE_WORDS + Core.windowEnd];
    if (flags & TcpFlag.ack) core.rememberWindowEnd(segments.acknowledgement[i], window, direction);
    if (this.store.identity.marks(direction >> 1) & ConnectionMark.ignored) return false;

    this.options.read(segments, i);
    if (this.options.cut > 0) this.store.totals[Total.tooShort] += this.options.cut;
    core.takeOptions(flags, direction, this.options);
    core.countPacket(direction);
    const duplicate = this.settings.hardwareDuplicates && core.isHardwareDuplicate(segments, i, direction);
    if (this.traffic === null) return true;
    this.outcome.hardwareDuplicate = duplicate;
    this.outcome.window = window;
    this.outcome.previousWindowEnd = before;
    this.accountTraffic(this.traffic, segments, i, direction, window);
    return true;
  }

  /** The connection and side of a segment; opens a new connection where the rules say so. */
  private directionOf(packets: PacketFacts, segments: SegmentBatch, i: number, number: number): number {
    const { outcome, now } = this;
    const { identity } = this.store;
    const found = this.table.find(segments, i, packets.interface[i]);
    if (found < 0 || this.startsAnew(segments, i, found)) {
      const connection = this.open(packets, segments, i, number);
      outcome.connection = connection;
      outcome.side = 0;
      outcome.opened = true;
      return connection * 2;
    }
    const connection = found >> 1;
    if (identity.firstMicros(connection) === 0) identity.setFirstMicros(connection, now[0]);
    identity.setLastMicros(connection, now[0]);
    outcome.connection = connection;
    outcome.side = (found & 1) as 0 | 1;
    outcome.opened = false;
    return found;
  }

  private startsAnew(segments: SegmentBatch, i: number, direction: number): boolean {
    if (this.now[0] - this.store.identity.lastMicros(direction >> 1) > this.idleMicros) return true;
    return (segments.flags[i] & TcpFlag.syn) !== 0 && this.synStartsAnew(segments.sequence[i], direction);
  }

  /** Plain comparisons of 32-bit numbers, as tcptrace's: near a wrap of the sequence space they are wrong in its way. */
  private synStartsAnew(sequence: number, direction: number): boolean {
    const { core } = this.store;
    const other = direction ^ 1;
    if (this.settings.splitting.kind === 'syn') return core.syns(direction) > 0 && sequence !== core.syn(direction);
    const closing = core.fins(direction) + core.fins(other) + core.resets(direction) + core.resets(other) > 0;
    if (closing && (sequence > core.windowEnd(other) || sequence < core.syn(direction))) return true;
    return core.syns(direction) > 1 && sequence !== core.syn(direction);
  }

  private open(packets: PacketFacts, segments: SegmentBatch, i: number, number: number): number {
    const { identity, totals } = this.store;
    const connection = totals[Total.connections];
    if (connection >= identity.capacity) throw new RangeError(`more than ${connection} connections`);
    if (setAddresses(identity, connection, totals[Total.v6Pairs], segments, i)) totals[Total.v6Pairs]++;
    identity.setLabel(connection, totals[Total.labels]);
    identity.setOrigin(connection, packets.file, packets.interface[i]);
    identity.setFirstPacket(connection, number);
    identity.setFirstMicros(connection, this.now[0]);
    identity.setLastMicros(connection, this.now[0]);
    identity.setMarks(connection, this.settings.ignored?.(connection) ? ConnectionMark.ignored : 0);
    this.table.put(connection, segments, i, packets.interface[i]);
    totals[Total.labels] += 2;
    totals[Total.connections] = connection + 1;
    return connection;
  }

  private accountTraffic(
    traffic: TrafficStage,
    segments: SegmentBatch,
    i: number,
    direction: number,
    window: number,
  ): void {
    const { outcome, now, options } = this;
    const { u32, f64 } = this.store.traffic;
    const flags = segments.flags[i];
    const other = direction ^ 1;
    traffic.count(segments, i, direction, options, now);

    outcome.outOfOrder = false;
    outcome.windowProbe = false;
    outcome.retransmittedBytes = 0;
    if (segments.dataLength[i] > 0 || flags & (TcpFlag.syn | TcpFlag.fin))
      this.accountSequence(traffic, segments, i, direction);

    const mine = direction * TRAFFIC_WORDS;
    const previousAck = u32[mine + TrafficWord.ack];
    outcome.ack = 'none';
    if (flags & TcpFlag.ack) this.accountAck(segments, i, direction, window, previousAck);
    const retransmitted = outcome.retransmittedBytes;
    if (retransmitted > 0) traffic.countRetransmission(direction, retransmitted);

    outcome.micros = now[0];
    outcome.sackBlocks = options.sackBlocks;
    outcome.owinSampled = false;
    outcome.previousAck = previousAck;
    outcome.previousAckMicros = f64[direction * TRAFFIC_DOUBLES + Traffic.lastAckMicros];
    if (flags & TcpFlag.rst) {
      if (flags & TcpFlag.ack) traffic.countAck(direction);
      return;
    }
    traffic.advertise(segments, i, direction, window);
    if (flags & TcpFlag.ack) traffic.acknowledge(segments, i, direction, window, options, now);
    traffic.countInitialWindow(segments, i, direction, retransmitted > 0);
    if (this.owin !== null && (flags & TcpFlag.syn) === 0 && !outcome.outOfOrder && retransmitted <= 0) {
      this.owin.sample(segments, i, direction, u32[other * TRAFFIC_WORDS + TrafficWord.ack], now);
    }
  }

  /** Payload, SYN and FIN: new, sent again, out of order, or a probe of a closed window. */
  private accountSequence(traffic: TrafficStage, segments: SegmentBatch, i: number, direction: number): void {
    const { outcome, store, now } = this;
    const flags = segments.flags[i];
    const length = segments.dataLength[i];
    const other = direction ^ 1;
    const closed = store.traffic.f64[other * TRAFFIC_DOUBLES + Traffic.windowLast] === 0;
    if (closed && store.core.u32[other * CORE_WORDS + Core.packets] > 0 && (flags & TcpFlag.syn) === 0) {
      outcome.windowProbe = true;
      traffic.countProbe(segments, i, direction);
      return;
    }
    const syn = flags & TcpFlag.syn ? 1 : 0;
    const fin = flags & TcpFlag.fin ? 1 : 0;
    const segmentStore = this.segmentStore as SegmentStore;
    let seenBefore = segmentStore.add(direction, segments.sequence[i], length + syn + fin, now);
    outcome.retransmittedBytes = seenBefore;
    outcome.outOfOrder = segmentStore.outOfOrder;
    const b = direction * CORE_BYTES;
    if (syn && store.core.u8[b + CoreByte.syns] > 1) seenBefore--;
    if (fin && store.core.u8[b + CoreByte.fins] > 1) seenBefore--;
    traffic.countStored(direction, outcome.outOfOrder, length - seenBefore);
  }

  private accountAck(segments: SegmentBatch, i: number, direction: number, window: number, previousAck: number): void {
    const { outcome, store, now } = this;
    const acknowledgements = this.acknowledgements as AcknowledgementStage;
    const other = direction ^ 1;
    const ack = segments.acknowledgement[i];
    const empty = segments.dataLength[i] === 0;
    const repeated =
      empty &&
      ack === previousAck &&
      this.rtt !== null &&
      window === store.traffic.f64[direction * TRAFFIC_DOUBLES + Traffic.windowLast] &&
      store.owin.f64[other * OWIN_DOUBLES + Owin.total] !== 0;
    acknowledgements.acknowledge(other, ack, repeated, empty, now);
    outcome.ack = acknowledgements.kind;
    if (this.rtt === null) return;
    const afterSyn = (store.core.u32[other * CORE_WORDS + Core.syn] + 1) >>> 0;
    if (ack === afterSyn && store.core.u8[other * CORE_BYTES + CoreByte.syns] === 1) {
      const d = other * RTT_DOUBLES;
      store.rtt.f64[d + Rtt.handshake] = store.rtt.f64[d + Rtt.last];
    }
  }

  /**
   * The capture is over: silence up to its last frame counts for connections that were not closed (µs since 1970).
   */
  finish(lastFrameMicros: number): void {
    if (this.traffic === null) return;
    const { core, traffic, count } = this.store;
    for (let connection = 0; connection < count; connection++) {
      const a = connection * 2;
      const b = a + 1;
      if ((core.fins(a) > 0 && core.fins(b) > 0) || core.resets(a) + core.resets(b) > 0) continue;
      for (let direction = a; direction <= b; direction++) {
        if (core.packets(direction) === 0) continue;
        const d = direction * TRAFFIC_DOUBLES;
        const silence = lastFrameMicros - traffic.f64[d + Traffic.lastMicros];
        if (silence > traffic.f64[d + Traffic.longestIdle]) traffic.f64[d + Traffic.longestIdle] = silence;
      }
    }
  }
}
