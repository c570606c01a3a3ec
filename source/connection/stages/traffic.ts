/**
 * Segments, bytes, windows and times of a direction, for the long report: one loop over the batch, behind the core stage,
 * in tcptrace's order, because many figures depend on whether the old or the new value of an acknowledgement, a window or a
 * count is used (docs/tcptrace.md, "Steps for one segment").
 */
import { type SegmentBatch, TcpFlag } from '../../wire/segments.ts';
import { Fact, NOBODY, type SegmentColumns } from '../columns.ts';
import { NO_MSS } from '../options.ts';
import type { SegmentOutcome } from '../outcome.ts';
import { Owin } from '../rows/owin.ts';
import { Rtt } from '../rows/rtt.ts';
import { Traffic, TrafficByte, TrafficMark, TrafficWord } from '../rows/traffic.ts';
import type { SegmentStore } from '../segment-store.ts';
import type { ConnectionStore } from '../store.ts';
import type { AcknowledgementStage } from './acknowledgement.ts';
import type { OwinStage } from './owin.ts';

const TWO_TO_32 = 2 ** 32;
const SYN_OR_FIN = TcpFlag.syn | TcpFlag.fin;

/** Which connections a stage accounts for: every `of`-th (a power of two), those with remainder `mine`. */
export interface Share {
  mine: number;
  of: number;
}

export const ALL: Share = { mine: 0, of: 1 };

export class TrafficStage {
  private readonly store: ConnectionStore;
  readonly segmentStore: SegmentStore;
  private readonly acknowledgements: AcknowledgementStage;
  /** null: the pass does without round trips and outstanding window. */
  private readonly owin: OwinStage | null;
  private readonly outcome: SegmentOutcome;
  private readonly share: number;
  private readonly shareMask: number;
  /** The time of the segment at hand, µs since 1970: in a cell, so that no number object is made of it. */
  private readonly now = new Float64Array(1);

  constructor(
    store: ConnectionStore,
    segmentStore: SegmentStore,
    acknowledgements: AcknowledgementStage,
    owin: OwinStage | null,
    outcome: SegmentOutcome,
    { mine, of }: Share,
  ) {
    this.share = mine;
    this.shareMask = of - 1;
    this.store = store;
    this.segmentStore = segmentStore;
    this.acknowledgements = acknowledgements;
    this.owin = owin;
    this.outcome = outcome;
  }

