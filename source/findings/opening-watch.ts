/** SYNs and what answered them. */
import { TcpFlag } from '../wire/segments.ts';
import type { Classifier } from './classify.ts';
import type { Attempt } from './events.ts';
import type { EvidenceSegment } from './evidence-segment.ts';

const MOST_LISTED = 32;
/** Options are aligned with at most this much padding in a row. */
const MOST_PADDING = 3;
/** A first window this many times below the SYN's is written in other units: the sender scales it. */
const LEAST_SCALED = 4;

export class OpeningWatch {
  readonly syns: Attempt[] = [];
  readonly synAcks: Attempt[] = [];
  synCount = 0;
  synAckCount = 0;
  /** The client's ACK of the handshake was seen before a further SYN/ACK. */
  synAckAfterAck = false;
  /** Answered its SYN with an ACK of something else: the server holds an older connection (RFC 5961 section 4). */
  challenged: Attempt | null = null;
  /** A SYN of this side had options overwritten with padding. */
  readonly padded: [Attempt | null, Attempt | null] = [null, null];
  /** This side scales its windows though its SYN, as captured, says nothing of it. */
  readonly scalesSilently: [Attempt | null, Attempt | null] = [null, null];
  readonly #synWindows = [0, 0];
  readonly #settled = [false, false];
  readonly #classifier: Classifier;

  constructor(classifier: Classifier) {
    this.#classifier = classifier;
  }

  /** A SYN or SYN/ACK. */
  syn({ flags, micros, packet, window, side, paddingInRow }: EvidenceSegment): void {
    const answers = (flags & TcpFlag.ack) !== 0;
    if (answers) this.synAckCount++;
    else this.synCount++;
    const established = this.#classifier.handshake.establishedMicros !== null;
    if (answers && this.synAckCount > 1 && established) this.synAckAfterAck = true;
    const list = answers ? this.synAcks : this.syns;
    if (list.length < MOST_LISTED) list.push({ micros, packet });
    if (paddingInRow > MOST_PADDING) this.padded[side] ??= { micros, packet };
    this.#synWindows[side] = window;
  }

  /** Any other segment but a reset. `client`: who opens. */
  follow(segment: EvidenceSegment, client: 0 | 1): void {
    const { side, flags, length, micros, packet } = segment;
    const opening = this.synCount > 0 && this.synAckCount === 0;
    if (opening && side !== client && flags === TcpFlag.ack && length === 0 && !this.#acknowledgesSyn(segment, client))
      this.challenged ??= { micros, packet };
    if (!this.#settled[side] && this.#synWindows[side] > 0) {
      this.#settled[side] = true;
      const flow = this.#classifier.flows[side];
      // What the socket has room for has hardly changed: only its unit has.
      const ratio = this.#synWindows[side] / Math.max(1, segment.window);
      if (flow.scale === null && length === 0 && ratio >= LEAST_SCALED && segment.window > 0)
        this.scalesSilently[side] = { micros, packet };
    }
  }

  #acknowledgesSyn({ acknowledgement }: EvidenceSegment, client: 0 | 1): boolean {
    const { isn } = this.#classifier.flows[client];
    return isn === null || acknowledgement === (isn + 1) >>> 0;
  }
}
