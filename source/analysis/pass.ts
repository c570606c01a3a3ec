/**
 * The pass: capture → wire → connection, a batch at a time. Reports run it to the end, the analysis worker step by step.
 */

import type { Capture } from '../capture/capture.ts';
import { BATCH_PACKETS, PacketBatch } from '../capture/packets.ts';
import { Analyser, type AnalyserOptions } from '../connection/analyser.ts';
import { NOBODY } from '../connection/layout/constants.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { pktapProcess } from '../wire/containers.ts';
import type { Inside } from '../wire/inside.ts';
import { type Frames, type LinkLayer, PacketKind, type SegmentBatch, type Which } from '../wire/segments.ts';
import { type Cuts, type Keeps, keepsOf } from './cuts.ts';
import type { PassObserver } from './observer.ts';
import type { PacketIndex } from './packet-index.ts';
import type { Team } from './team.ts';

/** LINKTYPE_ETHERNET, https://www.tcpdump.org/linktypes.html. */
const ETHERNET = 1;
/** LINKTYPE_PKTAP. */
const PKTAP = 258;

/** Reads headers: wire's `decode` for what is right, its TcptraceDecoder for what tcptrace makes of the bytes. */
export interface Decoder {
  /** What counts as captured of a padded frame. */
  readonly ends: 'right' | 'tcptrace';
  /** What goes on into tunnels and fragments; null = nothing does. */
  readonly inside: Inside | null;
  decode(frames: Frames, interfaces: readonly LinkLayer[], segments: SegmentBatch, which: Which): void;
}

export interface PassOptions {
  decoder: Decoder;
  analyser: AnalyserOptions;
  cuts: Cuts;
  /** Looks at each packet that the cuts leave; absent: all are sound. */
  isSound?: Keeps;
  observers: readonly PassObserver[];
  /** Filled as the pass goes; null = none is kept. */
  index: PacketIndex | null;
  /** Threads that run the traffic stage instead of this one; not where there are observers. */
  team?: Team;
}

export class Pass {
  readonly store: ConnectionStore;
  readonly analyser: Analyser;
  readonly #capture: Capture;
  readonly #options: PassOptions;
  readonly #keeps: Keeps | null;
  readonly #packets = new PacketBatch();
  #ended = false;
  /** Numbers of the packets of the batch that are left out as unsound, 0 of all others; empty while there was none. */
  #unsound = new Float64Array(0);

  constructor(capture: Capture, store: ConnectionStore, options: PassOptions) {
    this.#capture = capture;
    this.store = store;
    this.#options = options;
    this.#keeps = keepsOf(options.cuts, options.isSound ?? null);
    store.carriers = options.decoder.inside?.carriers.seen ?? [];
    store.processes = capture.processes.known;
    this.analyser = new Analyser(store, options.analyser, options.team ? 'elsewhere' : 'here');
  }

