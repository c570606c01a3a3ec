/**
 * One side's bytes on their way through a parser: keeps what it cannot use yet, passes over what it need not see, and makes
 * units. Where the parser has lost its way, bytes drift: they make up turns until a beginning is found again.
 */

import { PREVIEW_BYTES, previewOf } from './preview.ts';
import { type About, MOST_UNREAD, type Parser, type Protocol, type Take } from './protocol.ts';
import type { Talk } from './talk.ts';
import type { End, Side, Unit } from './unit.ts';
import { type Mark, Unread } from './unread.ts';

const NOTHING = new Uint8Array(0);

/** What both sides of a conversation share. */
export interface Both {
  /** null: no protocol takes the bytes. `held`: it is not decided yet. */
  readonly reading: { readonly protocol: Protocol; readonly parser: Parser } | null | 'held';
  /** How bytes that no protocol takes are cut. */
  readonly talk: Talk;
  begin(reader: SideReader, at: Mark, offset: number, protocol: string, about: About): Unit;
  /** More has become known of the unit, or it is over. */
  change(unit: Unit, about: About): void;
  /** Bytes of a unit came, captured or not. */
  came(micros: number): void;
  /** A side has lost its way: what the protocol expected of the other may be wrong. */
  lost(reader: SideReader): void;
  /** Both ends speak another protocol from here on; null = see which. */
  switchTo(protocol: Protocol | null): void;
}

export class SideReader {
  readonly side: Side;
  readonly unread = new Unread();
  unit: Unit | null = null;
  /** It does until the other side has said something. */
  isWaiting = false;
  private readonly both: Both;
  /** Bytes of the unit that are still to come before anything is to be decided, and whether it is over then. */
  private left = 0;
  private endsThen = false;
  /** The parser wants so many bytes. */
  private least = 1;
  private isAdrift = false;
  /** The other side spoke before what is unread: a unit may begin with it. */
  private isNewTurn = true;
  /** The first bytes of what drifts. */
  private start: Uint8Array = NOTHING;
  /** Where the parser was last found to have lost its way. */
  private lostAt = -1;

  constructor(side: Side, both: Both) {
    this.side = side;
    this.both = both;
  }

  /** Offset before which nobody looks at the bytes. */
  get blindUntil(): number {
    return this.unread.offset + this.left;
  }

  private get isDrifting(): boolean {
    return this.isAdrift || this.both.reading === null;
  }

  /** A turn begins of which no protocol has taken anything. */
  get isAtLoss(): boolean {
    return this.isNewTurn && this.isDrifting;
  }

  /** Bytes that came next; they are the caller's again when this returns. */
  push(end: End, bytes: Uint8Array, micros: number, packet: number): void {
    this.unread.add(bytes, micros, packet);
    this.read(end);
    this.unread.keep();
  }

  /** So many bytes were not captured. */
  gap(length: number, mark: Mark): void {
    if (this.unread.bytes.length > 0) this.lose();
    this.driftAll();
    const within = Math.min(this.left, length);
    if (within > 0) this.miss(within, mark);
    if (within === length) return;
    if (!this.isDrifting) this.lose();
    if (this.unit === null) this.begin(mark, {});
    this.isNewTurn = false;
    this.miss(length - within, mark);
  }

  /** The other side speaks: what drifts ends, and begins again with what comes next. */
  turn(): void {
    this.isNewTurn = true;
    if (this.isDrifting) this.close('whole');
  }

  /** No more bytes will come, for the `end` of the side or of the capture. */
  finish(hasEnded: boolean): void {
    if (this.unread.bytes.length > 0) this.lose();
    this.driftAll();
    const isOver = this.isDrifting || (hasEnded && this.left === Number.POSITIVE_INFINITY);
    this.left = 0;
    this.close(isOver ? 'whole' : 'cut');
  }

  /** The protocol is another from here on. */
  begins(): void {
    this.close('whole');
    this.left = 0;
    this.least = 1;
    this.isAdrift = false;
    this.isWaiting = false;
    this.isNewTurn = true;
    this.lostAt = -1;
  }

  /** Goes as far as the bytes allow. */
  read(end: End): void {
    this.isWaiting = false;
    while (this.unread.bytes.length >= this.least && !this.isWaiting) {
      const { reading } = this.both;
      if (reading === 'held') return;
      if (this.left > 0) this.grow(Math.min(this.left, this.unread.bytes.length));
      else if (reading === null) this.driftAll();
      else if (!this.isAdrift) this.step(reading.parser, end);
      else if (!this.find(reading.parser, end)) this.driftAll();
    }
    if (this.unread.bytes.length > MOST_UNREAD) this.lose();
  }

