/**
 * Segments, bytes, windows and times of a direction, for the long report. Called by the analyser in tcptrace's order, in
 * parts, because what one part reads another has not changed yet (docs/tcptrace.md, "Steps for one segment").
 */
import type { SegmentBatch } from '../../wire/segments.ts';
import { TcpFlag } from '../../wire/segments.ts';
import { NO_MSS, type TcpOptions } from '../options.ts';
import { CORE_BYTES, CORE_WORDS, Core, CoreByte, CoreMark, type CoreRows } from '../rows/core.ts';
import { TRAFFIC_DOUBLES, TRAFFIC_WORDS, Traffic, type TrafficRows, TrafficWord } from '../rows/traffic.ts';

const TWO_TO_32 = 2 ** 32;

export class TrafficStage {
  private readonly f64: Float64Array;
  private readonly u32: Uint32Array;
  private readonly coreBytes: Uint8Array;
  private readonly coreWords: Uint32Array;

  constructor(rows: TrafficRows, core: CoreRows) {
    this.f64 = rows.f64;
    this.u32 = rows.u32;
    this.coreBytes = core.u8;
    this.coreWords = core.u32;
  }

  /** Before the SYN is remembered: silence, and which quarters of the sequence space were visited. */
  arrive(segments: SegmentBatch, i: number, direction: number, now: Float64Array): void {
    const { f64, u32 } = this;
    const d = direction * TRAFFIC_DOUBLES;
    const before = f64[d + Traffic.lastMicros];
    if (before !== 0 && now[0] - before > f64[d + Traffic.longestIdle]) f64[d + Traffic.longestIdle] = now[0] - before;
    f64[d + Traffic.lastMicros] = now[0];

    const start = segments.sequence[i];
    const end = start + segments.dataLength[i];
    const quarters = direction * TRAFFIC_WORDS + TrafficWord.quarters;
    const syn = this.coreWords[direction * CORE_WORDS + Core.syn];
    const endQuarter = end >= 0 && end < TWO_TO_32 ? end >>> 30 : -1;
    if (u32[quarters] === 0xf && endQuarter === syn >>> 30 && end >= syn) {
      u32[direction * TRAFFIC_WORDS + TrafficWord.wraps]++;
      u32[quarters] = 0;
    }
    u32[quarters] |= (1 << (start >>> 30)) | (endQuarter < 0 ? 0 : 1 << endQuarter);
  }

  /** The numbers of a SYN and a FIN. A SYN also seeds what the peer is taken to have acknowledged last. */
  rememberEnds(segments: SegmentBatch, i: number, direction: number): void {
    const flags = segments.flags[i];
    const sequence = segments.sequence[i];
    if (flags & TcpFlag.syn) this.u32[(direction ^ 1) * TRAFFIC_WORDS + TrafficWord.ack] = sequence;
    if (flags & TcpFlag.fin) this.u32[direction * TRAFFIC_WORDS + TrafficWord.fin] = sequence + segments.dataLength[i];
  }

  /** Options, payload, sequence range; everything that does not need the segment store. */
  count(segments: SegmentBatch, i: number, direction: number, options: TcpOptions, now: Float64Array): void {
    const { f64, u32 } = this;
    const d = direction * TRAFFIC_DOUBLES;
    const w = direction * TRAFFIC_WORDS;
    const flags = segments.flags[i];
    const length = segments.dataLength[i];
    const sequence = segments.sequence[i];
    if (options.mss !== NO_MSS) u32[w + TrafficWord.mss] = (options.mss << 16) >> 16;
    if (options.sackBlocks > 0) u32[w + TrafficWord.sacksSent]++;
    if (length > 0) {
      u32[w + TrafficWord.dataPackets]++;
      if (flags & TcpFlag.psh) u32[w + TrafficWord.pushedPackets]++;
      f64[d + Traffic.dataBytes] += length;
      if (flags & TcpFlag.urg) this.countUrgent(segments, i, direction);
      if (length > u32[w + TrafficWord.largestSegment]) u32[w + TrafficWord.largestSegment] = length;
      const smallest = u32[w + TrafficWord.smallestSegment];
      if (smallest === 0 || length < smallest) u32[w + TrafficWord.smallestSegment] = length;
      if (f64[d + Traffic.firstDataMicros] === 0) f64[d + Traffic.firstDataMicros] = now[0];
      f64[d + Traffic.lastDataMicros] = now[0];
      this.countMissing(segments, i, direction);
    }
    if (this.coreBytes[direction * CORE_BYTES + CoreByte.marks] & CoreMark.scaled) u32[w + TrafficWord.scaledPackets]++;

    const end = sequence + length;
    if (u32[w + TrafficWord.minSequence] === 0 && sequence !== 0) {
      u32[w + TrafficWord.minSequence] = sequence;
      u32[w + TrafficWord.maxSequence] = end;
    }
    if (end > u32[w + TrafficWord.maxSequence]) u32[w + TrafficWord.maxSequence] = end;
    u32[w + TrafficWord.latestSequence] = end;
  }

  private countUrgent(segments: SegmentBatch, i: number, direction: number): void {
    const pointer = segments.transport[i] + 18;
    this.u32[direction * TRAFFIC_WORDS + TrafficWord.urgentPackets]++;
    this.f64[direction * TRAFFIC_DOUBLES + Traffic.urgentBytes] +=
      (segments.bytes[pointer] << 8) | segments.bytes[pointer + 1];
  }

  /** Payload the capture does not hold. */
  private countMissing(segments: SegmentBatch, i: number, direction: number): void {
    const payload = segments.transport[i] + segments.headerLength[i];
    const missing = payload + segments.dataLength[i] - 1 - segments.last[i];
    if (missing <= 0) return;
    this.f64[direction * TRAFFIC_DOUBLES + Traffic.truncatedBytes] += missing;
    this.u32[direction * TRAFFIC_WORDS + TrafficWord.truncatedPackets]++;
  }

