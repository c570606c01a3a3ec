/**
 * The pass: capture → wire → connection, a batch at a time. Reports run it to the end, the analysis worker step by step.
 */

import type { Capture } from '../capture/capture.ts';
import { BATCH_PACKETS, PacketBatch } from '../capture/packets.ts';
import { Analyser, type AnalyserOptions } from '../connection/analyser.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { type Frames, type LinkLayer, PacketKind, SegmentBatch } from '../wire/segments.ts';
import type { PassObserver } from './observer.ts';
import type { PacketIndex } from './packet-index.ts';

/** Reads headers: wire's `decode` for what is right, its TcptraceDecoder for what tcptrace makes of the bytes. */
export interface Decoder {
  decode(frames: Frames, interfaces: readonly LinkLayer[], segments: SegmentBatch): void;
}

/** Which packets of a capture are analysed at all. */
export interface PassCuts {
  /** Numbers of the first and last packet to analyse, 1-based over all files. */
  firstPacket: number;
  lastPacket: number;
  /** Is packet i of the batch to be analysed? null = all are. */
  keeps: ((packets: PacketBatch, segments: SegmentBatch, i: number) => boolean) | null;
}

export const NO_CUTS: PassCuts = { firstPacket: 1, lastPacket: Number.POSITIVE_INFINITY, keeps: null };

export interface PassOptions {
  decoder: Decoder;
  analyser: AnalyserOptions;
  cuts: PassCuts;
  observers: readonly PassObserver[];
  /** Filled as the pass goes; null = none is kept. */
  index: PacketIndex | null;
}

export class Pass {
  readonly store: ConnectionStore;
  readonly analyser: Analyser;
  private readonly capture: Capture;
  private readonly options: PassOptions;
  private readonly packets = new PacketBatch();
  private readonly segments = new SegmentBatch(BATCH_PACKETS);
  private ended = false;

  constructor(capture: Capture, store: ConnectionStore, options: PassOptions) {
    this.capture = capture;
    this.store = store;
    this.options = options;
    this.analyser = new Analyser(store, options.analyser);
  }

  /** Reads and accounts for one batch. After `end`, `finish` settles what only the end of the capture can. */
  step(): 'packets' | 'starved' | 'end' {
    if (this.ended) return 'end';
    const state = this.capture.fill(this.packets);
    if (state !== 'packets') return state;
    this.options.decoder.decode(this.packets, this.capture.interfaces, this.segments);
    this.analyser.begin(this.segments);
    this.account();
    return this.ended ? 'end' : 'packets';
  }

  /** To the end of the capture, or until aborted; then settles the rest. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const state = this.step();
      if (state === 'end') break;
      if (state === 'starved') await this.capture.more(signal);
    }
    this.finish();
  }

  /** Call once, when no more packets will come. */
  finish(): void {
    const last = this.store.totals[Total.lastFrameMicros];
    this.analyser.finish(last);
    for (const observer of this.options.observers) observer.end?.(last);
  }

  private account(): void {
    const { packets, segments, analyser, options } = this;
    const { totals, identity } = this.store;
    const { cuts, index, observers } = options;
    const watched = observers.length > 0;
    for (let i = 0; i < packets.count; i++) {
      totals[Total.lastFrameMicros] = packets.micros[i];
      if (segments.kind[i] === PacketKind.uncounted) continue;
      const number = totals[Total.packets] + 1;
      if (number > cuts.lastPacket) {
        this.ended = true;
        return;
      }
      totals[Total.packets] = number;
      index?.add(number, packets.position[i]);
      if (number < cuts.firstPacket) continue;
      if (cuts.keeps !== null && !cuts.keeps(packets, segments, i)) continue;
      this.countPacket(i);
      if (watched) for (const observer of observers) observer.packet?.(packets, segments, i, number);
      const counted = analyser.account(packets, segments, i, number);
      if (index !== null && segments.kind[i] === PacketKind.tcp) {
        const { connection } = analyser.outcome;
        const before = identity.lastPacket(connection);
        if (before !== 0) index.link(before, number);
        identity.setLastPacket(connection, number);
      }
      if (counted && watched) {
        for (const observer of observers) observer.segment?.(packets, segments, i, number, analyser.outcome);
      }
    }
  }

  private countPacket(i: number): void {
    const { packets, segments } = this;
    const { totals } = this.store;
    const version = segments.version[i];
    if (packets.captured[i] < packets.wire[i]) totals[Total.snapped]++;
    totals[Total.bytesCaptured] += packets.captured[i];
    totals[Total.bytesOnWire] += packets.wire[i];
    if (version === 0) {
      totals[Total.otherPackets]++;
      return;
    }
    if (version === 4) totals[Total.ipv4Packets]++;
    else totals[Total.ipv6Packets]++;
    const micros = packets.micros[i];
    if (totals[Total.firstMicros] === 0) totals[Total.firstMicros] = micros;
    totals[Total.lastMicros] = micros;
    const kind = segments.kind[i];
    if (kind === PacketKind.icmp) totals[Total.icmpPackets]++;
    else if (kind === PacketKind.fragment) totals[Total.fragments]++;
  }
}
