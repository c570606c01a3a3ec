/** What packets and ICMP errors tell of the way: congestion marks, hops, sizes, and what network cards do to captures. */
import { CongestionEcho } from '../connection/congestion-echo.ts';
import { TcpFlag } from '../wire/segments.ts';
import type { Classifier } from './classify.ts';
import type { IcmpReport } from './events.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { SideEvidence } from './side-evidence.ts';

const MOST_LISTED = 32;
/** IPv4 and TCP headers without options, bytes: a segment with more payload than MTU minus these is too big for sure. */
const HEADERS = 40;
/** RFC 791's smallest MTU that every link has; less in an ICMP error is damage or an attack. */
const LEAST_MTU = 68;

export class PathWatch {
  readonly icmp: IcmpReport[] = [];
  /** Largest packet that the path takes towards the other side, as ICMP said, bytes. */
  readonly #mtu: [number | null, number | null] = [null, null];
  /** Offset up to which a side had sent when it was told so: that is sent again in smaller segments. */
  readonly #tooBigUntil = [0, 0];
  readonly #echo = new CongestionEcho();
  readonly #sides: readonly [SideEvidence, SideEvidence];
  readonly #classifier: Classifier;

  constructor(sides: readonly [SideEvidence, SideEvidence], classifier: Classifier) {
    this.#sides = sides;
    this.#classifier = classifier;
  }

  /** An error about one of its segments. */
  report(error: IcmpReport): void {
    const { mtu, side } = error;
    if (mtu !== null && mtu >= LEAST_MTU) {
      this.#mtu[side] = mtu;
      this.#tooBigUntil[side] = this.#classifier.flows[side].next;
    }
    if (this.icmp.length < MOST_LISTED) this.icmp.push(error);
  }

  header({ ecn, flags, hops, packet, micros, side }: EvidenceSegment): void {
    const own = this.#sides[side];
    if (ecn === 3) own.congestionMarks.add(packet, micros);
    if (this.#echo.signals(side, flags)) own.congestionEchoes.add(packet, micros);
    if (flags & TcpFlag.rst) return;
    if (own.hops === -1) own.hops = hops;
    else if (hops !== own.hops) own.otherHops.add(packet, micros);
  }

  /** A full segment is sent again in smaller ones at once: its sender has heard that it was too big, unseen from here. */
  smaller(side: 0 | 1): void {
    this.#tooBigUntil[side] = this.#classifier.flows[side].next;
  }

  /** Bytes up to offset `end` are resent because they were too big before: no loss. */
  isCutSmaller(side: 0 | 1, end: number): boolean {
    return end <= this.#tooBigUntil[side];
  }

  data(segment: EvidenceSegment): void {
    const { micros, packet, length, side } = segment;
    const own = this.#sides[side];
    const largest = this.#classifier.flows[1 - side].mss ?? length;
    const limit = this.#mtu[side];
    // What is larger than the MSS, the network card has yet to cut (TSO).
    if (length > largest) own.oversized.add(packet, micros);
    else if (limit !== null && length + HEADERS > limit) own.tooBig.add(packet, micros);
  }
}
