/**
 * Bytes outstanding: sent beyond the peer's last acknowledgement (docs/tcptrace.md, "Outstanding window"). Signed doubles
 * stand for tcptrace's unsigned 64-bit numbers: a negative value is above every other.
 */
import * as Outcome from '../rows/fields/outcome';
import * as Owin from '../rows/fields/owin-doubles';
import * as OwinWord from '../rows/fields/owin-words';
import { outcome } from './outcome';
import { Row } from './rows';

const HALF_THE_SPACE: f64 = 2147483648;
const TWO_TO_32: f64 = 4294967296;
const TWO_TO_64: f64 = 18446744073709551616.0;

/** µs. */
const SECOND: f64 = 1e6;

/**
 * Takes a sample. `end`: unwrapped, the sequence number behind the segment's `length` bytes. `acked`: the peer's last
 * acknowledgement number, or this side's ISN before the first; 0 = neither.
 */
@inline
export function sampleOwin(mine: Row, end: i64, length: i32, acked: u32, now: f64): void {
  const owin = acked === 0 ? <f64>length : <f64>(end - <i64>acked + 1);
  if (isAbove(owin, mine.f64[Owin.max])) mine.f64[Owin.max] = owin;
  const min = mine.f64[Owin.min];
  if (owin !== 0 && (min === 0 || isAbove(min, owin))) mine.f64[Owin.min] = owin;
  mine.f64[Owin.total] += owin;
  mine.u32[OwinWord.count]++;
  if (acked !== 0) countOutstanding(mine, <i32>(<u32>end - acked));
  weigh(mine, now);
  mine.f64[Owin.previousMicros] = now;
  mine.f64[Owin.previous] = owin;
  const decided = outcome();
  decided[Outcome.owinSampled] = 1;
  decided[Outcome.owin] = owin;
}

/** As unsigned numbers. */
@inline
function isAbove(one: f64, other: f64): bool {
  return one >= 0 === other >= 0 ? one > other : one < 0;
}

/** `outstanding`: modulo 2^32, below 0 for a segment older than the acknowledgement. */
@inline
function countOutstanding(mine: Row, outstanding: i32): void {
  if (outstanding < 0) return;
  if (<u32>outstanding > mine.u32[OwinWord.outstandingMax]) mine.u32[OwinWord.outstandingMax] = outstanding;
  mine.f64[Owin.outstandingTotal] += <f64>outstanding;
  mine.u32[OwinWord.outstandingCount]++;
}

/** The previous sample held until now: each term is cut to whole byte × seconds. */
@inline
function weigh(mine: Row, now: f64): void {
  const since = mine.f64[Owin.previousMicros];
  // No sample yet, or one in the first second of 1970.
  if (since >= 0 && since < SECOND) return;
  const previous = mine.f64[Owin.previous];
  const elapsed = now - since;
  // tcptrace's figure is one byte above what is outstanding, and absurd across a wrap of the sequence space.
  if (previous > 1 && previous < HALF_THE_SPACE && elapsed > 0)
    mine.f64[Owin.outstandingWeighted] += (previous - 1) * elapsed;
  // Less than a whole byte second; also where the clock went back.
  if (previous < 0 || previous * elapsed >= SECOND) addByteSeconds(mine, previous, elapsed);
}

function addByteSeconds(mine: Row, previous: f64, elapsed: f64): void {
  const seconds = elapsed > 0 ? elapsed / SECOND : 0;
  const term = trunc((previous < 0 ? previous + TWO_TO_64 : previous) * seconds);
  if (term < TWO_TO_32) mine.f64[Owin.weightedLow] += term;
  else if (term < TWO_TO_64) {
    const high = floor(term / TWO_TO_32);
    mine.f64[Owin.weightedLow] += term - high * TWO_TO_32;
    mine.u32[OwinWord.weightedHigh] += <u32>(<u64>high);
  }
}
