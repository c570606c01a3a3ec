/**
 * The payload of each direction into a file of its own (-e), at its place in the stream: gaps stay holes, later bytes win.
 * Unlike tcptrace's, streams go on across the wrap of the sequence numbers.
 */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { PassObserver } from '../analysis/observer.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { directionLabel } from '../connection/labels.ts';
import { Direction } from '../connection/layout/direction.ts';
import type { ConnectionRow } from '../connection/numbering.ts';
import type { SegmentOutcome } from '../connection/outcome.ts';
import { statistic } from '../connection/statistics.ts';
import type { ConnectionStore } from '../connection/store.ts';
import type { SegmentBatch } from '../wire/segments.ts';
import type { Outcome } from './extra.ts';
import type { ReportFolder } from './files.ts';
import { UnwritableFile } from './overwriting.ts';
import { StreamOffset } from './stream-offset.ts';

/** Descriptors kept open at once. */
const MOST_OPEN = 100;
interface Stream {
  path: string;
  offset: StreamOffset;
}

export class Extraction implements PassObserver {
  private readonly store: ConnectionStore;
  private readonly folder: ReportFolder;
  private readonly streams = new Map<number, Stream>();
  /** By path, the latest used last; each is created empty when it is first opened. */
  private readonly descriptors = new Map<string, number>();
  private readonly created = new Set<string>();

  constructor(store: ConnectionStore, folder: ReportFolder) {
    this.store = store;
    this.folder = folder;
  }

  segment(_packets: PacketBatch, segments: SegmentBatch, i: number, _number: number, outcome: SegmentOutcome): void {
    const payload = segments.transport[i] + segments.headerLength[i];
    const captured = Math.min(segments.dataLength[i], segments.last[i] - payload + 1);
    if (captured <= 0) return;
    const sequence = segments.sequence[i];
    const stream = this.streamOf(2 * outcome.connection + outcome.side, sequence);
    const offset = stream.offset.of(sequence);
    const bytes = segments.bytes.subarray(payload, payload + captured);
    try {
      // The file is there even if none of its payload lies behind the SYN.
      const descriptor = this.descriptorOf(stream.path);
      if (offset !== null) writeSync(descriptor, bytes, 0, captured, offset);
    } catch (failure) {
      throw new UnwritableFile(stream.path, failure);
    }
  }

  end(): void {
    for (const descriptor of this.descriptors.values()) closeSync(descriptor);
    this.descriptors.clear();
  }

  /** Warns when a listed connection's files cannot be whole. */
  warn({ complain, isListed }: Outcome): void {
    const { store } = this;
    for (const connection of store.inOrder()) {
      if (!isListed(connection) || !missesData(store, connection)) continue;
      complain('some extracted files are incomplete: -l shows what is missing');
      return;
    }
  }

  /** A stream begins behind the SYN where one was seen, else with the first segment that has payload. */
  private streamOf(direction: number, sequence: number): Stream {
    let stream = this.streams.get(direction);
    if (stream === undefined) {
      const { core, identity } = this.store;
      const label = directionLabel(identity.label(direction >> 1), (direction & 1) as 0 | 1);
      const start = core.syns(direction) > 0 ? (core.syn(direction) + 1) >>> 0 : sequence;
      stream = { path: this.folder.path(`${label}_contents.dat`), offset: new StreamOffset(start) };
      this.streams.set(direction, stream);
    }
    return stream;
  }

  private descriptorOf(path: string): number {
    let descriptor = this.descriptors.get(path);
    if (descriptor !== undefined) return descriptor;
    if (this.descriptors.size >= MOST_OPEN) {
      const [oldest, unused] = this.descriptors.entries().next().value!;
      closeSync(unused);
      this.descriptors.delete(oldest);
    }
    descriptor = openSync(path, this.created.has(path) ? 'r+' : 'w');
    this.created.add(path);
    this.descriptors.set(path, descriptor);
    return descriptor;
  }
}

const STREAM_LENGTH = statistic('stream_length');

/** Payload was cut by the snaplen, or what was seen is not what lies between SYN and FIN (0 where those are missing). */
function missesData(store: ConnectionStore, connection: ConnectionRow): boolean {
  return ([0, 1] as const).some((side) => {
    const direction = 2 * connection + side;
    const length = STREAM_LENGTH.value(store, connection, side) ?? 0;
    const { directions } = store;
    return (
      directions.read(direction, Direction.truncatedBytes) > 0 ||
      length !== directions.read(direction, Direction.uniqueBytes)
    );
  });
}