  /** Packets [from, to) of the batch; `times` in µs since 1970. `outcome` is about the last of them afterwards. */
  run(times: Float64Array, segments: SegmentBatch, columns: SegmentColumns, from: number, to: number): void {
    const { now, owin, outcome, acknowledgements, share, shareMask } = this;
    const { f64, u32, u8, doubles, words, stride } = this.store.directions;
    const { flags: allFlags, dataLength, sequence: sequences, acknowledgement } = segments;
    for (let i = from; i < to; i++) {
      const direction = columns.direction[i];
      if (direction === NOBODY || ((direction >> 1) & shareMask) !== share) continue;
      const micros = times[i];
      now[0] = micros;
      const d = direction * doubles;
      const w = direction * words;
      const b = direction * stride;
      const other = direction ^ 1;
      const flags = allFlags[i];
      const length = dataLength[i];
      const sequence = sequences[i];
      const window = columns.window[i];
      const facts = columns.facts[i];

      const before = f64[d + Traffic.lastMicros];
      if (before !== 0 && micros - before > f64[d + Traffic.longestIdle])
        f64[d + Traffic.longestIdle] = micros - before;
      f64[d + Traffic.lastMicros] = micros;
      this.visitQuarters(direction, sequence, length);
      if (flags & SYN_OR_FIN) this.rememberEnds(direction, flags, sequence, length);

      if (columns.mss[i] !== NO_MSS) u32[w + TrafficWord.mss] = (columns.mss[i] << 16) >> 16;
      if (columns.sackBlocks[i] > 0) u32[w + TrafficWord.sacksSent]++;
      if (length > 0) this.countPayload(segments, columns, i, direction, micros);
      u8[b + TrafficByte.seen] = 1;
      if (u8[b + TrafficByte.marks] & TrafficMark.scaled) u32[w + TrafficWord.scaledPackets]++;
      const end = sequence + length;
      if (u32[w + TrafficWord.minSequence] === 0 && sequence !== 0) {
        u32[w + TrafficWord.minSequence] = sequence;
        u32[w + TrafficWord.maxSequence] = end;
      }
      if (end > u32[w + TrafficWord.maxSequence]) u32[w + TrafficWord.maxSequence] = end;
      u32[w + TrafficWord.latestSequence] = end;

      outcome.outOfOrder = false;
      outcome.windowProbe = false;
      outcome.retransmittedBytes = 0;
      if (length > 0 || flags & SYN_OR_FIN) this.accountSequence(direction, flags, sequence, length);

      const previousAck = u32[w + TrafficWord.ack];
      acknowledgements.kind = 'none';
      if (flags & TcpFlag.ack) {
        const repeated =
          length === 0 &&
          acknowledgement[i] === previousAck &&
          owin !== null &&
          window === f64[d + Traffic.windowLast] &&
          f64[other * doubles + Owin.total] !== 0;
        acknowledgements.acknowledge(other, acknowledgement[i], repeated, length === 0, now);
        if (owin !== null && acknowledgement[i] === (u32[other * words + TrafficWord.syn] + 1) >>> 0) {
          if (u8[other * stride + TrafficByte.syns] === 1)
            f64[other * doubles + Rtt.handshake] = f64[other * doubles + Rtt.last];
        }
      }
      const retransmitted = outcome.retransmittedBytes;
      if (retransmitted > 0) {
        columns.facts[i] = facts | Fact.again;
        u32[w + TrafficWord.retransmittedPackets]++;
        f64[d + Traffic.retransmittedBytes] += retransmitted;
      }
      outcome.previousAckMicros = f64[d + Traffic.lastAckMicros];
      outcome.previousAck = previousAck;
      outcome.ack = acknowledgements.kind;
      outcome.owinSampled = false;
      if (flags & TcpFlag.rst) {
        // The acknowledgement of a RST is counted; its window, SACK blocks and number are not.
        if (flags & TcpFlag.ack) u32[w + TrafficWord.ackPackets]++;
        continue;
      }

      f64[d + Traffic.windowLast] = window;
      if (flags & (TcpFlag.ack | TcpFlag.syn) && window > f64[d + Traffic.windowMax])
        f64[d + Traffic.windowMax] = window;
      if (window > 0) this.advertise(direction, flags, facts, window);
      if (flags & TcpFlag.ack) {
        if (window === 0) u32[w + TrafficWord.zeroWindows]++;
        u32[w + TrafficWord.ackPackets]++;
        if (length === 0 && (flags & SYN_OR_FIN) === 0) u32[w + TrafficWord.pureAcks]++;
        if (columns.sackBlocks[i] > 0) this.countSack(w, columns.sackBlocks[i], facts);
        u32[w + TrafficWord.ack] = acknowledgement[i];
        f64[d + Traffic.lastAckMicros] = micros;
        if ((u8[other * stride + TrafficByte.marks] & TrafficMark.dataAcked) === 0) {
          const afterSyn = (u32[other * words + TrafficWord.syn] + 1) >>> 0;
          if (afterSyn !== acknowledgement[i]) u8[other * stride + TrafficByte.marks] |= TrafficMark.dataAcked;
        }
      }
      if (length > 0 && retransmitted <= 0 && (u8[b + TrafficByte.marks] & TrafficMark.dataAcked) === 0) {
        f64[d + Traffic.initialBytes] += length;
        u32[w + TrafficWord.initialPackets]++;
      }
      if (owin !== null && (flags & TcpFlag.syn) === 0 && !outcome.outOfOrder && retransmitted <= 0) {
        owin.sample(sequence, length, direction, u32[other * words + TrafficWord.ack], now);
      }
    }
  }

  /** Which quarters of the sequence space were visited; all four and back at the SYN's is once round. */
  private visitQuarters(direction: number, sequence: number, length: number): void {
    const { u8, stride } = this.store.directions;
    const quarters = direction * stride + TrafficByte.quarters;
    const end = sequence + length;
    const endQuarter = end >= 0 && end < TWO_TO_32 ? end >>> 30 : -1;
    if (u8[quarters] === 0xf) this.goRound(direction, end, endQuarter);
    u8[quarters] |= (1 << (sequence >>> 30)) | (endQuarter < 0 ? 0 : 1 << endQuarter);
  }

  private goRound(direction: number, end: number, endQuarter: number): void {
    const { u32, u8, words, stride } = this.store.directions;
    const syn = u32[direction * words + TrafficWord.syn];
    if (endQuarter !== syn >>> 30 || end < syn) return;
    u32[direction * words + TrafficWord.wraps]++;
    u8[direction * stride + TrafficByte.quarters] = 0;
  }

  /** The numbers of SYN and FIN. A SYN's is also what its peer is taken to have acknowledged last. */
  private rememberEnds(direction: number, flags: number, sequence: number, length: number): void {
    const { u32, u8, words, stride } = this.store.directions;
    const bytes = direction * stride;
    const syn = direction * words + TrafficWord.syn;
    const fin = direction * words + TrafficWord.fin;
    if (flags & TcpFlag.syn) {
      if (u8[bytes + TrafficByte.syns]++ > 0 && u32[syn] !== sequence)
        u8[bytes + TrafficByte.marks] |= TrafficMark.movedEnds;
      u32[syn] = sequence;
      u32[(direction ^ 1) * words + TrafficWord.ack] = sequence;
    }
    if (flags & TcpFlag.fin) {
      const end = (sequence + length) >>> 0;
      if (u8[bytes + TrafficByte.fins]++ > 0 && u32[fin] !== end)
        u8[bytes + TrafficByte.marks] |= TrafficMark.movedEnds;
      u32[fin] = end;
    }
  }

