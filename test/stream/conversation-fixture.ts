/** A conversation built segment by segment, its packets kept in memory as a capture would. */
import { CapturedConversation } from '../../source/stream/captured-conversation.ts';
import { type Reading, TURNS_ONLY } from '../../source/stream/choice.ts';
import type { Piece } from '../../source/stream/conversation.ts';
import { TcpFlag } from '../../source/wire/segments.ts';

/** What a test says of a segment; the rest follows. */
export interface Given {
  data?: string | Uint8Array;
  /** Sequence number; default: what the side sends next. */
  seq?: number;
  ack?: number;
  flags?: number;
  /** Payload bytes the capture kept; default all. */
  captured?: number;
  /** µs after the start. */
  at?: number;
}

const HEADER = 40;

export class ConversationFixture {
  readonly conversation: CapturedConversation;
  private readonly packets: (Uint8Array | null)[] = [];
  private readonly next: [number, number];
  private micros = 0;

  constructor(isns: [number, number] = [1000, 5000], reading: Reading = TURNS_ONLY) {
    const read = async (positions: Float64Array) => [...positions].map((at) => this.packets[at]);
    this.conversation = new CapturedConversation(read, [40_000, 80], reading);
    this.next = [isns[0], isns[1]];
  }

  /** SYN, SYN/ACK and ACK. */
  handshake(): this {
    const [a, b] = this.next;
    this.segment(0, { flags: TcpFlag.syn, ack: 0 });
    this.segment(1, { flags: TcpFlag.syn | TcpFlag.ack, ack: a + 1 });
    return this.segment(0, { flags: TcpFlag.ack, ack: b + 1 });
  }

  a(data: Given['data'], given: Given = {}): this {
    return this.segment(0, { ...given, data });
  }

  b(data: Given['data'], given: Given = {}): this {
    return this.segment(1, { ...given, data });
  }

  segment(side: 0 | 1, given: Given): this {
    const data = typeof given.data === 'string' ? Buffer.from(given.data) : (given.data ?? new Uint8Array(0));
    const flags = given.flags ?? TcpFlag.ack;
    const sequence = (given.seq ?? this.next[side]) >>> 0;
    const captured = given.captured ?? data.length;
    const packet = Buffer.concat([Buffer.alloc(HEADER), data.subarray(0, captured)]);
    this.micros = given.at ?? this.micros + 1000;
    this.packets.push(packet);
    this.conversation.add({
      packet: this.packets.length,
      position: this.packets.length - 1,
      micros: this.micros,
      side,
      flags,
      sequence,
      acknowledgement: (given.ack ?? this.next[1 - side]) >>> 0,
      length: data.length,
      captured,
      payload: HEADER,
      bytes: packet,
      start: 0,
    });
    const counted = data.length + (flags & TcpFlag.syn ? 1 : 0) + (flags & TcpFlag.fin ? 1 : 0);
    this.next[side] = Math.max(this.next[side], sequence + counted);
    return this;
  }

  /** The ring has dropped this packet (1-based). */
  forget(packet: number): this {
    this.packets[packet - 1] = null;
    return this;
  }

  /** A message as text, gaps as "[n missing]". */
  async text(message: number): Promise<string> {
    const pieces = await this.conversation.pieces(message, 0, Number.POSITIVE_INFINITY);
    return pieces.map(shown).join('');
  }

  /** "a:GET / b:200 OK", after the last segment. */
  async turns(): Promise<string> {
    this.conversation.finish();
    const texts = this.conversation.messages.map(
      async ({ number, side }) => `${'ab'[side]}:${await this.text(number)}`,
    );
    return (await Promise.all(texts)).join(' ');
  }
}

function shown(piece: Piece): string {
  return piece.kind === 'gap' ? `[${piece.length} missing]` : Buffer.from(piece.bytes).toString('latin1');
}
