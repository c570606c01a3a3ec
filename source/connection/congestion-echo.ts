/**
 * What a receiver echoes of congestion marks: ECE until the sender answers with CWR (RFC 3168 section 6.1), or, where both ends have
 * agreed on it, three flags that are a counter of marked packets (RFC 9768 sections 3.1 and 3.2).
 */
import { TcpFlag } from '../wire/segments.ts';

const FLAGS = TcpFlag.ae | TcpFlag.cwr | TcpFlag.ece;
/** AE, CWR and ECE are bits 8, 7 and 6 of the flags. */
const COUNTER_SHIFT = 6;
/** What both counters begin with. */
const INITIAL = 5;
/** AE, CWR and ECE of a SYN/ACK that agrees: by the ECN field that the SYN came with. */
const AGREES = [0b010, 0b011, 0b100, 0b110];

export class CongestionEcho {
  #asked = false;
  /** The three flags are a counter. */
  isCounted = false;
  /** The last count of each side; null = the client's first packet is yet to come, which echoes the SYN/ACK's ECN field instead. */
  readonly #counts: [number | null, number | null] = [INITIAL, INITIAL];

  /** Does this packet tell of congestion, or answer to it? */
  signals(side: 0 | 1, flags: number): boolean {
    if (flags & TcpFlag.syn) this.#open(side, flags);
    else if (!this.isCounted) return (flags & (TcpFlag.ece | TcpFlag.cwr)) !== 0;
    else if ((flags & TcpFlag.rst) === 0) return this.#hasRisen(side, (flags & FLAGS) >> COUNTER_SHIFT);
    return false;
  }

  #open(side: 0 | 1, flags: number): void {
    if ((flags & TcpFlag.ack) === 0) {
      this.#asked = (flags & FLAGS) === FLAGS;
      return;
    }
    this.isCounted = this.#asked && AGREES.includes((flags & FLAGS) >> COUNTER_SHIFT);
    this.#counts[1 - side] = null;
    this.#counts[side] = INITIAL;
  }

  #hasRisen(side: 0 | 1, count: number): boolean {
    const before = this.#counts[side];
    this.#counts[side] = before === null ? INITIAL : count;
    return before !== null && count !== before;
  }
}
