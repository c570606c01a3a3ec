/**
 * A connection's segments as two streams of bytes in order: what came early waits for what is missing before it, what came
 * twice is dropped, and what will not come any more is told as a gap. It keeps copies of early bytes only, and few of these.
 */
import { TcpFlag } from '../wire/segments.ts';
import { SequenceLine, type StreamSegment } from './sequence-line.ts';
import type { Side } from './unit.ts';

/** Who is told of a connection's bytes, each side's in order. Times are µs since 1970, packets are numbered from 1. */
export interface StreamListener {
  /** The handshake told who the client is; before any bytes, and never where the capture began later. */
  opened(client: Side): void;
  /** `bytes` are good until this returns. */
  bytes(side: Side, bytes: Uint8Array, micros: number, packet: number): void;
  /** So many bytes were sent and not captured. */
  gap(side: Side, length: number, micros: number, packet: number): void;
  /** The side stopped sending. A forged reset may not be true: more may come. */
  ended(side: Side, micros: number): void;
  /** Bytes before this offset of the side's stream will not be looked at. */
  blindUntil(side: Side): number;
}

/** Early bytes kept of a side at most; at more, what is missing before them is given up. */
const MOST_EARLY_BYTES = 2 ** 20;
const MOST_EARLY_PIECES = 4096;
/**
 * Bytes that were acknowledged arrived at the other end, so that the capture has missed them, unless it is in disorder:
 * so many more segments, or so much time (µs), may pass before they come.
 */
const PATIENCE_SEGMENTS = 16;
const PATIENCE = 200_000;

interface Early {
  start: number;
  end: number;
  /** null = not captured, or nobody will look at them. */
  bytes: Uint8Array | null;
  isGap: boolean;
  micros: number;
  packet: number;
}

class OrderedSide {
  readonly line = new SequenceLine();
  /** Offset up to which the listener was told. */
  told = 0;
  private readonly side: Side;
  private readonly listener: StreamListener;
  /** Sorted, not overlapping. */
  private early: Early[] = [];
  private earlyBytes = 0;
  /** Everything before this offset was acknowledged. */
  private acknowledgedTo = 0;
  /** When bytes were first missed that were acknowledged, and segments since; null = none are missed. */
  private missedSince: number | null = null;
  private segmentsSince = 0;
  private hasEnded = false;

  constructor(side: Side, listener: StreamListener) {
    this.side = side;
    this.listener = listener;
  }

  add(segment: StreamSegment): void {
    const { at, length } = this.line.add(segment);
    if (length > 0) this.place(at, length, segment);
    this.finishAt(segment.micros);
  }

  acknowledge(sequence: number): void {
    const { at } = this.line.acknowledged(sequence);
    this.acknowledgedTo = Math.max(this.acknowledgedTo, Math.min(at, this.line.end));
  }

  /** Bytes were acknowledged that have not been told. */
  get isBehind(): boolean {
    return this.acknowledgedTo > this.told;
  }

  giveUpAcknowledged(micros: number, packet: number): void {
    if (this.isBehind) this.giveUp(this.acknowledgedTo, micros, packet);
  }

  /** Gives up what was acknowledged and has not come for too long. */
  hurry(micros: number, packet: number): void {
    if (this.isBehind) {
      this.missedSince ??= micros;
      if (++this.segmentsSince <= PATIENCE_SEGMENTS && micros - this.missedSince <= PATIENCE) return;
      this.giveUpAcknowledged(micros, packet);
    }
    this.missedSince = null;
    this.segmentsSince = 0;
  }

  /** Tells all that is known to have been sent: nothing more will fill a hole. */
  flush(micros: number, packet: number): void {
    this.giveUp(this.line.end, micros, packet);
    this.finishAt(micros);
  }

  private place(at: number, length: number, segment: StreamSegment): void {
    const { micros, packet } = segment;
    const captured = Math.min(segment.captured, length);
    const from = segment.start + segment.payload;
    const bytes = segment.bytes.subarray(from, from + captured);
    if (at <= this.told && this.early.length === 0) {
      if (at + length <= this.told) return;
      this.tell({ start: at, end: at + captured, bytes, isGap: false, micros, packet });
      if (length > captured)
        this.tell({ start: at + captured, end: at + length, bytes: null, isGap: true, micros, packet });
      return;
    }
    this.keep({ start: at, end: at + captured, bytes, isGap: false, micros, packet });
    if (length > captured)
      this.keep({ start: at + captured, end: at + length, bytes: null, isGap: true, micros, packet });
    this.tellReady();
    if (this.earlyBytes > MOST_EARLY_BYTES || this.early.length > MOST_EARLY_PIECES)
      this.giveUp(this.early[0].start, micros, packet);
  }

  /** Keeps the parts that no piece before it has. */
  private keep(piece: Early): void {
    const { early } = this;
    let start = Math.max(piece.start, this.told);
    let at = early.length;
    while (at > 0 && early[at - 1].end > start) at--;
    for (; start < piece.end; at++) {
      const next = early.at(at) ?? { start: piece.end, end: piece.end };
      const end = Math.min(piece.end, next.start);
      if (start < end) this.insert(at++, piece, start, end);
      start = Math.max(start, next.end);
    }
  }

