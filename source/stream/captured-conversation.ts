/**
 * A connection's conversation out of a capture: fed with its segments in order, once; afterwards bytes are read back from the
 * capture on demand. It holds an index (28 bytes a data segment) and the list of units, never the payload.
 */
import { AUTOMATIC, protocolNamed, type Reading } from './choice.ts';
import { bodyOf, decodeUnit } from './content/detail.ts';
import type { DecodedUnit } from './content/lines.ts';
import type { Conversation, Needle, Piece, Place } from './conversation.ts';
import { Dialogue } from './dialogue.ts';
import { InOrder } from './in-order.ts';
import type { Stretch } from './interval-map.ts';
import { untilGap } from './pieces.ts';
import { type Body, type Described, MOST_DESCRIBED } from './protocol.ts';
import { SideStream } from './reassembly.ts';
import { searchMessages } from './search.ts';
import type { StreamSegment } from './sequence-line.ts';
import type { Unit } from './unit.ts';

/** Units listed at most. */
const MOST_MESSAGES = 250_000;

/**
 * Reads captured packets back: `positions` ascend and do not repeat; the answer has an entry for each, null where the packet
 * is no longer kept. The bytes must stay as they are.
 */
export type ReadPackets = (positions: Float64Array) => Promise<(Uint8Array | null)[]>;

export class CapturedConversation implements Conversation {
  complete = false;
  private readonly sides = [new SideStream(), new SideStream()] as const;
  private readonly dialogue: Dialogue;
  private readonly order: InOrder;
  private readonly units: Unit[] = [];
  private readonly read: ReadPackets;
  private lost = false;
  private isOverflowing = false;

  /** `ports`: of A and B, a hint at the protocol. */
  constructor(read: ReadPackets, ports: readonly [number, number], reading: Reading = AUTOMATIC) {
    this.read = read;
    this.dialogue = new Dialogue({ ports, ...reading, heard: { began: this.list } });
    this.order = new InOrder(this.dialogue);
  }

  /** The connection's segments, in the capture's order. */
  add(segment: StreamSegment): void {
    this.sides[segment.side].add(segment);
    this.order.add(segment);
  }

  /** All packets have been fed that could be read back so far, all but `gone`. */
  caughtUp(gone = 0): void {
    this.complete = true;
    if (gone > 0) this.lost = true;
    this.dialogue.settle();
  }

  /** No more packets will come. */
  finish(gone = 0): void {
    this.order.finish();
    this.dialogue.finish();
    this.caughtUp(gone);
  }

  get messages(): readonly Unit[] {
    return this.units;
  }

  get spoken(): string {
    return this.dialogue.protocol?.title ?? this.dialogue.talk.kind;
  }

  get notes(): readonly string[] {
    const notes: string[] = [];
    const cut = this.sides[0].cut + this.sides[1].cut;
    if (cut > 0) notes.push(`${cut.toLocaleString('en-US')} payload bytes were not captured (snaplen)`);
    if (this.lost) notes.push('some packets are no longer kept');
    if (this.isOverflowing) notes.push(`only the first ${MOST_MESSAGES.toLocaleString('en-US')} messages are listed`);
    return notes;
  }

  async pieces(message: number, from: number, to: number): Promise<Piece[]> {
    if (message >= this.units.length) return [];
    const { side, offset, size } = this.units[message];
    return this.piecesOf(side, offset, Math.max(0, from), Math.min(to, size));
  }

  async decode(message: number): Promise<DecodedUnit | null> {
    const described = await this.described(message);
    return described && decodeUnit(described, protocolNamed(this.units[message].protocol));
  }

  async body(message: number): Promise<Body | null> {
    const described = await this.described(message);
    return described && bodyOf(described, protocolNamed(this.units[message].protocol));
  }

  search(
    what: Needle,
    from: Place,
    backwards: boolean,
    signal: AbortSignal,
  ): Promise<(Place & { length: number }) | null> {
    const read = (message: number, start: number, end: number) => this.pieces(message, start, end);
    return searchMessages(this.units, read, what, from, backwards, signal);
  }

  private readonly list = (unit: Unit): void => {
    if (this.units.length < MOST_MESSAGES) this.units.push(unit);
    else this.isOverflowing = true;
  };

  private async described(message: number): Promise<Described | null> {
    if (message >= this.units.length) return null;
    const { kind, role, size } = this.units[message];
    return { kind, role, size, bytes: untilGap(await this.pieces(message, 0, MOST_DESCRIBED)) };
  }

  private async piecesOf(side: 0 | 1, base: number, from: number, to: number): Promise<Piece[]> {
    if (from >= to) return [];
    const stretches = [...this.sides[side].within(base + from, base + to)];
    const packets = await this.packets(stretches);
    const pieces: Piece[] = [];
    let reached = from;
    for (const stretch of stretches) {
      const packet = packets.get(stretch.position);
      const offset = stretch.start - base;
      const bytes = packet?.subarray(stretch.at, stretch.at + (stretch.end - stretch.start)) ?? new Uint8Array(0);
      if (bytes.length === 0) {
        this.lost = true;
        continue;
      }
      if (offset > reached) pieces.push({ kind: 'gap', offset: reached, length: offset - reached });
      pieces.push({ kind: 'bytes', offset, bytes, packet: stretch.packet });
      reached = offset + bytes.length;
    }
    if (reached < to) pieces.push({ kind: 'gap', offset: reached, length: to - reached });
    return pieces;
  }

  private async packets(stretches: readonly Stretch[]): Promise<Map<number, Uint8Array>> {
    const positions = Float64Array.from(new Set(stretches.map(({ position }) => position))).sort();
    const read = await this.read(positions);
    const packets = new Map<number, Uint8Array>();
    for (const [index, bytes] of read.entries()) if (bytes !== null) packets.set(positions[index], bytes);
    return packets;
  }
}
