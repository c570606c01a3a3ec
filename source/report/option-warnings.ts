/** What is wrong with a segment's TCP options, in tcptrace's words (docs/tcptrace.md, "Warnings" and "Options"). */
import type { SegmentBatch } from '../wire/segments.ts';

const SACK = 5;
const NAMES = new Map([
  [2, 'MAXSEG'],
  [3, 'WS'],
  [4, 'SACK_PERM'],
  [SACK, 'SACK'],
  [6, 'ECHO'],
  [7, 'ECHOREPLY'],
  [8, 'TS'],
  [11, 'CC'],
  [12, 'CCNEW'],
  [13, 'CCECHO'],
]);

/** The lines for segment i, packet `number` of the capture. */
export function* optionWarnings(segments: SegmentBatch, i: number, number: number): Generator<string, void, void> {
  const { bytes } = segments;
  const last = segments.last[i];
  const end = segments.transport[i] + segments.headerLength[i];
  for (let at = segments.transport[i] + 20; at < end; ) {
    if (at > last) {
      yield `ParseOptions: packet ${number} too short to parse remaining options`;
      return;
    }
    const kind = bytes[at];
    if (kind <= 1) {
      at++;
      continue;
    }
    const option = `ParseOptions: packet ${number} TCPOPT_${NAMES.get(kind) ?? 'UNKNOWN'} option`;
    const length = at + 1 <= last ? bytes[at + 1] : 0;
    if (length === 0) {
      yield `${option} has length 0, skipping other options`;
      return;
    }
    if (at + length - 1 > last) {
      yield `${option} truncated, skipping other options`;
      return;
    }
    if (kind === SACK && hasCutBlock(at, length, last)) yield `packet ${number}: SACK block truncated`;
    at += length;
  }
}

/** A block of the option at `at` begins inside it and ends beyond the capture. */
function hasCutBlock(at: number, length: number, last: number): boolean {
  for (let block = at + 2; block < at + length; block += 8) if (block + 8 > last + 1) return true;
  return false;
}