  /** A segment with payload, SYN or FIN sent while the peer's last window was 0. */
  countProbe(segments: SegmentBatch, i: number, direction: number): void {
    this.u32[direction * TRAFFIC_WORDS + TrafficWord.probePackets]++;
    this.f64[direction * TRAFFIC_DOUBLES + Traffic.probeBytes] += segments.dataLength[i];
  }

  /** What the segment store said of the segment. `fresh`: bytes of payload not seen before. */
  countStored(direction: number, outOfOrder: boolean, fresh: number): void {
    if (outOfOrder) this.u32[direction * TRAFFIC_WORDS + TrafficWord.outOfOrderPackets]++;
    if (fresh > 0) this.f64[direction * TRAFFIC_DOUBLES + Traffic.uniqueBytes] += fresh;
  }

  countRetransmission(direction: number, bytes: number): void {
    this.u32[direction * TRAFFIC_WORDS + TrafficWord.retransmittedPackets]++;
    this.f64[direction * TRAFFIC_DOUBLES + Traffic.retransmittedBytes] += bytes;
  }

  /** A RST's acknowledgement is counted, its window is not. */
  countAck(direction: number): void {
    this.u32[direction * TRAFFIC_WORDS + TrafficWord.ackPackets]++;
  }

  /** Windows: of every packet but a RST. `window`: scaled, bytes. */
  advertise(segments: SegmentBatch, i: number, direction: number, window: number): void {
    const { f64, u32, coreBytes } = this;
    const d = direction * TRAFFIC_DOUBLES;
    const flags = segments.flags[i];
    const marks = direction * CORE_BYTES + CoreByte.marks;
    f64[d + Traffic.windowLast] = window;
    if (flags & (TcpFlag.ack | TcpFlag.syn) && window > f64[d + Traffic.windowMax]) f64[d + Traffic.windowMax] = window;
    if (window > 0) {
      const scaled = CoreMark.scaled | CoreMark.windowScale;
      const becomesScaled =
        (coreBytes[marks] & scaled) === CoreMark.windowScale &&
        (flags & TcpFlag.syn) === 0 &&
        coreBytes[(direction ^ 1) * CORE_BYTES + CoreByte.marks] & CoreMark.windowScale;
      if (becomesScaled) {
        coreBytes[marks] |= CoreMark.scaled;
        f64[d + Traffic.windowMin] = window;
        f64[d + Traffic.windowMax] = window;
        f64[d + Traffic.windowTotalLow] = 0;
        f64[d + Traffic.windowTotalHigh] = 0;
        u32[direction * TRAFFIC_WORDS + TrafficWord.scaledPackets] = 1;
      } else {
        const min = f64[d + Traffic.windowMin];
        if (min === 0 || window < min) f64[d + Traffic.windowMin] = window;
      }
      if (window < TWO_TO_32) f64[d + Traffic.windowTotalLow] += window;
      else this.addHugeWindow(d, window);
    }
  }

  /** Only absurd window scales come here: the sum is kept in two halves so that it wraps at 2^64 exactly. */
  private addHugeWindow(d: number, window: number): void {
    this.f64[d + Traffic.windowTotalLow] += window % TWO_TO_32;
    this.f64[d + Traffic.windowTotalHigh] += Math.floor(window / TWO_TO_32);
  }

  /** An acknowledgement that is no RST: kinds of it, and its number. */
  acknowledge(
    segments: SegmentBatch,
    i: number,
    direction: number,
    window: number,
    options: TcpOptions,
    now: Float64Array,
  ): void {
    const { u32 } = this;
    const w = direction * TRAFFIC_WORDS;
    if (window === 0) u32[w + TrafficWord.zeroWindows]++;
    u32[w + TrafficWord.ackPackets]++;
    if (segments.dataLength[i] === 0 && (segments.flags[i] & (TcpFlag.syn | TcpFlag.fin)) === 0)
      u32[w + TrafficWord.pureAcks]++;
    if (options.sackBlocks > 0) {
      u32[w + TrafficWord.sackPackets]++;
      if (options.sackBlocks > u32[w + TrafficWord.mostSackBlocks])
        u32[w + TrafficWord.mostSackBlocks] = options.sackBlocks;
      if (options.isDuplicateSack(segments.acknowledgement[i])) u32[w + TrafficWord.dsackPackets]++;
    }
    u32[w + TrafficWord.ack] = segments.acknowledgement[i];
    this.f64[direction * TRAFFIC_DOUBLES + Traffic.lastAckMicros] = now[0];
  }

  /** Payload sent before the peer acknowledged any: the initial window. */
  countInitialWindow(segments: SegmentBatch, i: number, direction: number, retransmission: boolean): void {
    const { coreBytes } = this;
    const other = (direction ^ 1) * CORE_BYTES + CoreByte.marks;
    if (segments.flags[i] & TcpFlag.ack && (coreBytes[other] & CoreMark.dataAcked) === 0) {
      const afterSyn = (this.coreWords[(direction ^ 1) * CORE_WORDS + Core.syn] + 1) >>> 0;
      if (afterSyn !== segments.acknowledgement[i]) coreBytes[other] |= CoreMark.dataAcked;
    }
    const length = segments.dataLength[i];
    if (length <= 0 || retransmission || coreBytes[direction * CORE_BYTES + CoreByte.marks] & CoreMark.dataAcked)
      return;
    this.f64[direction * TRAFFIC_DOUBLES + Traffic.initialBytes] += length;
    this.u32[direction * TRAFFIC_WORDS + TrafficWord.initialPackets]++;
  }
}
