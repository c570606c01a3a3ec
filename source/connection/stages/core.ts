/**
 * What every pass accounts for: whose segment it is, packets, marks, the effective window that the rule for reused 4-tuples
 * needs, options, and hardware duplicates (docs/tcptrace.md, "Steps for one segment"). One loop over the batch; what the
 * later stages need of it is left in the columns.
 */
import { PacketKind, type SegmentBatch, TcpFlag } from '../../wire/segments.ts';
import type { SegmentColumns } from '../columns.ts';
import { Fact, NOBODY } from '../columns.ts';
import { NO_MSS, NO_WINDOW_SCALE, onlyTimestamps, TcpOptions } from '../options.ts';
import type { Retirement } from '../retirement.ts';
import { Core, CoreByte, CoreMark, CoreShort } from '../rows/core.ts';
import { ConnectionMark } from '../rows/identity.ts';
import { type ConnectionStore, Total } from '../store.ts';
import type { ConnectionTable } from '../table.ts';
import type { UdpPairs } from '../udp.ts';
import { ConnectionOpener, type PacketFacts, type Splitting } from './opening.ts';

const CLOSING = TcpFlag.syn | TcpFlag.fin | TcpFlag.rst;
const RING = 8;

export interface CoreOptions {
  splitting: Splitting;
  hardwareDuplicates: boolean;
  ignored: ((connection: number) => boolean) | null;
}

export class CoreStage {
  private readonly store: ConnectionStore;
  private readonly table: ConnectionTable;
  private readonly udp: UdpPairs | null;
  private readonly opener: ConnectionOpener;
  private readonly hardwareDuplicates: boolean;
  private readonly options = new TcpOptions();

  constructor(
    store: ConnectionStore,
    table: ConnectionTable,
    udp: UdpPairs | null,
    retirement: Retirement | null,
    options: CoreOptions,
  ) {
    this.store = store;
    this.table = table;
    this.udp = udp;
    this.opener = new ConnectionOpener(store, table, options.splitting, options.ignored, retirement);
    this.hardwareDuplicates = options.hardwareDuplicates;
  }

  /** Packets [from, to) of the batch. */
  run(packets: PacketFacts, segments: SegmentBatch, columns: SegmentColumns, from: number, to: number): void {
    const { store, table, opener, hardwareDuplicates } = this;
    const { identity } = store;
    const { u32, u8, words, stride } = store.directions;
    const { kind: kinds, flags: allFlags } = segments;
    let tcpPackets = 0;
    for (let i = from; i < to; i++) {
      columns.direction[i] = NOBODY;
      if (columns.number[i] === 0) continue;
      if (kinds[i] !== PacketKind.tcp) {
        this.accountOther(packets, segments, columns, i);
        continue;
      }
      tcpPackets++;
      const flags = allFlags[i];
      const micros = packets.micros[i];
      let facts = 0;
      let direction = table.find(segments, i, packets.interface[i]);
      if (direction < 0 || opener.startsAnew(segments, i, direction, micros)) {
        direction = opener.open(packets, segments, i, columns.number[i]) * 2;
        facts = Fact.opened;
      } else identity.arrive(direction >> 1, micros);

      const mine = direction * stride;
      const theirs = (direction ^ 1) * stride;
      if (flags & CLOSING) {
        if (flags & TcpFlag.syn) u8[mine + CoreByte.syns]++;
        if (flags & TcpFlag.rst) u8[mine + CoreByte.resets]++;
        if (flags & TcpFlag.fin) u8[mine + CoreByte.fins]++;
      }
      let window = flags & (TcpFlag.ack | TcpFlag.syn) ? segments.window[i] : 0;
      const scale = u8[mine + CoreByte.windowScale];
      if (scale !== 0 && (flags & TcpFlag.syn) === 0) {
        if (u8[mine + CoreByte.marks] & u8[theirs + CoreByte.marks] & CoreMark.windowScale)
          window = scaled(window, scale);
      }
      columns.window[i] = window;
      const row = direction * words;
      if (flags & TcpFlag.syn) u32[row + Core.syn] = segments.sequence[i];
      columns.previousWindowEnd[i] = u32[row + Core.windowEnd];
      if (flags & TcpFlag.ack) u32[row + Core.windowEnd] = segments.acknowledgement[i] + window;
      if (identity.marks(direction >> 1) & ConnectionMark.ignored) continue;

      columns.direction[i] = direction;
      columns.sackBlocks[i] = 0;
      columns.mss[i] = NO_MSS;
      if (flags & TcpFlag.urg) columns.urgent[i] = urgentPointer(segments, i);
      const headerLength = segments.headerLength[i];
      if (headerLength > 20) {
        if (onlyTimestamps(segments, i)) u8[mine + CoreByte.marks] |= CoreMark.timestamps;
        else facts |= this.readOptions(segments, columns, i, direction);
      }
      const bothScale = u8[mine + CoreByte.marks] & u8[theirs + CoreByte.marks] & CoreMark.windowScale;
      if (bothScale) facts |= Fact.bothScale;
      else if ((flags & TcpFlag.syn) === 0) {
        // One side alone does not scale.
        u8[mine + CoreByte.windowScale] = 0;
        u8[theirs + CoreByte.windowScale] = 0;
      }
      u32[row + Core.packets]++;
      if (hardwareDuplicates && segments.identification[i] !== 0 && this.seenInRing(segments, i, direction)) {
        facts |= Fact.hardwareDuplicate;
        u32[row + Core.hardwareDuplicates]++;
      }
      columns.facts[i] = facts;
    }
    store.totals[Total.tcpPackets] += tcpPackets;
  }

