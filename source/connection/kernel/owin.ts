/**
 * Bytes outstanding: sent beyond the peer's last acknowledgement (docs/tcptrace.md, "Outstanding window"). Signed doubles
 * stand for tcptrace's unsigned 64-bit numbers: a negative value is above every other.
 */
import { Direction } from './generated/direction';
import { settings } from './settings';

const HALF_THE_SPACE: f64 = 2147483648;
const TWO_TO_32: f64 = 4294967296;
const TWO_TO_64: f64 = TWO_TO_32 * TWO_TO_32;

/** µs. */
const SECOND: f64 = 1e6;

/**
 * Takes a sample. `end`: unwrapped, the sequence number behind the segment's `length` bytes. `acked`: the peer's last
 * acknowledgement number, or this side's ISN before the first; 0 = neither.
 */
export function sampleOwin(mine: Direction, end: i64, length: i32, acked: u32, now: f64): void {
  const owin = acked === 0 ? <f64>length : <f64>(end - <i64>acked + 1);
  if (isAbove(owin, mine.owinMax)) mine.owinMax = owin;
  const min = mine.owinMin;
  if (owin !== 0 && (min === 0 || isAbove(min, owin))) mine.owinMin = owin;
  mine.owinTotal += owin;
  mine.owinCount++;
  if (acked !== 0) countOutstanding(mine, <i32>(<u32>end - acked));
  weigh(mine, now);
  mine.owinPreviousMicros = now;
  mine.owinPrevious = owin;
  const decided = settings.outcome;
  decided.owinSampled = 1;
  decided.owin = owin;
}

/** As unsigned numbers. */
function isAbove(one: f64, other: f64): bool {
  return one >= 0 === other >= 0 ? one > other : one < 0;
}

/** `outstanding`: modulo 2^32, below 0 for a segment older than the acknowledgement. */
function countOutstanding(mine: Direction, outstanding: i32): void {
  if (outstanding < 0) return;
  if (<u32>outstanding > mine.outstandingMax) mine.outstandingMax = outstanding;
  mine.outstandingTotal += <f64>outstanding;
  mine.outstandingCount++;
}

/** The previous sample held until now: each term is cut to whole byte × seconds. */
function weigh(mine: Direction, now: f64): void {
  const since = mine.owinPreviousMicros;
  // No sample yet, or one in the first second of 1970.
  if (since >= 0 && since < SECOND) return;
  const previous = mine.owinPrevious;
  const elapsed = now - since;
  // tcptrace's figure is one byte above what is outstanding, and absurd across a wrap of the sequence space.
  if (previous > 1 && previous < HALF_THE_SPACE && elapsed > 0) mine.outstandingWeighted += (previous - 1) * elapsed;
  // Less than a whole byte second; also where the clock went back.
  if (previous < 0 || previous * elapsed >= SECOND) addByteSeconds(mine, previous, elapsed);
}

function addByteSeconds(mine: Direction, previous: f64, elapsed: f64): void {
  const seconds = elapsed > 0 ? elapsed / SECOND : 0;
  const term = trunc((previous < 0 ? previous + TWO_TO_64 : previous) * seconds);
  if (term < TWO_TO_32) mine.owinWeightedLow += term;
  else if (term < TWO_TO_64) {
    const high = floor(term / TWO_TO_32);
    mine.owinWeightedLow += term - high * TWO_TO_32;
    mine.owinWeightedHigh += <u32>(<u64>high);
  }
}
