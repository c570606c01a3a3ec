/**
 * Bytes outstanding: sent beyond the peer's last acknowledgement (docs/tcptrace.md, "Outstanding window"). Signed doubles
 * stand for tcptrace's unsigned 64-bit numbers: a negative value is above every other.
 */
import type { SegmentOutcome } from '../outcome.ts';
import type { DirectionRows } from '../rows/directions.ts';
import { Owin } from '../rows/owin.ts';

const TWO_TO_32 = 2 ** 32;
const HALF_THE_SPACE = 2 ** 31;
const TWO_TO_64 = 2 ** 64;

export class OwinStage {
  private readonly f64: Float64Array;
  private readonly doubles: number;
  private readonly outcome: SegmentOutcome;

  constructor(rows: DirectionRows, outcome: SegmentOutcome) {
    this.f64 = rows.f64;
    this.doubles = rows.doubles;
    this.outcome = outcome;
  }

  /** Takes a sample. `acked`: the peer's last acknowledgement number, or this side's ISN before the first; 0 = neither. */
  sample(sequence: number, length: number, direction: number, acked: number, now: Float64Array): void {
    const { f64 } = this;
    const d = direction * this.doubles;
    const owin = acked === 0 ? length : sequence + length - (acked - 1);
    const max = f64[d + Owin.max];
    if (owin >= 0 === max >= 0 ? owin > max : owin < 0) f64[d + Owin.max] = owin;
    const min = f64[d + Owin.min];
    if (owin !== 0 && (min === 0 || (owin >= 0 === min >= 0 ? owin < min : owin > 0))) f64[d + Owin.min] = owin;
    f64[d + Owin.total] += owin;
    f64[d + Owin.count]++;
    if (acked !== 0) this.countOutstanding(d, (sequence + length - acked) | 0);
    this.weigh(d, now);
    f64[d + Owin.previousMicros] = now[0];
    f64[d + Owin.previous] = owin;
    this.outcome.owinSampled = true;
    this.outcome.owin = owin;
  }

  /** `outstanding`: modulo 2^32, below 0 for a segment older than the acknowledgement. */
  private countOutstanding(d: number, outstanding: number): void {
    if (outstanding < 0) return;
    const { f64 } = this;
    if (outstanding > f64[d + Owin.outstandingMax]) f64[d + Owin.outstandingMax] = outstanding;
    f64[d + Owin.outstandingTotal] += outstanding;
    f64[d + Owin.outstandingCount]++;
  }

  /** The previous sample held until now: each term is cut to whole byte × seconds. */
  private weigh(d: number, now: Float64Array): void {
    const { f64 } = this;
    const since = f64[d + Owin.previousMicros];
    // No sample yet, or one in the first second of 1970.
    if (since >= 0 && since < 1e6) return;
    const previous = f64[d + Owin.previous];
    const elapsed = now[0] - since;
    // tcptrace's figure is one byte above what is outstanding, and absurd across a wrap of the sequence space.
    if (previous > 1 && previous < HALF_THE_SPACE && elapsed > 0)
      f64[d + Owin.outstandingWeighted] += (previous - 1) * elapsed;
    // Less than a whole byte second; also where the clock went back.
    if (previous >= 0 && previous * elapsed < 1e6) return;
    const seconds = elapsed > 0 ? elapsed / 1e6 : 0;
    const term = Math.trunc((previous < 0 ? previous + TWO_TO_64 : previous) * seconds);
    if (term < TWO_TO_32) f64[d + Owin.weightedLow] += term;
    else if (term < TWO_TO_64) {
      f64[d + Owin.weightedLow] += term % TWO_TO_32;
      f64[d + Owin.weightedHigh] += Math.floor(term / TWO_TO_32);
    }
  }
}