  private accountOther(packets: PacketFacts, segments: SegmentBatch, columns: SegmentColumns, i: number): void {
    const kind = segments.kind[i];
    const { totals } = this.store;
    if (kind === PacketKind.tcpCut) totals[Total.tooShort]++;
    else if (this.udp !== null && kind === PacketKind.udp) this.udp.account(packets, segments, i, columns.number[i]);
    else if (this.udp !== null && kind === PacketKind.udpCut) totals[Total.tooShort]++;
  }

  /** Options of any packet count, not only of SYNs; the last one seen is in force. Returns facts. */
  private readOptions(segments: SegmentBatch, columns: SegmentColumns, i: number, direction: number): number {
    const { options, store } = this;
    const { u8, stride } = store.directions;
    options.read(segments, i);
    if (options.cut > 0) store.totals[Total.tooShort] += options.cut;
    const mine = direction * stride;
    if (options.windowScale !== NO_WINDOW_SCALE) {
      u8[mine + CoreByte.windowScale] = options.windowScale;
      u8[mine + CoreByte.marks] |= CoreMark.windowScale;
    }
    if (options.timestamps) u8[mine + CoreByte.marks] |= CoreMark.timestamps;
    if (options.sackPermitted) u8[mine + CoreByte.marks] |= CoreMark.sackPermitted;
    columns.mss[i] = options.mss;
    columns.sackBlocks[i] = options.sackBlocks;
    return options.isDuplicateSack(segments.acknowledgement[i]) ? Fact.dsack : 0;
  }

  /**
   * Same sequence number and IP identification as one of the side's last eight packets? If not, it is remembered. Most hosts
   * count identifications up, so most packets are seen to be new without a look at the ring.
   */
  private seenInRing(segments: SegmentBatch, i: number, direction: number): boolean {
    const { u32, u16, u8, words, stride } = this.store.directions;
    const identification = segments.identification[i];
    const sequence = segments.sequence[i];
    if (sequence === 0) return false;
    const sequences = direction * words + Core.ringSequence;
    const shorts = direction * (stride / 2);
    const identifications = shorts + CoreShort.ringIdentification;
    const highest = shorts + CoreShort.ringHighest;
    if (identification > u16[highest]) u16[highest] = identification;
    else {
      let most = identification;
      for (let slot = 0; slot < RING; slot++) {
        const other = u16[identifications + slot];
        if (other === identification && u32[sequences + slot] === sequence) return true;
        if (other > most) most = other;
      }
      u16[highest] = most;
    }
    const next = direction * stride + CoreByte.ringNext;
    const slot = u8[next];
    u32[sequences + slot] = sequence;
    u16[identifications + slot] = identification;
    u8[next] = (slot + 1) % RING;
    return false;
  }
}

/** Scales beyond 14 (RFC 7323 section 2.3) come from damaged packets; tcptrace shifts a 64-bit number, modulo 64. */
function scaled(window: number, scale: number): number {
  return scale <= 14 ? window << scale : Number(BigInt.asUintN(64, BigInt(window) << BigInt(scale & 63)));
}

function urgentPointer(segments: SegmentBatch, i: number): number {
  const at = segments.transport[i] + 18;
  return (segments.bytes[at] << 8) | segments.bytes[at + 1];
}
