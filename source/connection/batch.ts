/**
 * A batch in the kernel's memory: what the headers of its packets say, and what the stages find out about them. The reader of a
 * pass fills it; with several threads some of them go round between them.
 */
import { column, SegmentBatch } from '../wire/segments.ts';
import { type SegmentColumns, segmentColumns } from './columns.ts';
import { BATCH } from './layout/batch.ts';
import { roundUp } from './layout/structure.ts';
import { batchAt, type KernelMemory, MOST_PACKETS } from './memory.ts';

/** What is read of packets besides their headers: a capture's PacketBatch has it. */
export interface PacketFacts {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly file: number;
  readonly micros: Float64Array;
  readonly interface: Uint16Array;
  readonly start: Int32Array;
  readonly captured: Int32Array;
  readonly wire: Int32Array;
}

/** Where in the head, which has an address for each column, those two stand that change with what is read. */
const BYTES = BATCH.fields.bytes.offset / 4;
const FILE = BATCH.fields.file.offset / 4;

type ColumnName = Exclude<keyof typeof BATCH.fields, 'bytes' | 'file'>;

export class Batch {
  /** What the kernel knows it by. */
  readonly address: number;
  readonly segments: SegmentBatch;
  readonly columns: SegmentColumns;
  readonly #micros: Float64Array;
  readonly #interfaces: Uint16Array;
  readonly #start: Int32Array;
  readonly #captured: Int32Array;
  readonly #wire: Int32Array;
  readonly #head: Uint32Array;
  readonly #room: Uint8Array;

  /** The batch with this number, 0 … BATCHES-1. */
  constructor({ memory, layout }: KernelMemory, number: number) {
    const { buffer } = memory;
    this.address = batchAt(layout, number);
    let at = this.address + BATCH.bytes;
    const take = (bytes: number) => {
      const offset = roundUp(at, 8);
      at = offset + bytes;
      return { buffer, offset };
    };
    this.segments = new SegmentBatch(MOST_PACKETS, take);
    this.columns = segmentColumns(MOST_PACKETS, take);
    this.#micros = column(Float64Array, MOST_PACKETS, take);
    this.#interfaces = column(Uint16Array, MOST_PACKETS, take);
    this.#start = column(Int32Array, MOST_PACKETS, take);
    this.#captured = column(Int32Array, MOST_PACKETS, take);
    this.#wire = column(Int32Array, MOST_PACKETS, take);
    this.#room = new Uint8Array(buffer, layout.packets.at, layout.packets.bytes);
    this.#head = new Uint32Array(buffer, this.address, BATCH.bytes / 4);
    for (const [name, { byteOffset }] of Object.entries(this.#allColumns())) {
      this.#head[BATCH.fields[name as ColumnName].offset / 4] = byteOffset;
    }
  }

  #allColumns(): Record<ColumnName, { byteOffset: number }> {
    const { segments: s } = this;
    return {
      ...{ micros: this.#micros, interfaceIndex: this.#interfaces },
      ...{ start: this.#start, captured: this.#captured, wire: this.#wire },
      ...{ kind: s.kind, version: s.version, ip: s.ip, transport: s.transport, last: s.last },
      ...{ sourcePort: s.sourcePort, destinationPort: s.destinationPort, hash: s.hash },
      ...{ sequence: s.sequence, acknowledgement: s.acknowledgement, flags: s.flags, window: s.window },
      ...{ headerLength: s.headerLength, dataLength: s.dataLength, identification: s.identification },
      ...{ carrier: s.carrier },
      ...this.columns,
    };
  }

  /** Takes over what the capture says of the packets that were decoded into it. */
  describe(packets: PacketFacts): void {
    const { count } = packets;
    this.#micros.set(packets.micros.subarray(0, count));
    this.#interfaces.set(packets.interface.subarray(0, count));
    this.#start.set(packets.start.subarray(0, count));
    this.#captured.set(packets.captured.subarray(0, count));
    this.#wire.set(packets.wire.subarray(0, count));
    this.#head[FILE] = packets.file;
  }

  /** Do these bytes lie where the kernel can read them? Then the offsets of packets count from there. */
  holds(bytes: Uint8Array): boolean {
    if (bytes.buffer !== this.#room.buffer) return false;
    this.#head[BYTES] = bytes.byteOffset;
    return true;
  }

  /**
   * Puts the headers of packets [from, to) where the kernel can read them; returns how many of these packets there was room for,
   * behind `from`.
   */
  bring(from: number, to: number): number {
    const { segments } = this;
    const room = this.#room;
    const { bytes, ip, last } = segments;
    if (this.holds(bytes)) return to;
    let begin = bytes.length;
    let end = 0;
    let i = from;
    for (; i < to; i++) {
      const first = Math.min(begin, ip[i]);
      const behind = Math.max(end, last[i] + 2);
      if (behind - first > room.length && i > from) break;
      begin = first;
      end = behind;
    }
    if (end > begin) room.set(bytes.subarray(begin, end));
    this.#head[BYTES] = room.byteOffset - begin;
    return i;
  }
}