  /** Reads and accounts for one batch of at most `most` packets. After `end`, `finish` settles what only the capture's end can. */
  step(most = BATCH_PACKETS): 'packets' | 'starved' | 'end' {
    if (this.#ended) return 'end';
    this.#packets.room = most;
    const state = this.#capture.fill(this.#packets);
    if (state !== 'packets') return state;
    if (this.#options.team) this.analyser.use(this.#options.team.next());
    this.analyser.begin(this.#packets);
    this.#decode();
    this.#account();
    return this.#ended ? 'end' : 'packets';
  }

  /** To the end of the capture, or until aborted; then settles the rest. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const state = this.step();
      if (state === 'end') break;
      if (state === 'starved') await this.#capture.more(signal);
    }
    this.finish();
  }

  /** Call once, when no more packets will come. */
  finish(): void {
    const last = this.store.totals[Total.lastFrameMicros];
    this.#options.team?.end();
    this.analyser.finish(last);
    for (const observer of this.#options.observers) observer.end?.(last);
  }

  /** Plain frames are the kernel's, and mostly these are all. */
  #decode(): void {
    const { analyser } = this;
    const packets = this.#packets;
    const capture = this.#capture;
    const { decoder } = this.#options;
    const { interfaces } = capture;
    if (!interfaces.every(isPlainEthernet)) decoder.decode(packets, interfaces, analyser.segments, 'all');
    else if (analyser.readPlain(packets, decoder.ends) > 0)
      decoder.decode(packets, interfaces, analyser.segments, 'unread');
  }

  #account(): void {
    const { analyser } = this;
    const packets = this.#packets;
    const { segments } = analyser;
    const numbered = this.#number();
    const { observers } = this.#options;
    const watched = observers.some(({ packet, segment }) => packet !== undefined || segment !== undefined);
    let count = 0;
    if (watched) while (count < numbered && this.#accountWatched(count)) count++;
    else count = analyser.account(0, numbered);
    if (count < numbered) this.#endBefore(analyser.columns.number[count]);
    for (const observer of observers) observer.batch?.(packets, segments, analyser.columns, count);
    this.#noteProcesses(count);
    this.#options.team?.publish(count);
    if (this.#options.index !== null) this.#indexPackets(this.#options.index, count);
    analyser.retire(count, this.#retiring);
  }

  /** Each packet of which the process is told has a vote on its connection's. */
  #noteProcesses(count: number): void {
    const packets = this.#packets;
    const { processes, interfaces } = this.#capture;
    const inHeaders = interfaces.some(({ linkType }) => linkType === PKTAP);
    if (!packets.tellsProcesses && !inHeaders) return;
    const { direction } = this.analyser.columns;
    for (let i = 0; i < count; i++) {
      if (direction[i] === NOBODY) continue;
      let process = packets.process[i];
      if (inHeaders && interfaces[packets.interface[i]].linkType === PKTAP) {
        const start = packets.start[i];
        const named = pktapProcess(packets.bytes, start, start + packets.captured[i]);
        if (named !== null) process = processes.numberOf({ ...named, container: null, pod: null });
      }
      if (process !== 0) this.store.processVotes.vote(direction[i] >>> 1, process);
    }
  }

  /** There is no room for what packet `number` opens. */
  #endBefore(number: number): void {
    this.#ended = true;
    this.store.totals[Total.endedBefore] = number;
  }

  readonly #retiring = (row: ConnectionRow): void => {
    for (const observer of this.#options.observers) observer.retiring?.(row);
  };

  /** Gives the packets of the batch their numbers and counts them; returns how many of the batch are within the cuts. */
  #number(): number {
    const packets = this.#packets;
    const { segments } = this.analyser;
    const { totals } = this.store;
    const keeps = this.#keeps;
    const { firstPacket, lastPacket } = this.#options.cuts;
    const first = firstPacket ?? 1;
    const last = lastPacket ?? Number.POSITIVE_INFINITY;
    const { number: numbers } = this.analyser.columns;
    const { kind: kinds } = segments;
    this.#unsound.fill(0);
    let number = totals[Total.packets];
    let count = 0;
    for (; count < packets.count; count++) {
      numbers[count] = 0;
      if (kinds[count] === PacketKind.uncounted) continue;
      if (number + 1 > last) {
        this.#ended = true;
        break;
      }
      number++;
      if (number < first) continue;
      const kept = keeps === null || keeps(packets, segments, count, number);
      if (kept === true) numbers[count] = number;
      else if (kept === 'unsound') this.#noteUnsound(count, number);
    }
    totals[Total.packets] = number;
    // The end of the trace is the last frame read, also one that is not analysed.
    totals[Total.lastFrameMicros] = packets.micros[Math.min(count, packets.count - 1)];
    this.analyser.tally(count);
    return count;
  }

  #noteUnsound(i: number, number: number): void {
    if (this.#unsound.length === 0) this.#unsound = new Float64Array(BATCH_PACKETS);
    this.#unsound[i] = number;
  }

  /** One packet alone, so that observers see what became of it before the next. False where there is no room for it. */
  #accountWatched(i: number): boolean {
    const { analyser } = this;
    const packets = this.#packets;
    const { segments } = analyser;
    const { observers } = this.#options;
    const number = analyser.columns.number[i];
    if (number === 0) {
      if (this.#unsound[i] > 0)
        for (const observer of observers) observer.unsound?.(packets, segments, i, this.#unsound[i]);
      return true;
    }
    for (const observer of observers) observer.packet?.(packets, segments, i, number);
    if (analyser.account(i, i + 1) === i) return false;
    const outcome = analyser.describe(packets, i);
    if (outcome !== null) for (const observer of observers) observer.segment?.(packets, segments, i, number, outcome);
    else if (analyser.isDatagram(i))
      for (const observer of observers) observer.datagram?.(packets, segments, i, number);
    return true;
  }

  #indexPackets(index: PacketIndex, count: number): void {
    const { analyser } = this;
    const packets = this.#packets;
    const { identity } = this.store;
    const { segments } = analyser;
    const { number: numbers, direction: directions } = analyser.columns;
    if (index.isRing) this.#forgetPackets(index);
    for (let i = 0; i < count; i++) {
      const number = numbers[i];
      if (number === 0) continue;
      index.add(number, packets.position[i]);
      const joined = segments.joined.size > 0 ? segments.joined.get(i) : undefined;
      if (joined !== undefined)
        index.join(
          number,
          joined.parts.map(({ position }) => position),
        );
      if (directions[i] === NOBODY) continue;
      const connection = directions[i] >> 1;
      index.own(number, connection);
      const before = identity.lastPacket(connection);
      if (before !== 0) index.link(before, number);
      else if (identity.firstPacket(connection) === 0) identity.setFirstPacket(connection, number);
      identity.setLastPacket(connection, number);
    }
  }

  /** Makes room for a batch, and forgets packets whose bytes are no longer kept: their connections begin later now. */
  #forgetPackets(index: PacketIndex): void {
    const { identity } = this.store;
    const { keptFrom } = this.#capture;
    const last = this.store.totals[Total.packets] - index.capacity;
    for (
      let number = index.oldest;
      number <= last || (number <= index.newest && index.position(number) < keptFrom);
      number++
    ) {
      const row = index.owner(number);
      if (row >= 0 && identity.firstPacket(row) === number >>> 0) {
        identity.setFirstPacket(row, index.after(number));
        if (index.after(number) === 0) identity.setLastPacket(row, 0);
      }
      index.forgetOldest();
    }
  }
}

const isPlainEthernet = ({ linkType, fcsLength }: LinkLayer): boolean => linkType === ETHERNET && fcsLength === 0;
