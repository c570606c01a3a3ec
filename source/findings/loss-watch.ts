/** Segments sent again, lost and overtaken: what the classifier calls them, counted for the rules on loss. */
import type { Classification } from './classification.ts';
import type { Classifier } from './classify.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { Chain, SideEvidence } from './side-evidence.ts';

/** Holes within this belong to one round trip when that is not known, µs. */
const SHORT_ROUND_TRIP = 3000;
/** Retransmissions closer than this belong to one loss, µs; or than so many round trips. */
const ONE_LOSS = 50_000;
const ONE_LOSS_ROUND_TRIPS = 4;
const MOST_OF_CHAIN = 16;
/** Losses in one round trip from which on they are a burst. */
const MANY_AT_ONCE = 3;

export class LossWatch {
  readonly #sides: readonly [SideEvidence, SideEvidence];
  readonly #classifier: Classifier;

  constructor(sides: readonly [SideEvidence, SideEvidence], classifier: Classifier) {
    this.#sides = sides;
    this.#classifier = classifier;
  }

  /** Counts the segment; true if it resends data that somebody waits for. `closing`: it only resends an end. */
  add(segment: EvidenceSegment, found: Classification, closing: boolean): boolean {
    const { micros, packet, side } = segment;
    const own = this.#sides[side];
    if (found.lost !== 'unknown' && closing) {
      own.finAgain.add(packet, micros);
      return false;
    }
    switch (found.kind) {
      case 'timeout':
        break;
      case 'fast retransmission':
        if (own.fast.count === 0 || micros - own.fast.lastMicros > this.#classifier.pathRtt) own.fastRounds++;
        own.fast.add(packet, micros);
        break;
      case 'tail loss probe':
        own.tailProbes.add(packet, micros, found.gap);
        break;
      case 'spurious':
        own.spurious.add(packet, micros);
        break;
      case 'retransmission':
        break;
      case 'out of order':
        own.outOfOrder.add(packet, micros, found.gap);
        own.mostDisplaced = Math.max(own.mostDisplaced, found.gap);
        return false;
      case 'ahead':
        own.holes.add(packet, micros);
        return false;
      case 'SYN again':
        own.synAgain.add(packet, micros);
        return false;
      case 'FIN again':
        own.finAgain.add(packet, micros);
        return false;
      default:
        return false;
    }
    if (found.timer > 0) this.#timedOut(segment, found.timer, own);
    if (found.repairs) own.repaired++;
    if (found.changed) own.changed.add(packet, micros);
    this.#resent(segment, found, own);
    return true;
  }

  /** This side's data has been acknowledged up to `acked`. */
  acknowledged(side: 0 | 1, acked: number): void {
    const own = this.#sides[side];
    own.timeoutsInRow = 0;
    for (const chain of [own.chain, own.longestChain])
      if (chain !== null && acked > chain.start) chain.acknowledged = true;
  }

  finish(): void {
    for (const own of this.#sides) keepLongest(own, true);
  }

  /** Segments that wait together are one wait. */
  #timedOut({ micros, packet }: EvidenceSegment, timer: number, own: SideEvidence): void {
    own.timeouts.add(packet, micros, Math.min(timer, micros - own.timeouts.lastMicros));
    own.timeoutsInRow++;
    own.mostTimeoutsInRow = Math.max(own.mostTimeoutsInRow, own.timeoutsInRow);
  }

  #resent(segment: EvidenceSegment, found: Classification, own: SideEvidence): void {
    const { micros, packet, length } = segment;
    own.resent.add(packet, micros, length);
    own.resentMicros = micros;
    if (found.kind !== 'spurious') {
      own.recovery.lost();
      burst(own, micros, this.#classifier.pathRtt);
    }
    if (found.lost === 'before') own.lostBefore++;
    else own.lostAfter++;
    const oneLoss = Math.max(ONE_LOSS, ONE_LOSS_ROUND_TRIPS * this.#classifier.pathRtt);
    if (own.lossMicros > 0 && micros - own.lossMicros > oneLoss) own.lossGaps.add(micros - own.lossMicros);
    own.lossMicros = micros;
    const { chain } = own;
    if (chain !== null && chain.start === found.start && !chain.acknowledged) {
      lengthen(chain, packet, micros);
      return;
    }
    keepLongest(own);
    own.chain = {
      start: found.start,
      length,
      transmissions: Math.max(2, found.transmissions),
      firstMicros: micros - found.gap,
      lastMicros: micros,
      gaps: [found.gap],
      packets: [packet],
      windowFull: found.windowFull || this.#fillsWindow(segment.side),
      acknowledged: false,
    };
  }

  #fillsWindow(side: 0 | 1): boolean {
    const { window } = this.#classifier.flows[1 - side];
    return window !== null && window > 0 && this.#classifier.flows[side].outstanding >= window;
  }
}

/** Counts losses by round trip: do they come alone, or many at once? */
function burst({ bursts }: SideEvidence, micros: number, roundTrip: number): void {
  if (micros - bursts.since > Math.max(roundTrip, SHORT_ROUND_TRIP)) {
    bursts.since = micros;
    bursts.atOnce = 0;
  }
  bursts.total++;
  bursts.atOnce++;
  if (bursts.atOnce === MANY_AT_ONCE) bursts.inBursts += MANY_AT_ONCE;
  else if (bursts.atOnce > MANY_AT_ONCE) bursts.inBursts++;
  bursts.mostAtOnce = Math.max(bursts.mostAtOnce, bursts.atOnce);
}

function lengthen(chain: Chain, packet: number, micros: number): void {
  chain.transmissions++;
  if (chain.gaps.length < MOST_OF_CHAIN) chain.gaps.push(micros - chain.lastMicros);
  if (chain.packets.length < MOST_OF_CHAIN) chain.packets.push(packet);
  chain.lastMicros = micros;
}

/** Of the chains the longest is kept; the last one, if it was never acknowledged, before any that was. */
function keepLongest(own: SideEvidence, last = false): void {
  const { chain, longestChain } = own;
  own.chain = null;
  if (chain === null) return;
  const dead = last && !chain.acknowledged && longestChain?.acknowledged === true;
  if (longestChain === null || dead || chain.gaps.length > longestChain.gaps.length) own.longestChain = chain;
}
