/** Small segments that wait for acknowledgements (RFC 1122 section 4.2.3.2) because of Nagle's rule (RFC 896). */
import type { Classification } from './classification.ts';
import type { Classifier } from './classify.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { SideEvidence } from './side-evidence.ts';

/** How long acknowledgements are held back: from 35 ms (Linux: 40) to RFC 1122's 500 ms, µs. */
const HELD_BACK = { from: 35_000, to: 500_000 };
/** A wait shorter than this nobody notices, µs. */
const LEAST_WAIT = 20_000;
/** A write that waited for an acknowledgement follows it within this, µs. */
const AT_ONCE = 5000;
/** What counts as small where the MSS is not known, bytes. */
const SMALL = 1000;

export class DelayedAckWatch {
  readonly #sides: readonly [SideEvidence, SideEvidence];
  readonly #classifier: Classifier;
  readonly #client: () => 0 | 1;
  /** A small segment that is all a side has in flight. */
  readonly #lone: [Lone | null, Lone | null] = [null, null];
  /** The acknowledgement that let a side go on. */
  readonly #freed: [Freed | null, Freed | null] = [null, null];

  constructor(sides: readonly [SideEvidence, SideEvidence], classifier: Classifier, client: () => 0 | 1) {
    this.#client = client;
    this.#sides = sides;
    this.#classifier = classifier;
  }

  /** New data of a side; `turn`: the other side spoke before. */
  data({ micros, packet, length, side }: EvidenceSegment, end: number, turn: boolean): void {
    const own = this.#sides[side];
    const flow = this.#classifier.flows[side];
    const small = length < (flow.mss ?? SMALL);
    const freed = this.#freed[side];
    if (!turn && small) {
      own.smallParts++;
      // As soon as the acknowledgement arrives there: a round trip from here to the side and back.
      const late = freed === null ? Number.POSITIVE_INFINITY : micros - freed.micros - this.#roundTripTo(side);
      const waited = freed === null ? 0 : micros - freed.since;
      if (Math.abs(late) <= AT_ONCE && waited >= LEAST_WAIT) own.nagle.add(packet, micros, waited);
    }
    this.#freed[side] = null;
    this.#lone[side] = small && flow.outstanding === length ? { micros, end } : null;
  }

  /** An acknowledgement of the other side's data. */
  acknowledgement(segment: EvidenceSegment, found: Classification): void {
    const side = (1 - segment.side) as 0 | 1;
    const lone = this.#lone[side];
    if (lone === null || segment.length > 0) return;
    this.#lone[side] = null;
    const wait = segment.micros - lone.micros;
    const covered = this.#classifier.flows[side].acked >= lone.end && found.rtt >= 0;
    if (!covered || wait > HELD_BACK.to) return;
    this.#freed[side] = { micros: segment.micros, since: lone.micros };
    const sender = this.#sides[side];
    // On a long way every acknowledgement comes late.
    if (wait < HELD_BACK.from || (wait < 2 * sender.rtt.min && sender.rtt.count > 1)) return;
    sender.delayedAcks.add(segment.packet, segment.micros, wait);
  }

  /** µs from here to a side and back: how long after an acknowledgement its answer comes by. */
  #roundTripTo(side: 0 | 1): number {
    const { rtt } = this.#sides[1 - side];
    const parts = this.#classifier.handshake.parts;
    return Math.min(
      rtt.min,
      parts === null ? Number.POSITIVE_INFINITY : side === this.#client() ? parts.toClient : parts.toServer,
    );
  }
}

interface Lone {
  micros: number;
  end: number;
}

interface Freed {
  micros: number;
  /** When the segment that it acknowledges was sent, µs. */
  since: number;
}
