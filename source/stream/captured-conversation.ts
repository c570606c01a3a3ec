/**
 * A connection's conversation out of a capture: fed with its segments in order, once; afterwards bytes are read back from the
 * capture on demand. It holds an index (28 bytes a data segment, the list of turns), never the payload.
 */
import type { Conversation, DecodedMessage, Message, Needle, Piece, Place } from './conversation.ts';
import { decodePieces } from './decoders/registry.ts';
import { framedMessages } from './framed.ts';
import type { Framer } from './framers/framer.ts';
import type { Stretch } from './interval-map.ts';
import { MOST_MESSAGES, Turns } from './messages.ts';
import { searchMessages } from './search.ts';
import type { StreamSegment } from './sequence-line.ts';

/**
 * Reads captured packets back: `positions` ascend and do not repeat; the answer has an entry for each, null where the packet
 * is no longer kept. The bytes must stay as they are.
 */
export type ReadPackets = (positions: Float64Array) => Promise<(Uint8Array | null)[]>;

export class CapturedConversation implements Conversation {
  complete = false;
  private readonly turns = new Turns();
  private readonly read: ReadPackets;
  private readonly ports: readonly [number, number];
  private lost = false;

  /** `ports`: of A and B, a hint for the decoders. */
  constructor(read: ReadPackets, ports: readonly [number, number]) {
    this.read = read;
    this.ports = ports;
  }

  /** The connection's segments, in the capture's order. */
  add(segment: StreamSegment): void {
    this.turns.add(segment);
  }

  /** All packets have been fed that could be read back, all but `gone`. */
  finish(gone = 0): void {
    this.complete = true;
    if (gone > 0) this.lost = true;
  }

  get messages(): readonly Message[] {
    return this.turns.messages;
  }

  get notes(): readonly string[] {
    const notes: string[] = [];
    const cut = this.turns.sides[0].cut + this.turns.sides[1].cut;
    if (cut > 0) notes.push(`${cut.toLocaleString('en-US')} payload bytes were not captured (snaplen)`);
    if (this.lost) notes.push('some packets are no longer kept');
    if (this.messages.length >= MOST_MESSAGES) {
      notes.push(`only the first ${MOST_MESSAGES.toLocaleString('en-US')} messages are told apart`);
    }
    return notes;
  }

  async pieces(message: number, from: number, to: number): Promise<Piece[]> {
    if (message >= this.messages.length) return [];
    const { side, offset, size } = this.messages[message];
    return this.piecesOf(side, offset, Math.max(0, from), Math.min(to, size));
  }

  async decode(message: number): Promise<DecodedMessage | null> {
    return decodePieces(this.messages[message], this.ports, (from, to) => this.pieces(message, from, to));
  }

  search(
    what: Needle,
    from: Place,
    backwards: boolean,
    signal: AbortSignal,
  ): Promise<(Place & { length: number }) | null> {
    const read = (message: number, start: number, end: number) => this.pieces(message, start, end);
    return searchMessages(this.messages, read, what, from, backwards, signal);
  }

  /** The same bytes cut into the framer's units instead of turns; what is no unit of it stays a turn. */
  framed(framer: Framer, signal: AbortSignal): Promise<Conversation> {
    return framedMessages(this, framer, this.ports, signal);
  }

  private async piecesOf(side: 0 | 1, base: number, from: number, to: number): Promise<Piece[]> {
    if (from >= to) return [];
    const stretches = [...this.turns.sides[side].within(base + from, base + to)];
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
