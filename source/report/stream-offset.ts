/** Offsets in a side's stream from its sequence numbers, across any number of wraps. */

/** No window is larger (RFC 7323 section 2.3): a segment further ahead is not the stream's. */
const FARTHEST_AHEAD = 2 ** 30;

export class StreamOffset {
  private offset = 0;
  private sequence: number;

  /** `start`: sequence number of the stream's first byte. */
  constructor(start: number) {
    this.sequence = start;
  }

  /** The offset of a sequence number, by the last one asked for; null before the stream's start or out of reach. */
  of(sequence: number): number | null {
    const ahead = (sequence - this.sequence) | 0;
    const offset = this.offset + ahead;
    if (offset < 0 || ahead > FARTHEST_AHEAD) return null;
    this.offset = offset;
    this.sequence = sequence;
    return offset;
  }
}
