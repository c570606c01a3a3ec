/**
 * A conversation's turns: all bytes one side sends until the other side sends. Only new bytes count: a retransmission belongs
 * to the turn that sent the bytes first, and a hole that is filled late belongs to the turn around it.
 */
import { TcpFlag } from '../wire/segments.ts';
import type { Message } from './conversation.ts';
import { firstAbove } from './interval-map.ts';
import { PREVIEW_BYTES, previewOf } from './preview.ts';
import { type Growth, SideStream } from './reassembly.ts';
import type { Reach, StreamSegment } from './sequence-line.ts';

/** Turns listed at most; after them the last turn of each side goes on. */
export const MOST_MESSAGES = 250_000;

export class Turns {
  readonly sides = [new SideStream(), new SideStream()] as const;
  readonly messages: Message[] = [];
  /** Indexes into `messages` of each side's turns, in order of offset. */
  private readonly bySide: [number[], number[]] = [[], []];

  add(segment: StreamSegment): void {
    const { side } = segment;
    const other = (1 - side) as 0 | 1;
    if (segment.flags & TcpFlag.ack && !(segment.flags & TcpFlag.rst)) {
      const unseen = this.sides[other].acknowledged(segment.acknowledgement);
      if (unseen.to > unseen.from) this.grow(other, unseen, segment);
    }
    const growth = this.sides[side].add(segment);
    if (growth.to > growth.from) this.grow(side, growth, segment);
    if (growth.fresh.length > 0) this.fill(side, growth, segment);
  }

  /** Keeps the last `count` messages, whose numbers begin at 0 then. */
  keepLast(count: number): void {
    const gone = this.messages.length - count;
    if (gone <= 0) return;
    this.messages.splice(0, gone);
    for (const message of this.messages) message.number -= gone;
    for (const side of [0, 1] as const) {
      const kept = this.messages.filter((message) => message.side === side);
      this.bySide[side] = kept.map(({ number }) => number);
      this.sides[side].forgetBefore(kept.at(0)?.offset ?? this.sides[side].end);
    }
  }

  private grow(side: 0 | 1, growth: Reach, segment: StreamSegment): void {
    const last = this.messages.at(-1);
    const message = last?.side === side ? last : this.open(side, growth.from, segment);
    message.size += growth.to - growth.from;
    message.missing += growth.to - growth.from;
    message.endMicros = segment.micros;
    message.lastPacket = segment.packet;
  }

  private open(side: 0 | 1, offset: number, segment: StreamSegment): Message {
    const own = this.bySide[side];
    if (this.messages.length >= MOST_MESSAGES && own.length > 0) return this.messages[own[own.length - 1]];
    const { micros, packet } = segment;
    const before = this.messages.at(-1);
    const message: Message = {
      number: this.messages.length,
      side,
      micros,
      endMicros: micros,
      wait: before === undefined ? null : micros - before.endMicros,
      size: 0,
      missing: 0,
      offset,
      preview: '',
      firstPacket: packet,
      lastPacket: packet,
    };
    own.push(message.number);
    this.messages.push(message);
    return message;
  }

  /** Captured bytes have come: they are no longer missing, and the first of a turn become its preview. */
  private fill(side: 0 | 1, growth: Growth, segment: StreamSegment): void {
    const own = this.bySide[side];
    for (const [from, to] of growth.fresh) {
      // Bytes of turns that are no longer kept may come again.
      let turn = Math.max(0, firstAbove(own.length, from, (index) => this.messages[own[index]].offset) - 1);
      for (; turn < own.length && this.messages[own[turn]].offset < to; turn++) {
        const message = this.messages[own[turn]];
        const start = Math.max(from, message.offset);
        message.missing -= Math.min(to, message.offset + message.size) - start;
        if (start === message.offset) message.preview = preview(segment, start - growth.at);
      }
    }
  }
}

function preview(segment: StreamSegment, skip: number): string {
  const from = segment.start + segment.payload + skip;
  const to = Math.min(segment.start + segment.payload + segment.captured, from + PREVIEW_BYTES);
  return from < to ? previewOf(segment.bytes.subarray(from, to)) : '';
}