  private insert(index: number, piece: Early, start: number, end: number): void {
    const isUnseen = piece.bytes === null || end <= this.listener.blindUntil(this.side);
    const bytes = isUnseen ? null : Uint8Array.from(piece.bytes!.subarray(start - piece.start, end - piece.start));
    this.earlyBytes += bytes?.length ?? 0;
    this.early.splice(index, 0, { ...piece, start, end, bytes });
  }

  private tellReady(): void {
    let ready = 0;
    while (ready < this.early.length && this.early[ready].start <= this.told) {
      const piece = this.early[ready++];
      this.earlyBytes -= piece.bytes?.length ?? 0;
      this.tell(piece);
    }
    this.early.splice(0, ready);
  }

  /** Tells everything before `to`, holes as gaps, and what can be told then. */
  private giveUp(to: number, micros: number, packet: number): void {
    for (;;) {
      this.tellReady();
      const hole = Math.min(to, this.early[0]?.start ?? to);
      if (hole <= this.told) return;
      const next = this.early[0];
      this.tell({
        start: this.told,
        end: hole,
        bytes: null,
        isGap: true,
        micros: next?.micros ?? micros,
        packet: next?.packet ?? packet,
      });
    }
  }

  private tell({ start, end, bytes, isGap, micros, packet }: Early): void {
    const skip = Math.max(0, this.told - start);
    const length = end - start - skip;
    if (length <= 0) return;
    this.told += length;
    if (isGap) this.listener.gap(this.side, length, micros, packet);
    else this.listener.bytes(this.side, bytes === null ? blank(length) : bytes.subarray(skip), micros, packet);
  }

  private finishAt(micros: number): void {
    const { fin } = this.line;
    if (this.hasEnded || fin === null || this.told < fin) return;
    this.hasEnded = true;
    this.listener.ended(this.side, micros);
  }
}

/** Bytes that nobody looks at. */
let blanks = new Uint8Array(65_536);
function blank(length: number): Uint8Array {
  if (length > blanks.length) blanks = new Uint8Array(2 * length);
  return blanks.subarray(0, length);
}

export class InOrder {
  private readonly sides: readonly [OrderedSide, OrderedSide];
  private readonly listener: StreamListener;
  /**
   * Segments that answer what has not come yet, and those of their side after them: an answer is not told before what it
   * answers, which the capture may have later, or never.
   */
  private readonly hasty: StreamSegment[] = [];
  private segmentsSince = 0;
  private lastMicros = 0;
  private lastPacket = 0;

  constructor(listener: StreamListener) {
    this.listener = listener;
    this.sides = [new OrderedSide(0, listener), new OrderedSide(1, listener)];
  }

  /** The connection's segments, in the capture's order. */
  add(segment: StreamSegment): void {
    this.lastMicros = segment.micros;
    this.lastPacket = segment.packet;
    const [first] = this.hasty;
    if (first === undefined ? this.isHasty(segment) : segment.side === first.side) this.hasty.push(copyOf(segment));
    else this.take(segment);
    if (this.hasty.length > 0) this.takeHasty();
  }

  /** No more segments will come, or some are left out before the next one: what they carried is missing. */
  finish(): void {
    for (const segment of this.hasty.splice(0)) this.take(segment);
    for (const side of this.sides) side.flush(this.lastMicros, this.lastPacket);
  }

  /** Does the sequence number come right after all that the side is known to have sent? */
  endsAt(side: Side, sequence: number): boolean {
    return this.sides[side].line.endsAt(sequence);
  }

  /** Does it carry data and acknowledge bytes of the other side that were not told? */
  private isHasty({ side, flags, length, acknowledgement }: StreamSegment): boolean {
    if (length === 0 || !(flags & TcpFlag.ack) || flags & (TcpFlag.rst | TcpFlag.syn)) return false;
    const other = this.sides[1 - side];
    other.acknowledge(acknowledgement);
    return other.isBehind;
  }

  private takeHasty(): void {
    const [first] = this.hasty;
    this.segmentsSince++;
    const isImpatient = this.segmentsSince > PATIENCE_SEGMENTS || this.lastMicros - first.micros > PATIENCE;
    if (this.isHasty(first) && !isImpatient) return;
    this.segmentsSince = 0;
    for (const segment of this.hasty.splice(0)) this.take(segment);
  }

  private take(segment: StreamSegment): void {
    const { side, flags, length, micros, packet } = segment;
    const own = this.sides[side];
    const other = this.sides[1 - side];
    if (flags & TcpFlag.syn && own.told === 0) this.listener.opened(flags & TcpFlag.ack ? otherOf(side) : side);
    if (flags & TcpFlag.ack && !(flags & TcpFlag.rst)) other.acknowledge(segment.acknowledgement);
    if (length > 0) other.giveUpAcknowledged(micros, packet);
    own.add(segment);
    if (flags & TcpFlag.rst) this.reset(micros, packet);
    for (const one of this.sides) one.hurry(micros, packet);
  }

  private reset(micros: number, packet: number): void {
    for (const side of this.sides) side.flush(micros, packet);
    this.listener.ended(0, micros);
    this.listener.ended(1, micros);
  }
}

const otherOf = (side: Side): Side => (side === 0 ? 1 : 0);

/** The segment with its own bytes. */
function copyOf(segment: StreamSegment): StreamSegment {
  const { start, payload, captured } = segment;
  const bytes = segment.bytes.slice(start + payload, start + payload + captured);
  return { ...segment, bytes, start: 0, payload: 0 };
}
