/**
 * Hands bytes on a whole unit at a time, as they come from both ends of a connection. What is no unit of the protocol is
 * handed on as it came, and so is a unit beyond the limit: nothing is kept back for good.
 */
import type { Reading } from './choice.ts';
import { Dialogue } from './dialogue.ts';
import { PIECES } from './talk.ts';
import type { Side } from './unit.ts';

/** Bytes of a unit that are kept until it is whole. */
const MOST_KEPT = 2 ** 20;

export class UnitCutter {
  private readonly dialogue: Dialogue;
  private readonly sides: readonly [KeptSide, KeptSide];

  /** `handOn`: takes a side's next whole unit, or bytes that are none. Side 0 is the client. */
  constructor({ choice }: Reading, handOn: (side: Side, bytes: Buffer) => void, limit = MOST_KEPT) {
    this.sides = [0, 1].map((side) => new KeptSide((bytes) => handOn(side as Side, bytes), limit)) as [
      KeptSide,
      KeptSide,
    ];
    this.dialogue = new Dialogue({
      ports: [0, 0],
      client: 0,
      choice,
      talk: PIECES,
      heard: { ended: ({ side, offset, size }) => this.sides[side].handOnTo(offset + size) },
    });
  }

  /** Bytes kept of a unit that is not whole. */
  waiting(side: Side): number {
    return this.sides[side].size;
  }

  push(side: Side, bytes: Buffer): void {
    const kept = this.sides[side];
    kept.add(bytes);
    this.dialogue.bytes(side, bytes, 0, 0);
    // Nobody can tell, or the unit lasts until the side stops sending: it is not kept back for that.
    this.dialogue.settle();
    const isEndless = this.dialogue.blindUntil(side) === Number.POSITIVE_INFINITY;
    if (isEndless || kept.isOverfull) kept.handOnAll();
  }

  /** Hands on what is there of a unit: it is not waited for any more. */
  handOn(side: Side): void {
    this.sides[side].handOnAll();
  }

  /** The side has stopped sending: hands on what is left of a unit. */
  end(side: Side): void {
    this.dialogue.ended(side, 0);
    this.sides[side].handOnAll();
  }
}

/** What one side has sent that was not handed on. */
class KeptSide {
  size = 0;
  private pieces: Buffer[] = [];
  /** Offset in the stream of the first byte kept. */
  private offset = 0;
  private readonly handOn: (bytes: Buffer) => void;
  private readonly limit: number;

  constructor(handOn: (bytes: Buffer) => void, limit: number) {
    this.handOn = handOn;
    this.limit = limit;
  }

  get isOverfull(): boolean {
    return this.size > this.limit;
  }

  add(bytes: Buffer): void {
    this.pieces.push(bytes);
    this.size += bytes.length;
  }

  /** Everything before that offset in the stream, as one. */
  handOnTo(end: number): void {
    const count = end - this.offset;
    if (count <= 0) return;
    const all = this.pieces.length === 1 ? this.pieces[0] : Buffer.concat(this.pieces, this.size);
    this.pieces = count < all.length ? [all.subarray(count)] : [];
    this.size -= count;
    this.offset = end;
    this.handOn(all.subarray(0, count));
  }

  handOnAll(): void {
    this.handOnTo(this.offset + this.size);
  }
}
