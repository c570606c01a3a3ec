/**
 * The last units of a conversation that is not seen whole: packets of its middle may be left out. What is shown is right all
 * the same: a unit goes on across what was left out only where the other side has certainly said nothing meanwhile.
 */
import { TcpFlag } from '../wire/segments.ts';
import { AUTOMATIC, type Reading } from './choice.ts';
import { Dialogue } from './dialogue.ts';
import { InOrder } from './in-order.ts';
import type { StreamSegment } from './sequence-line.ts';
import type { Unit } from './unit.ts';

/** Units kept: as many as the highest terminal shows, and at most so many before they are cut back. */
const KEPT_UNITS = 128;
const MOST_UNITS = 1024;

/** So many packets cannot hold 2^31 bytes, beyond which a sequence number does not say how far it has come (RFC 9293 section 3.4). */
const MOST_LEFT_OUT = 2 ** 31 / 65_536;

export class PassingUnits {
  private readonly ports: readonly [number, number];
  private readonly reading: Reading;
  private dialogue: Dialogue;
  private order: InOrder;
  private units: Unit[] = [];
  private leftOutNow = 0;
  /** The first unit began in what was left out. */
  private beginsInside = false;

  /** `ports`: of A and B, a hint at the protocol. */
  constructor(ports: readonly [number, number], reading: Reading = AUTOMATIC) {
    this.ports = ports;
    this.reading = reading;
    this.dialogue = this.listen(reading);
    this.order = new InOrder(this.dialogue);
  }

  /** A unit whose beginning was left out is shown only while there is no other, and says so. */
  get messages(): readonly Unit[] {
    this.dialogue.settle();
    const { units } = this;
    if (!this.beginsInside || units.length === 0) return units;
    const [first, ...others] = units;
    return others.length > 0 ? others : [{ ...first, words: `(from its middle on) ${first.words}` }];
  }

  /** So many packets come between the last segment and the next. */
  leftOut(packets: number): void {
    this.leftOutNow += packets;
  }

  add(segment: StreamSegment): void {
    const wasLeftOut = this.leftOutNow > 0;
    if (wasLeftOut) this.bridge(segment);
    this.order.add(segment);
    // What is missing before it was left out, and will not come.
    if (wasLeftOut) this.order.finish();
    if (this.units.length > MOST_UNITS) {
      this.units = this.units.slice(-KEPT_UNITS);
      this.beginsInside = false;
    }
  }

  /** No more segments will come. */
  finish(): void {
    this.order.finish();
    this.dialogue.finish();
  }

  private listen(reading: Reading): Dialogue {
    return new Dialogue({ ports: this.ports, ...reading, heard: { began: (unit) => this.units.push(unit) } });
  }

  private bridge(segment: StreamSegment): void {
    if (this.goesOn(segment)) {
      this.dialogue.leftOut();
    } else {
      const { protocol } = this.dialogue;
      const choice = protocol === null ? this.reading.choice : ({ kind: 'protocol', protocol } as const);
      this.units = [];
      this.dialogue = this.listen({ ...this.reading, choice });
      this.order = new InOrder(this.dialogue);
      this.beginsInside = true;
    }
    this.leftOutNow = 0;
  }

  /** All that was left out belongs to the last unit. */
  private goesOn({ side, flags, sequence, acknowledgement }: StreamSegment): boolean {
    const speaker = this.units.at(-1)?.side;
    if (speaker === undefined || this.leftOutNow >= MOST_LEFT_OUT) return false;
    const listener = speaker === 0 ? 1 : 0;
    if (side !== speaker) return this.order.endsAt(listener, sequence);
    return (flags & TcpFlag.ack) !== 0 && this.order.endsAt(listener, acknowledgement);
  }
}