  private step(parser: Parser, end: End): void {
    const { bytes } = this.unread;
    const step = parser.read(end, bytes);
    this.isNewTurn = false;
    switch (step.kind) {
      case 'take':
        this.take(step);
        break;
      case 'more':
        this.least = Math.max(step.least, bytes.length + 1);
        if (this.least > MOST_UNREAD) this.lose();
        break;
      case 'wait':
        this.isWaiting = true;
        break;
      case 'switch':
        this.both.switchTo(step.to);
        break;
      case 'foreign':
        this.lose();
    }
  }

  private take({ length, ends, about }: Take): void {
    this.least = 1;
    if (!(length >= 1)) {
      this.lose();
      return;
    }
    if (this.unit === null) this.begin(this.unread.first, about);
    else this.both.change(this.unit, about);
    this.left = length;
    this.endsThen = ends;
  }

  private lose(): void {
    this.least = 1;
    this.left = 0;
    this.lostAt = this.unread.offset;
    if (this.both.reading === null || this.both.reading === 'held') return;
    this.close('cut');
    this.isAdrift = true;
    this.both.lost(this);
  }

  /** Can reading go on here? Bytes before a beginning drift. */
  private find(parser: Parser, end: End): boolean {
    const { bytes, offset } = this.unread;
    if (this.isNewTurn) {
      this.arrive();
      return true;
    }
    const from = offset === this.lostAt ? 1 : 0;
    const found = parser.resume?.(end, bytes.subarray(from)) ?? -1;
    if (found === -1) return false;
    if (from + found > 0) this.drift(from + found);
    this.arrive();
    return true;
  }

  private arrive(): void {
    this.close('whole');
    this.isAdrift = false;
  }

  /** Bytes that are no protocol's: as the user wishes them cut. */
  private drift(count: number): void {
    const { talk } = this.both;
    this.isNewTurn = false;
    for (let rest = count; rest > 0; ) {
      const { first, together } = this.unread;
      const length = Math.min(rest, together);
      if (talk.kind === 'silence' && this.unit !== null && first.micros - this.unit.endMicros >= talk.micros)
        this.close('whole');
      if (this.unit === null) this.begin(first, {});
      this.preview(this.unit!, length);
      this.grow(length);
      if (talk.kind === 'pieces') this.close('whole');
      rest -= length;
    }
  }

  /** What drifts says no more than how it begins, in however many pieces that comes. */
  private preview(unit: Unit, length: number): void {
    const known = unit.size === 0 || unit.size === unit.missing ? NOTHING : this.start;
    if (known.length === PREVIEW_BYTES) return;
    const { bytes } = this.unread;
    this.start = Buffer.concat([known, bytes.subarray(0, Math.min(length, PREVIEW_BYTES - known.length))]);
    this.both.change(unit, { words: previewOf(this.start) });
  }

  private driftAll(): void {
    if (this.unread.bytes.length > 0) this.drift(this.unread.bytes.length);
  }

  private begin(mark: Mark, about: About): void {
    const { reading, talk } = this.both;
    const { offset } = this.unread;
    if (reading !== null && reading !== 'held' && !this.isAdrift) {
      this.unit = this.both.begin(this, mark, offset, reading.protocol.name, about);
    } else {
      const role = reading === null ? 'talk' : 'notice';
      this.unit = this.both.begin(this, mark, offset, talk.kind, { kind: 'bytes', role });
    }
  }

  private grow(count: number): void {
    const unit = this.unit!;
    const mark = this.unread.take(count);
    this.came(unit, count, mark);
    if (this.left > 0) this.passed(count);
  }

  private miss(count: number, mark: Mark): void {
    const unit = this.unit!;
    this.unread.skip(count);
    unit.missing += count;
    this.came(unit, count, mark);
    if (this.left > 0) this.passed(count);
  }

  private came(unit: Unit, count: number, { micros, packet }: Mark): void {
    unit.size += count;
    unit.endMicros = Math.max(unit.endMicros, micros);
    unit.lastPacket = Math.max(unit.lastPacket, packet);
    this.both.came(micros);
  }

  private passed(count: number): void {
    this.left -= count;
    if (this.left === 0 && this.endsThen) this.close('whole');
  }

  private close(state: 'whole' | 'cut'): void {
    const { unit } = this;
    if (unit === null) return;
    this.unit = null;
    unit.state = state;
    this.both.change(unit, {});
  }
}
