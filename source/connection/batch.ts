/**
 * A batch in the kernel's memory: what the headers of its packets say, and what the stages find out about them. The reader of a
 * pass fills it; with several threads some of them go round between them.
 */
import { column, SegmentBatch } from '../wire/segments.ts';
import { SegmentColumns } from './columns.ts';
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

/** Bytes for the addresses of the columns, in front of these. */
const HEAD = 256;

export class Batch {
  /** What the kernel knows it by. */
  readonly address: number;
  readonly segments: SegmentBatch;
  readonly columns: SegmentColumns;
  private readonly micros: Float64Array;
  private readonly interfaces: Uint16Array;
  private readonly start: Int32Array;
  private readonly captured: Int32Array;
  private readonly wire: Int32Array;
  private readonly head: Uint32Array;
  private readonly room: Uint8Array;

  /** The batch with this number, 0 … BATCHES-1. */
  constructor({ memory, layout }: KernelMemory, number: number) {
    const { buffer } = memory;
    this.address = batchAt(layout, number);
    let at = this.address + HEAD;
    const take = (bytes: number) => {
      const offset = at;
      at += Math.ceil(bytes / 8) * 8;
      return { buffer, offset };
    };
    this.segments = new SegmentBatch(MOST_PACKETS, take);
    this.columns = new SegmentColumns(MOST_PACKETS, take);
    this.micros = column(Float64Array, MOST_PACKETS, take);
    this.interfaces = column(Uint16Array, MOST_PACKETS, take);
    this.start = column(Int32Array, MOST_PACKETS, take);
    this.captured = column(Int32Array, MOST_PACKETS, take);
    this.wire = column(Int32Array, MOST_PACKETS, take);
    this.room = new Uint8Array(buffer, layout.packets.at, layout.packets.bytes);
    this.head = new Uint32Array(buffer, this.address, HEAD / 4);
    this.head.set([0, 0, ...this.inOrder().map(({ byteOffset }) => byteOffset)]);
  }

  /** In the order of kernel/batch.ts. */
  private inOrder(): readonly { byteOffset: number }[] {
    const { segments: s, columns: c } = this;
    return [
      ...[this.micros, this.interfaces, this.start, this.captured, this.wire],
      ...[s.kind, s.version, s.ip, s.transport, s.last, s.sourcePort, s.destinationPort, s.hash],
      ...[s.sequence, s.acknowledgement, s.flags, s.window, s.headerLength, s.dataLength, s.identification],
      ...[c.number, c.direction, c.window, c.previousWindowEnd, c.facts, c.mss, c.sackBlocks, c.urgent],
    ];
  }

  /** Takes over what the capture says of the packets that were decoded into it. */
  describe(packets: PacketFacts): void {
    const { count } = packets;
    this.micros.set(packets.micros.subarray(0, count));
    this.interfaces.set(packets.interface.subarray(0, count));
    this.start.set(packets.start.subarray(0, count));
    this.captured.set(packets.captured.subarray(0, count));
    this.wire.set(packets.wire.subarray(0, count));
    this.head[1] = packets.file;
  }

  /** Do these bytes lie where the kernel can read them? Then the offsets of packets count from there. */
  holds(bytes: Uint8Array): boolean {
    if (bytes.buffer !== this.room.buffer) return false;
    this.head[0] = bytes.byteOffset;
    return true;
  }

  /**
   * Puts the headers of packets [from, to) where the kernel can read them; returns how many of these packets there was room for,
   * behind `from`.
   */
  bring(from: number, to: number): number {
    const { segments, room } = this;
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
    this.head[0] = room.byteOffset - begin;
    return i;
  }
}
