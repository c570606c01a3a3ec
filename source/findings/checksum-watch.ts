/** One side's TCP checksums: all wrong where its network card fills them in, hardly ever where the capture is on the way. */
import type { EvidenceSegment } from './evidence-segment.ts';

/** Checksums after which a side is known to leave them to its network card, or not. */
const ENOUGH = 20;
/** A wrong one is damage only among at least so many times as many right ones. */
const FEW = 4;

export class ChecksumWatch {
  /** Segments looked at, and of these the wrong ones. */
  tried = 0;
  wrong = 0;

  /** More than half of them are wrong: they are filled in after the capture. */
  get offloaded(): boolean {
    return this.wrong * 2 > this.tried;
  }

  /** Looks at a segment with data. */
  look(segment: EvidenceSegment): 'good' | 'wrong' | 'unknown' {
    if (segment.captured < segment.length) return 'unknown';
    if (this.tried >= ENOUGH && this.offloaded) return 'unknown';
    this.tried++;
    if (segment.isChecksumGood()) return 'good';
    this.wrong++;
    if (this.offloaded) return 'unknown';
    segment.payloadSum = -1;
    return this.wrong * FEW < this.tried ? 'wrong' : 'unknown';
  }

  /** Were the same bytes sent with other content? Sums of payload, -1 = unknown; 0 and 0xffff are the same number. */
  differ(one: number, other: number): boolean {
    return one >= 0 && other >= 0 && one % 0xffff !== other % 0xffff;
  }
}
