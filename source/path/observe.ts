/** Reads one point's capture, once and to its end, into an Observation. */
import { setImmediate } from 'node:timers/promises';
import type { Cuts } from '../analysis/cuts.ts';
import { OUTCOME_WORDS } from '../analysis/damage-words.ts';
import { decoderFor } from '../analysis/decoders.ts';
import { Pass } from '../analysis/pass.ts';
import type { Capture, CaptureSource } from '../capture/capture.ts';
import { openCapture } from '../capture/open.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { ORDINARY } from '../connection/analyser.ts';
import type { SegmentColumns } from '../connection/columns.ts';
import { NOBODY } from '../connection/layout/constants.ts';
import { ConnectionStore } from '../connection/store.ts';
import { type SegmentBatch, TcpFlag } from '../wire/segments.ts';
import { TcpOption, TcpOptionWalk } from '../wire/tcp-options.ts';
import { Beginnings, Observation, PacketColumns, PacketMark } from './observation.ts';
import { payloadHash } from './payload-hash.ts';

/** A point of the path: what the user named, and where its packets come from. */
export interface PointSource {
  name: string;
  source: CaptureSource;
}

/** Between two looks at whether somebody wants to stop, or to see how far it is. */
const BATCHES_AT_A_STRETCH = 32;

/** Throws CaptureError where the capture cannot be opened; damage inside it costs only what comes after it. */
export async function observe(
  { name, source }: PointSource,
  cuts: Cuts,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<Observation> {
  const store = new ConnectionStore(undefined, undefined, 'core');
  const capture = await openCapture([source], 'everything', { room: store.windowRoom });
  const notebook = new Notebook();
  try {
    const pass = new Pass(capture, store, {
      decoder: decoderFor('everything'),
      analyser: { ...ORDINARY, splitting: { kind: 'syn' }, hardwareDuplicates: false },
      cuts,
      observers: [{ batch: notebook.note }],
      index: null,
    });
    for (let batches = 1; !signal.aborted; batches++) {
      const state = pass.step();
      if (state === 'end') break;
      if (state === 'starved') await capture.more(signal);
      else if (batches % BATCHES_AT_A_STRETCH === 0) {
        progress(fractionRead(capture));
        await setImmediate();
      }
    }
    pass.finish();
    const problems = capture.damage.map(
      ({ file, offset, packet, what, outcome }) =>
        `${file}: ${what} at byte ${offset}, after packet ${packet}: ${OUTCOME_WORDS[outcome]}`,
    );
    return new Observation(name, capture, notebook.packets, notebook.beginnings, store, problems);
  } catch (failure) {
    capture.close();
    throw failure;
  }
}

function fractionRead({ files }: Capture): number {
  const last = files.at(-1);
  return last?.bytesTotal ? last.bytesRead / last.bytesTotal : 0;
}

/** Writes down each TCP packet of a pass, and what the first ones of a direction say. */
class Notebook {
  readonly packets = new PacketColumns();
  readonly beginnings = new Beginnings();
  readonly #walk = new TcpOptionWalk();

  readonly note = (
    batch: PacketBatch,
    segments: SegmentBatch,
    { number, direction }: SegmentColumns,
    count: number,
  ) => {
    this.packets.room(count);
    for (let i = 0; i < count; i++) {
      if (number[i] !== 0 && direction[i] !== NOBODY) this.#add(batch, segments, i, number[i], direction[i]);
    }
  };

  #add(batch: PacketBatch, segments: SegmentBatch, i: number, number: number, direction: number): void {
    const { packets, beginnings } = this;
    const { bytes } = segments;
    const at = packets.count++;
    const ip = segments.ip[i];
    const length = Math.max(0, segments.dataLength[i]);
    const flags = segments.flags[i];
    packets.micros[at] = batch.micros[i] + batch.nanos[i] / 1000;
    packets.position[at] = batch.position[i];
    packets.direction[at] = direction;
    packets.number[at] = number;
    packets.sequence[at] = segments.sequence[i];
    packets.acknowledgement[at] = (flags & TcpFlag.ack) === 0 ? 0 : segments.acknowledgement[i];
    packets.length[at] = length;
    packets.flags[at] = flags;
    packets.window[at] = segments.window[i];
    packets.identification[at] = segments.identification[i];
    packets.interface[at] = batch.interface[i];
    if (segments.version[i] === 4) {
      packets.ttl[at] = bytes[ip + 8];
      packets.trafficClass[at] = bytes[ip + 1];
    } else {
      packets.ttl[at] = bytes[ip + 7];
      packets.trafficClass[at] = ((bytes[ip] & 0x0f) << 4) | (bytes[ip + 1] >>> 4);
    }
    const payload = segments.transport[i] + segments.headerLength[i];
    const end = Math.min(segments.last[i] + 1, payload + length);
    packets.hash[at] = end > payload ? payloadHash(bytes, payload, end) : 0;
    packets.marks[at] = end - payload >= length ? PacketMark.wholePayload : 0;
    beginnings.room(direction + 1);
    if (end > payload && !beginnings.hasHead(direction)) beginnings.setHead(direction, bytes, payload, end);
    this.#readOptions(segments, i, at);
    if ((flags & TcpFlag.syn) !== 0 && !beginnings.hasSyn(direction)) this.#readSyn(segments, i, at, direction);
  }

  #readOptions(segments: SegmentBatch, i: number, at: number): void {
    const { packets } = this;
    const walk = this.#walk;
    packets.timestamp[at] = 0;
    packets.echo[at] = 0;
    packets.sack[at] = 0;
    walk.start(segments.bytes, segments.transport[i], segments.last[i] + 1);
    while (walk.next()) {
      if (walk.kind === TcpOption.timestamps) {
        packets.timestamp[at] = walk.timestampValue() ?? 0;
        packets.echo[at] = walk.timestampEcho() ?? 0;
      } else if (walk.kind === TcpOption.sack)
        packets.sack[at] = payloadHash(segments.bytes, walk.at, walk.at + walk.length);
    }
  }

  #readSyn(segments: SegmentBatch, i: number, at: number, direction: number): void {
    const walk = this.#walk;
    let maximumSegmentSize: number | null = null;
    let windowScale: number | null = null;
    let sackPermitted = false;
    let stamped = false;
    walk.start(segments.bytes, segments.transport[i], segments.last[i] + 1);
    while (walk.next()) {
      if (walk.kind === TcpOption.maximumSegmentSize) maximumSegmentSize = walk.maximumSegmentSize();
      else if (walk.kind === TcpOption.windowScale) windowScale = walk.windowScale();
      else if (walk.kind === TcpOption.sackPermitted) sackPermitted = true;
      else if (walk.kind === TcpOption.timestamps) stamped = true;
    }
    this.beginnings.setSyn(direction, at, { maximumSegmentSize, windowScale, sackPermitted, stamped });
  }
}