  private countPayload(
    segments: SegmentBatch,
    columns: SegmentColumns,
    i: number,
    direction: number,
    micros: number,
  ): void {
    const { f64, u32, doubles, words } = this.store.directions;
    const d = direction * doubles;
    const w = direction * words;
    const length = segments.dataLength[i];
    u32[w + TrafficWord.dataPackets]++;
    f64[d + Traffic.dataBytes] += length;
    if (segments.flags[i] & TcpFlag.psh) u32[w + TrafficWord.pushedPackets]++;
    if (segments.flags[i] & TcpFlag.urg) {
      u32[w + TrafficWord.urgentPackets]++;
      f64[d + Traffic.urgentBytes] += columns.urgent[i];
    }
    if (length > u32[w + TrafficWord.largestSegment]) u32[w + TrafficWord.largestSegment] = length;
    const smallest = u32[w + TrafficWord.smallestSegment];
    if (smallest === 0 || length < smallest) u32[w + TrafficWord.smallestSegment] = length;
    if (f64[d + Traffic.firstDataMicros] === 0) f64[d + Traffic.firstDataMicros] = micros;
    f64[d + Traffic.lastDataMicros] = micros;
    const missing = segments.transport[i] + segments.headerLength[i] + length - 1 - segments.last[i];
    if (missing > 0) {
      f64[d + Traffic.truncatedBytes] += missing;
      u32[w + TrafficWord.truncatedPackets]++;
    }
  }

  /** Payload, SYN and FIN: new, sent again, out of order, or a probe of a closed window (then nothing is stored). */
  private accountSequence(direction: number, flags: number, sequence: number, length: number): void {
    const { f64, u32, u8, doubles, words, stride } = this.store.directions;
    const { outcome, segmentStore } = this;
    const other = direction ^ 1;
    const closed = f64[other * doubles + Traffic.windowLast] === 0 && u8[other * stride + TrafficByte.seen] === 1;
    if (closed && (flags & TcpFlag.syn) === 0) {
      outcome.windowProbe = true;
      u32[direction * words + TrafficWord.probePackets]++;
      f64[direction * doubles + Traffic.probeBytes] += length;
      return;
    }
    const syn = flags & TcpFlag.syn ? 1 : 0;
    const fin = flags & TcpFlag.fin ? 1 : 0;
    let seenBefore = segmentStore.add(direction, sequence, length + syn + fin, this.now);
    outcome.retransmittedBytes = seenBefore;
    outcome.outOfOrder = segmentStore.outOfOrder;
    if (segmentStore.outOfOrder) u32[direction * words + TrafficWord.outOfOrderPackets]++;
    if (syn && u8[direction * stride + TrafficByte.syns] > 1) seenBefore--;
    if (fin && u8[direction * stride + TrafficByte.fins] > 1) seenBefore--;
    if (seenBefore < length) f64[direction * doubles + Traffic.uniqueBytes] += length - seenBefore;
  }

  /** A window above 0, of any packet but a RST. The first one known to be scaled starts the window figures anew. */
  private advertise(direction: number, flags: number, facts: number, window: number): void {
    const { f64, u32, u8, doubles, words, stride } = this.store.directions;
    const d = direction * doubles;
    const marks = direction * stride + TrafficByte.marks;
    if (facts & Fact.bothScale && (flags & TcpFlag.syn) === 0 && (u8[marks] & TrafficMark.scaled) === 0) {
      u8[marks] |= TrafficMark.scaled;
      f64[d + Traffic.windowMin] = window;
      f64[d + Traffic.windowMax] = window;
      f64[d + Traffic.windowTotalLow] = 0;
      f64[d + Traffic.windowTotalHigh] = 0;
      u32[direction * words + TrafficWord.scaledPackets] = 1;
    } else {
      const min = f64[d + Traffic.windowMin];
      if (min === 0 || window < min) f64[d + Traffic.windowMin] = window;
    }
    if (window < TWO_TO_32) f64[d + Traffic.windowTotalLow] += window;
    else {
      // Only absurd window scales come here: the sum is kept in two halves so that it wraps at 2^64 exactly.
      f64[d + Traffic.windowTotalLow] += window % TWO_TO_32;
      f64[d + Traffic.windowTotalHigh] += Math.floor(window / TWO_TO_32);
    }
  }

  private countSack(w: number, blocks: number, facts: number): void {
    const { u32 } = this.store.directions;
    u32[w + TrafficWord.sackPackets]++;
    if (blocks > u32[w + TrafficWord.mostSackBlocks]) u32[w + TrafficWord.mostSackBlocks] = blocks;
    if (facts & Fact.dsack) u32[w + TrafficWord.dsackPackets]++;
  }
}
