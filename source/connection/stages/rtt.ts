/**
 * Round-trip times of the segments a side sent, as tcptrace takes them (docs/tcptrace.md, "Round trips").
 */
import type { AckKind, SegmentOutcome } from '../outcome.ts';
import type { DirectionRows } from '../rows/directions.ts';
import { Rtt, RttWord } from '../rows/rtt.ts';
import type { SegmentListener } from '../segment-store.ts';

export class RttStage implements SegmentListener {
  private readonly f64: Float64Array;
  private readonly u32: Uint32Array;
  private readonly doubles: number;
  private readonly words: number;
  private readonly outcome: SegmentOutcome;

  constructor(rows: DirectionRows, outcome: SegmentOutcome) {
    this.f64 = rows.f64;
    this.u32 = rows.u32;
    this.doubles = rows.doubles;
    this.words = rows.words;
    this.outcome = outcome;
  }

  cumulative(direction: number): void {
    this.u32[direction * this.words + RttWord.cumulativeAcks]++;
  }

  duplicate(direction: number, triple: boolean): void {
    this.u32[direction * this.words + RttWord.duplicateAcks]++;
    if (triple) this.u32[direction * this.words + RttWord.tripleDuplicateAcks]++;
  }

  retransmitted(direction: number, elapsed: number, times: number): void {
    const { f64, u32 } = this;
    const d = direction * this.doubles;
    const w = direction * this.words;
    if (times > u32[w + RttWord.mostRetransmits]) u32[w + RttWord.mostRetransmits] = times;
    if (elapsed > f64[d + Rtt.retransmitMax]) f64[d + Rtt.retransmitMax] = elapsed;
    const min = f64[d + Rtt.retransmitMin];
    if (min === 0 || elapsed < min) f64[d + Rtt.retransmitMin] = elapsed;
    f64[d + Rtt.retransmitSum] += elapsed;
    f64[d + Rtt.retransmitSumOfSquares] += elapsed * elapsed;
    u32[w + RttWord.retransmitCount]++;
  }

  /** A segment was acknowledged to its last byte, `elapsed` µs after it was last sent. */
  sample(
    direction: number,
    elapsed: number,
    later: boolean,
    retransmits: number,
    first: number,
    last: number,
  ): AckKind {
    const { f64, u32, outcome } = this;
    const d = direction * this.doubles;
    const w = direction * this.words;
    outcome.rtt = later ? 0 : elapsed;
    outcome.rttSequence = first;
    outcome.rttRetransmits = retransmits;
    if (later) {
      f64[d + Rtt.last] = 0;
      u32[w + RttWord.noSample]++;
      return 'no-sample';
    }
    if (retransmits !== 0) {
      this.extremes(d + Rtt.ambiguousMin, elapsed);
      u32[w + RttWord.ambiguousCount]++;
      f64[d + Rtt.last] = 0;
      return 'ambiguous';
    }
    f64[d + Rtt.last] = elapsed;
    this.extremes(d + Rtt.min, elapsed);
    u32[w + RttWord.count]++;
    if (last > first) this.sampleLargest(d, w, last - first + 1, elapsed);
    // tcptrace takes a segment of one byte for one that goes round the whole sequence space.
    const size = last > first ? last - first + 1 : 2 ** 32 - first + last;
    const fullSize = f64[d + Rtt.fullSize];
    if (fullSize === 0 || size > fullSize) {
      f64[d + Rtt.fullSize] = size;
      f64.fill(0, d + Rtt.fullMin, d + Rtt.fullSumOfSquares + 1);
      u32[w + RttWord.fullCount] = 0;
    } else if (size !== fullSize) return 'sample';
    this.extremes(d + Rtt.fullMin, elapsed);
    u32[w + RttWord.fullCount]++;
    return 'sample';
  }

  /** Segments of one sequence number (SYN, FIN, probes) are nobody's largest. */
  private sampleLargest(d: number, w: number, size: number, elapsed: number): void {
    const { f64, u32 } = this;
    const largest = f64[d + Rtt.largestSize];
    if (size < largest) return;
    if (size > largest) {
      f64[d + Rtt.largestSize] = size;
      f64[d + Rtt.largestMin] = elapsed;
      f64[d + Rtt.largestMax] = elapsed;
      f64[d + Rtt.largestSum] = 0;
      u32[w + RttWord.largestCount] = 0;
    }
    if (elapsed < f64[d + Rtt.largestMin]) f64[d + Rtt.largestMin] = elapsed;
    if (elapsed > f64[d + Rtt.largestMax]) f64[d + Rtt.largestMax] = elapsed;
    f64[d + Rtt.largestSum] += elapsed;
    u32[w + RttWord.largestCount]++;
  }

  /** Minimum (0 = unset), maximum, sum and sum of squares stand in this order. */
  private extremes(min: number, elapsed: number): void {
    const { f64 } = this;
    if (f64[min] === 0 || elapsed < f64[min]) f64[min] = elapsed;
    if (elapsed > f64[min + 1]) f64[min + 1] = elapsed;
    f64[min + 2] += elapsed;
    f64[min + 3] += elapsed * elapsed;
  }
}
