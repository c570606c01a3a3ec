/**
 * What is known of one direction of a connection while its segments go by. Offsets are unwrapped 64-bit stream positions:
 * the SYN is 0, the first byte 1; without a SYN the first sequence number seen is 1. Every list is bounded.
 */
import { NO_MSS, NO_WINDOW_SCALE } from '../connection/options.ts';
import { TcpFlag } from '../wire/segments.ts';
import { ChecksumWatch } from './checksum-watch.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import { RecentPackets } from './recent-packets.ts';

/** Segments in flight that are remembered; more than any real window holds at full size. */
const MOST_SENT = 8192;
const MOST_HOLES = 512;
/** So many packets whose IP identifications rise by one tell that their sender counts; and so many of them may be missing. */
const LEAST_COUNTED = 3;
const MOST_SKIPPED = 256;
/** More skips than this share of the steps by one are other connections of the same counter. */
const SEVERAL_SKIPS = 0.34;

/** A segment that was sent and is not yet acknowledged. */
export interface Sent {
  start: number;
  end: number;
  /** µs of its first and last transmission. */
  first: number;
  last: number;
  transmissions: number;
  sacked: boolean;
  /** Bytes before it were lost: its acknowledgement had to wait. */
  heldBack: boolean;
  /** Its checksum is wrong. */
  damaged: boolean;
  /** Sum over its payload (segment.payloadSum). */
  sum: number;
  /** Timestamp of its first retransmission (RFC 7323); 0 = none. */
  stampAgain: number;
}

/** Offsets [start, end) that were jumped over, and when. */
export interface Hole {
  start: number;
  end: number;
  micros: number;
  packet: number;
}

export class Flow {
  packets = 0;
  /** Sequence number of offset `next`; null before anything is known. */
  #nextSequence: number | null = null;
  /** ISN of the SYN; null = not captured. */
  isn: number | null = null;
  /** Highest end sent, the IP identification and time of the packet that set it. */
  next = 0;
  nextMicros = 0;
  nextIdentification = 0;
  /** Its payload in bytes, and its TTL. */
  nextLength = 0;
  nextHops = 0;
  /** IP identification of this side's last packet, and how many came one after the other. */
  #lastIdentification = 0;
  #counted = 0;
  #skips = 0;
  #countsFromZero = false;
  /** Highest acknowledgement of this side's data by the other, and when it came. */
  acked = 0;
  ackedMicros = 0;
  /** Time of this side's last packet with data, of its last packet with ACK, of its last packet. */
  dataMicros = 0;
  ackMicros = 0;
  lastMicros = 0;
  /** Offset after the FIN; null = none seen. */
  fin: number | null = null;

  /** Options of the SYN. */
  mss: number | null = null;
  scale: number | null = null;
  sackPermitted = false;
  timestamps = false;
  /** It sent the SYN. */
  opens = false;
  /** Its SYN was captured with all options. */
  openedWhole = false;

  /** Last window: the header's field, and in bytes (null: the scale is not known). */
  rawWindow = -1;
  window: number | null = null;
  /** The largest so far, bytes. */
  windowMax = 0;
  /** Since when the window has been zero; null = it is not. */
  zeroSince: number | null = null;
  /** Offset (in the other side's stream) of the last acknowledgement, and repeats of it while data was outstanding. */
  lastAck = -1;
  duplicateAcks = 0;
  /** The last packet was a keep-alive or a zero-window probe. */
  probing: 'no' | 'keep-alive' | 'zero-window probe' = 'no';

  readonly sent: Sent[] = [];
  /** Not captured so far; what was acknowledged all the same is in `unseen`. */
  readonly holes: Hole[] = [];
  readonly unseen: Hole[] = [];
  /** Highest offset that a segment without data said to come next: more than `next` where data never came by. */
  claimed = 0;
  readonly checksums = new ChecksumWatch();
  /** End of the highest SACK block the other side reported. */
  highestSack = 0;
  /** Largest segment that was acknowledged. */
  largestAcked = 0;
  readonly recent = new RecentPackets();

