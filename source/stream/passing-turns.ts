/**
 * The last turns of a conversation that is not seen whole: packets of its middle may be left out. What is shown is right all
 * the same: a turn goes on across what was left out only where the other side has certainly said nothing meanwhile.
 */
import { TcpFlag } from '../wire/segments.ts';
import type { Message } from './conversation.ts';
import { Turns } from './messages.ts';
import type { StreamSegment } from './sequence-line.ts';

/** Messages kept: as many as the highest terminal shows, and at most so many before they are cut back. */
const KEPT_MESSAGES = 128;
const MOST_MESSAGES = 1024;

/** So many packets cannot hold 2^31 bytes, beyond which a sequence number does not say how far it has come (RFC 9293 section 3.4). */
const MOST_LEFT_OUT = 2 ** 31 / 65_536;

export class PassingTurns {
  private turns = new Turns();
  private leftOutNow = 0;
  /** The first message began in what was left out; the last one ended there. */
  private beginsInside = false;
  private endsInside = false;

  /** A message whose beginning was left out is shown only while there is no other, and says so. */
  get messages(): readonly Message[] {
    const { messages } = this.turns;
    if (!this.beginsInside || messages.length === 0) return messages;
    const [first, ...others] = messages;
    return others.length > 0 ? others : [{ ...first, preview: `(from its middle on) ${first.preview}` }];
  }

  /** So many packets come between the last segment and the next. */
  leftOut(packets: number): void {
    this.leftOutNow += packets;
  }

  add(segment: StreamSegment): void {
    if (this.leftOutNow > 0) this.bridge(segment);
    const last = this.turns.messages.at(-1);
    this.turns.add(segment);
    if (this.endsInside && segment.length > 0) {
      const next = this.turns.messages.at(-1);
      // Since when was it waited for?
      if (next !== undefined && next !== last) next.wait = null;
      this.endsInside = false;
    }
    if (this.turns.messages.length > MOST_MESSAGES) {
      this.turns.keepLast(KEPT_MESSAGES);
      this.beginsInside = false;
    }
  }

  private bridge(segment: StreamSegment): void {
    const goesOn = this.goesOn(segment);
    if (!goesOn) this.turns = new Turns();
    this.beginsInside ||= !goesOn;
    this.endsInside = goesOn && segment.side !== this.turns.messages.at(-1)?.side;
    this.leftOutNow = 0;
  }

  /** All that was left out belongs to the last turn. */
  private goesOn({ side, flags, sequence, acknowledgement }: StreamSegment): boolean {
    const { messages, sides } = this.turns;
    const speaker = messages.at(-1)?.side;
    if (speaker === undefined || this.leftOutNow >= MOST_LEFT_OUT) return false;
    const listener = sides[1 - speaker];
    if (side !== speaker) return listener.endsAt(sequence);
    return (flags & TcpFlag.ack) !== 0 && listener.endsAt(acknowledgement);
  }
}
