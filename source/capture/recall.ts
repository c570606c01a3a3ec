/** Reads single records back from their positions: neighbours by one large read, the others one by one. */
import type { ByteSource } from './bytes.ts';
import { BATCH_PACKETS, type PacketBatch } from './packets.ts';
import type { FormatReader } from './reading.ts';

/** Bytes between two records that are cheaper read than skipped. */
const GAP = 16 << 10;
/** Bytes read at first for a record whose length is not known yet. */
const LIKELY_RECORD = 4 << 10;
/** Bytes brought in for one batch, unless a single record is longer. */
const ROOM = 2 << 20;

export interface RecalledFile {
  source: ByteSource;
  reader: FormatReader;
  /** Position of the file's first byte. */
  base: number;
}

export class RecordRecall {
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  /** As `Capture.read`, all positions lying in one file. */
  read(file: RecalledFile, positions: Float64Array, from: number, to: number, batch: PacketBatch): number {
    this.#grow(ROOM);
    let used = 0;
    let next = from;
    while (next < to && batch.count < BATCH_PACKETS && used + LIKELY_RECORD <= this.#bytes.length) {
      const run = this.#runFrom(positions, next, Math.min(to, next + BATCH_PACKETS - batch.count), used);
      const taken = this.#takeRun(file, positions, next, run, used, batch);
      if (taken.records === 0) break;
      next += taken.records;
      used = taken.end;
    }
    batch.bytes = this.#bytes;
    return next - from;
  }

  /** The index after the last position that lies close to the ones before it and within the room that is left. */
  #runFrom(positions: Float64Array, from: number, to: number, used: number): number {
    const farthest = positions[from] + this.#bytes.length - used - LIKELY_RECORD;
    let run = from + 1;
    while (run < to && positions[run] - positions[run - 1] <= GAP && positions[run] <= farthest) run++;
    return run;
  }

  /** Brings in the bytes of a run to index `start` of the buffer and decodes its records from there. */
  #takeRun(
    { source, reader, base }: RecalledFile,
    positions: Float64Array,
    from: number,
    to: number,
    start: number,
    batch: PacketBatch,
  ): { records: number; end: number } {
    const first = positions[from] - base;
    let end = start + source.read(this.#bytes, start, positions[to - 1] - positions[from] + LIKELY_RECORD, first);
    for (let index = from; index < to; index++) {
      const offset = positions[index] - base;
      const at = start + offset - first;
      for (let ended = at > end; !ended; ) {
        const length = reader.recall(batch, this.#view, at, end, offset);
        if (at + length <= end) break;
        if (at + length > this.#bytes.length) {
          if (batch.count > 0) return { records: index - from, end };
          this.#grow(at + length);
        }
        const got = source.read(this.#bytes, end, at + length - end, first + end - start);
        ended = got === 0;
        end += got;
      }
    }
    return { records: to - from, end };
  }

  #grow(length: number): void {
    if (length <= this.#bytes.length) return;
    const grown = new Uint8Array(length);
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