  /** Unwrapped offset of a sequence number; the first one seen becomes offset 1, a SYN's offset 0. */
  offset(sequence: number): number {
    if (this.#nextSequence === null) {
      this.#nextSequence = sequence;
      this.next = 1;
      this.acked = 1;
    }
    return this.next + ((sequence - this.#nextSequence) | 0);
  }

  /** Identifications between the last packet's and this one; 0 unless this side has counted them up so far. */
  skippedBefore(identification: number): number {
    // Linux counts by connection, from 0 in its SYN/ACK and then from a random number.
    if (this.packets === 2 && this.#lastIdentification === 0 && identification !== 0) {
      this.#counted = LEAST_COUNTED;
      this.#countsFromZero = true;
    }
    const step = (identification - this.#lastIdentification) & 0xffff;
    const skipped = this.#counted >= LEAST_COUNTED && step > 1 && step <= MOST_SKIPPED ? step - 1 : 0;
    if (step === 1) this.#counted++;
    else if (skipped > 0) this.#skips++;
    else if (this.#lastIdentification !== 0) this.#counted = 0;
    this.#lastIdentification = identification;
    return skipped;
  }

  /**
   * Its identifications count this connection's packets only, as Linux does it: hosts that number all they send together
   * (Windows) offer no timestamps, and other packets come between these all the time.
   */
  get countsAlone(): boolean {
    if (!this.timestamps && !this.#countsFromZero) return false;
    return this.#skips <= SEVERAL_SKIPS * this.#counted;
  }

  get known(): boolean {
    return this.#nextSequence !== null;
  }

  /** A SYN begins the numbering, also anew. */
  begin(segment: EvidenceSegment): void {
    this.#nextSequence = segment.sequence;
    this.next = 0;
    this.acked = 0;
    this.sent.length = 0;
    this.holes.length = 0;
    this.open(segment);
  }

  /** Takes what a SYN says, at the beginning or late. */
  open(segment: EvidenceSegment): void {
    const { options } = segment;
    this.isn = segment.sequence;
    this.mss = options.mss === NO_MSS ? null : options.mss;
    // A shift above 14 counts as 14 (RFC 7323 section 2.3).
    this.scale = options.windowScale === NO_WINDOW_SCALE ? null : Math.min(14, options.windowScale);
    this.sackPermitted = options.sackPermitted;
    this.timestamps = options.timestamps;
    this.openedWhole = !segment.optionsCut;
    this.opens = (segment.flags & TcpFlag.ack) === 0;
  }

  /** Everything up to `end` has now been sent. */
  advance(end: number, micros: number, identification: number, by?: EvidenceSegment): void {
    this.#nextSequence = (this.#nextSequence! + (end - this.next)) >>> 0;
    this.next = end;
    this.nextMicros = micros;
    this.nextIdentification = identification;
    this.nextLength = by?.length ?? 0;
    this.nextHops = by?.hops ?? 0;
  }

  /** Bytes in flight as seen here. */
  get outstanding(): number {
    return Math.max(0, this.next - this.acked);
  }

  remember(start: number, end: number, { micros, payloadSum }: EvidenceSegment, damaged = false): void {
    const entry: Sent = {
      start,
      end,
      first: micros,
      last: micros,
      transmissions: 1,
      sacked: false,
      heldBack: false,
      damaged,
      sum: payloadSum,
      stampAgain: 0,
    };
    const { sent } = this;
    if (sent.length >= MOST_SENT) sent.splice(0, MOST_SENT / 2);
    let at = sent.length;
    while (at > 0 && sent[at - 1].start > start) at--;
    if (at === sent.length) sent.push(entry);
    else sent.splice(at, 0, entry);
  }

  /** First remembered segment that reaches beyond `start`; null = none, or it begins at or after `end`. */
  sentAt(start: number, end: number): Sent | null {
    const { sent } = this;
    let low = 0;
    let high = sent.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sent[middle].end > start) high = middle;
      else low = middle + 1;
    }
    const found = sent[low];
    return found !== undefined && found.start < end ? found : null;
  }

  /** The bytes were sent once more; whatever follows them waits for them, so its round trip is none. */
  sentAgain(start: number, end: number, { micros, timestamp }: EvidenceSegment): void {
    this.#split(start);
    this.#split(end);
    for (const entry of this.sent) {
      if (entry.end <= start) continue;
      if (entry.start >= end) {
        entry.heldBack = true;
        continue;
      }
      if (entry.transmissions++ === 1) entry.stampAgain = timestamp;
      entry.last = micros;
    }
  }

  /** A segment is resent in smaller ones: what was one becomes two at this offset. */
  #split(offset: number): void {
    const entry = this.sentAt(offset, offset + 1);
    if (entry === null || entry.start >= offset) return;
    const at = this.sent.indexOf(entry);
    this.sent.splice(at + 1, 0, { ...entry, start: offset, sum: -1 });
    entry.end = offset;
    entry.sum = -1;
  }

  /**
   * Everything below `ack` is acknowledged. `rtt`: the round-trip time of the newest segment this covers, in µs, or -1 when
   * there is none or it may not be taken (RFC 6298 section 3: bytes sent twice, or held back by a loss before them).
   * `needless`: retransmissions among them whose first copy had arrived, as the echoed timestamp is older (RFC 3522).
   */
  acknowledge(ack: number, micros: number, echo: number): { rtt: number; needless: number } {
    const { sent } = this;
    let covered = 0;
    let clean = true;
    let newest = -1;
    let needless = 0;
    while (covered < sent.length && sent[covered].end <= ack) {
      const { transmissions, sacked, heldBack, first, start, end, stampAgain } = sent[covered++];
      if (stampAgain !== 0 && echo !== 0 && ((echo - stampAgain) | 0) < 0) needless++;
      if (end - start > this.largestAcked) this.largestAcked = end - start;
      if (transmissions > 1 || sacked || heldBack) clean = false;
      newest = first;
    }
    if (covered > 0) sent.splice(0, covered);
    this.acked = ack;
    this.ackedMicros = micros;
    return { rtt: clean && newest >= 0 ? Math.max(0, micros - newest) : -1, needless };
  }

  sack(left: number, right: number): void {
    if (right <= left || right > this.next) return;
    if (right > this.highestSack) this.highestSack = right;
    for (const entry of this.sent) {
      if (entry.start >= right) break;
      if (entry.start >= left && entry.end <= right) entry.sacked = true;
    }
  }

  dig(start: number, end: number, micros: number, packet: number): void {
    if (this.holes.length >= MOST_HOLES) this.holes.shift();
    this.holes.push({ start, end, micros, packet });
  }

  /** Some of [start, end) was jumped over, or acknowledged unseen, and has not come yet. */
  isMissing(start: number, end: number): boolean {
    const reaches = (hole: Hole): boolean => hole.start < end && hole.end > start;
    return this.holes.some(reaches) || this.unseen.some(reaches);
  }

  /** Takes [start, end) out of the holes; returns the first one it touched, as it was. */
  fill(holes: Hole[], start: number, end: number): Hole | null {
    let touched: Hole | null = null;
    for (let i = 0; i < holes.length; i++) {
      const hole = holes[i];
      if (hole.start >= end || hole.end <= start) continue;
      touched ??= { ...hole };
      const rest: Hole[] = [];
      if (hole.start < start) rest.push({ ...hole, end: start });
      if (hole.end > end) rest.push({ ...hole, start: end });
      holes.splice(i, 1, ...rest);
      i += rest.length - 1;
    }
    return touched;
  }
}
