/** Windows closed, opened and filled, and the time data was in flight. */
import { TcpFlag } from '../wire/segments.ts';
import type { Classification } from './classification.ts';
import { type Classifier, SHORTEST_TIMER } from './classify.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { Flow } from './flow.ts';
import type { SideEvidence } from './side-evidence.ts';

/** A window that was filled this long before it closed was closed on data that waits, µs. */
const FILLED_BEFORE = 1_000_000;
const DEFAULT_MSS = 536;
/** A window counts as full from this share on. */
const NEARLY_FULL = 0.9;

/** A flight this many times the largest so far is a larger one; below this share of it, it has fallen. */
const GROWN = 1.03;
const FALLEN = 0.9;

/** What a side's window was before the segment at hand. */
export interface WindowBefore {
  zeroSince: number | null;
  window: number | null;
}

export class WindowWatch {
  readonly #sides: readonly [SideEvidence, SideEvidence];
  readonly #classifier: Classifier;
  /** Of each side's data: since when so much has been in flight. */
  readonly #flights = [
    { micros: 0, bytes: 0, limited: false, fell: false },
    { micros: 0, bytes: 0, limited: false, fell: false },
  ];

  constructor(sides: readonly [SideEvidence, SideEvidence], classifier: Classifier) {
    this.#sides = sides;
    this.#classifier = classifier;
  }

  /** Takes the segment's window; returns the µs that data has waited for it when it opens again, else 0. */
  add(segment: EvidenceSegment, found: Classification, before: WindowBefore): number {
    if (segment.flags & (TcpFlag.syn | TcpFlag.rst)) return 0;
    const own = this.#sides[segment.side];
    const waited = this.#closing(segment, found, before.zeroSince);
    this.#update(segment, found);
    const { window } = this.#classifier.flows[segment.side];
    if (window === null) return waited;
    if (own.windowFirst === 0) own.windowFirst = window;
    own.windowMax = Math.max(own.windowMax, window);
    const mss = this.#classifier.flows[1 - segment.side].mss ?? DEFAULT_MSS;
    const step = window - (before.window ?? window);
    const small = step > 0 && step < Math.min(mss, own.windowMax / 2) && window < 2 * mss;
    if (found.windowUpdate && small) own.smallSteps.add(segment.packet, segment.micros);
    return waited;
  }

  /** Measures, from event to event, how long data is in flight and how much of the window it fills. */
  progress(micros: number): void {
    for (const side of [0, 1] as const) {
      const own = this.#sides[side];
      const flight = this.#flights[side];
      const span = Math.max(0, micros - flight.micros);
      if (flight.bytes > 0) {
        own.busyMicros += span;
        // A longer silence is one of the retransmission timer's, whatever the window.
        if (flight.limited && span < Math.max(SHORTEST_TIMER, 1.5 * this.#classifier.pathRtt))
          own.limitedMicros += span;
      }
      const { window } = this.#classifier.flows[1 - side];
      flight.micros = micros;
      flight.bytes = this.#classifier.flows[side].outstanding;
      flight.limited = window !== null && flight.bytes >= NEARLY_FULL * window;
      this.#plateau(own, flight);
    }
  }

  /** A flight that comes back to the same height again and again. */
  #plateau(own: SideEvidence, flight: { bytes: number; fell: boolean }): void {
    if (flight.bytes > GROWN * own.flightMax) own.plateaus = 0;
    own.flightMax = Math.max(own.flightMax, flight.bytes);
    if (flight.bytes < FALLEN * own.flightMax) flight.fell = true;
    else if (flight.fell && flight.bytes * GROWN > own.flightMax) {
      flight.fell = false;
      own.plateaus++;
    }
  }

  /** Windows that are still closed count up to here. */
  finish(lastMicros: number): void {
    for (const side of [0, 1] as const) {
      const flow: Flow = this.#classifier.flows[side];
      const own = this.#sides[side];
      if (flow.zeroSince !== null && own.zeroWindowOpen) own.zeroWindows.total += lastMicros - flow.zeroSince;
    }
  }

  /** The sender still asks though the window has opened: it has not heard of it. */
  #update({ side, packet, micros }: EvidenceSegment, found: Classification): void {
    const receiver = this.#sides[1 - side];
    const { reopened, updatesLost } = receiver;
    if (reopened.micros === 0) return;
    if (found.kind === 'keep-alive' && micros - reopened.micros > this.#classifier.pathRtt) {
      reopened.asked = true;
    } else if (found.frontier) {
      if (reopened.asked) updatesLost.add(packet, micros, micros - reopened.micros);
      reopened.micros = 0;
      reopened.asked = false;
    }
  }

  #closing({ side, micros, packet }: EvidenceSegment, found: Classification, since: number | null): number {
    const own = this.#sides[side];
    const sender = this.#sides[1 - side];
    if (found.zeroWindow) {
      if (since === null) own.zeroWindows.add(packet, micros);
      own.zeroWindowOpen = true;
      return 0;
    }
    if (since === null) return 0;
    own.zeroWindowOpen = false;
    const probed = sender.probes.lastMicros >= since || sender.windowFull.lastMicros >= since - FILLED_BEFORE;
    if (!probed) return 0;
    own.zeroWindows.total += micros - since;
    own.reopened.micros = micros;
    return micros - since;
  }
}
