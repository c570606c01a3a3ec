/**
 * What each segment is: new data, a retransmission and of which sort, a probe, a duplicate acknowledgement … The definitions
 * are Wireshark's (https://www.wireshark.org/docs/wsug_html_chunked/ChAdvTCPAnalysis.html), so that numbers agree, corrected
 * where they mislead: docs/findings.md, "Segments".
 */
import { TcpFlag } from '../wire/segments.ts';
import { LARGEST_WINDOW, readAcknowledgement } from './acknowledgement.ts';
import { Classification, type SegmentKind } from './classification.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import { Flow, type Sent } from './flow.ts';
import { Handshake } from './handshake.ts';

/** Shortest retransmission timer of common systems (Linux; RFC 6298 asks for 1 s), µs. */
export const SHORTEST_TIMER = 200_000;
/** A hole filled sooner than this was overtaken, when the round-trip time is not known, µs (Wireshark's 3 ms). */
const REORDERING = 3000;
/** IP identifications this close to each other were counted up by their sender. */
const NEAR_IDENTIFICATIONS = 256;
/** Bare acknowledgements from several queues may stand this much in disorder, µs. */
const CLOCK_NOISE = 1000;
/** A timer that nobody saw start runs at most so long beyond two round trips before its first resend, µs. */
const LONGEST_FIRST_TIMER = 300_000;
const MOST_DOUBLINGS = 12;
/** A round trip to a host on the same wire, µs. */
const NEAR = 300;
/** A segment that may be too big for a path, bytes of payload. */
const FULL_SEGMENT = 1200;
/** Where the round trip is not known, µs. */
const SOON = 50_000;

/** One connection's classifier: feed it every segment in order. */
export class Classifier {
  readonly flows = [new Flow(), new Flow()] as const;
  readonly handshake = new Handshake();
  readonly #found = new Classification();
  #lastMicros = Number.NEGATIVE_INFINITY;
  /** Smoothed round-trip time of each side's data as seen here, µs (RFC 6298 section 2). */
  readonly smoothed = [0, 0];

  /** Both SYNs carried the option, so windows can be scaled (RFC 7323 section 2.2). */
  get scaled(): boolean {
    return this.flows[0].scale !== null && this.flows[1].scale !== null;
  }

  /** The round trip between both ends, as well as it is known, µs; 0 = not at all. */
  get pathRtt(): number {
    return Math.max(this.handshake.rtt ?? 0, this.smoothed[0] + this.smoothed[1]);
  }

  /** The answer is reused by the next call. */
  add(segment: EvidenceSegment): Classification {
    const found = this.#found;
    Object.assign(found, BLANK);
    const flow = this.flows[segment.side];
    const other = this.flows[1 - segment.side];
    if (flow.recent.isCopy(segment) || this.#isPast(flow, segment) || isOtherView(flow, segment)) {
      found.kind = 'capture copy';
      return found;
    }
    this.#lastMicros = Math.max(this.#lastMicros, segment.micros);
    flow.packets++;
    found.skipped = flow.skippedBefore(segment.identification);
    if (segment.flags & TcpFlag.rst) {
      flow.lastMicros = segment.micros;
      return found;
    }
    if (segment.flags & TcpFlag.syn) this.#syn(flow, segment);
    if (flow.packets === 1 && !flow.known) flow.offset(segment.sequence);
    found.start = flow.offset(segment.sequence);
    found.end = found.start + spaceOf(segment);
    if (segment.length > 0) found.checksum = flow.checksums.look(segment);
    this.#sequence(flow, other, segment);
    this.#window(flow, other, segment);
    if (segment.flags & TcpFlag.ack) {
      readAcknowledgement(found, flow, other, segment);
      if (found.rtt >= 0) this.#smooth(1 - segment.side, found.rtt);
    }
    this.handshake.follow(segment, found.start);
    if (segment.length > 0) flow.dataMicros = segment.micros;
    flow.lastMicros = segment.micros;
    return found;
  }

  /** The capture's clock went back to where this connection has been, and nothing is new: a file stored or merged twice. */
  #isPast(flow: Flow, segment: EvidenceSegment): boolean {
    const space = spaceOf(segment);
    const past = space > 0 ? segment.micros <= this.#lastMicros : segment.micros < this.#lastMicros - CLOCK_NOISE;
    if (!past || !flow.known) return false;
    const start = flow.offset(segment.sequence);
    if (segment.flags & TcpFlag.syn) return segment.sequence === flow.isn;
    const tellsNews = this.flows[1 - segment.side].offset(segment.acknowledgement) > flow.lastAck;
    return start + space <= flow.next && !tellsNews && !flow.isMissing(start, start + space);
  }

  #syn(flow: Flow, segment: EvidenceSegment): void {
    this.handshake.syn(segment, flow.isn !== null);
    if (flow.isn === segment.sequence) return;
    if (this.#isUnacceptable(segment)) this.#found.kind = 'SYN again';
    else if (flow.known && flow.isn === null && flow.offset(segment.sequence) === 0) {
      // What follows it came first.
      flow.open(segment);
      this.#found.kind = 'captured late';
    } else flow.begin(segment);
  }

  /** A SYN/ACK with another number than that of the connection, which is open (RFC 9293 section 3.10.7.4). */
  #isUnacceptable({ flags }: EvidenceSegment): boolean {
    return (flags & TcpFlag.ack) !== 0 && this.handshake.establishedMicros !== null;
  }

  /** What the segment's place in its side's stream says. */
  #sequence(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const found = this.#found;
    const { start, end } = found;
    const { flags, length, micros } = segment;
    flow.probing = 'no';
    // A SYN that is late, or not acceptable.
    if (found.kind !== 'control') return;
    const control = flags & (TcpFlag.syn | TcpFlag.fin);
    if (!control && length <= 1 && this.#isProbe(flow, other, length)) return;
    const first = flow.next;
    if (start - first > LARGEST_WINDOW) return;
    if (end === start) {
      if (flow.packets > 1) flow.claimed = Math.max(flow.claimed, start);
      return;
    }
    if (end > first) {
      found.fresh = Math.min(length, end - Math.max(start, first));
      found.frontier = true;
      if (start > first) {
        flow.dig(first, start, micros, segment.packet);
        found.kind = 'ahead';
      } else {
        found.kind = 'new';
        if (start === first && length > 0) this.#delayed(flow, other, segment);
      }
      flow.advance(end, micros, segment.identification, segment);
      if (flags & TcpFlag.fin) flow.fin = end;
      flow.remember(Math.max(start, first), end, segment, found.checksum === 'wrong');
      if (start >= first) return;
    }
    this.#again(flow, other, segment);
  }

  /**
   * Data in order, but its sender's identifications skip the packets that carried it before, and a retransmission timer has
   * run out: its first copy was lost before the capture point.
   */
  #delayed(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const found = this.#found;
    if (found.skipped === 0 || flow.unseen.length > 0 || !flow.countsAlone || this.#isNear(segment.side)) return;
    const quiet = segment.micros - Math.max(flow.lastMicros, other.lastMicros);
    const longest = (LONGEST_FIRST_TIMER + 2 * this.pathRtt) * 2 ** Math.min(found.skipped, MOST_DOUBLINGS);
    if (quiet < Math.max(SHORTEST_TIMER, 1.2 * this.pathRtt) || quiet > longest) return;
    found.kind = 'timeout';
    found.lost = 'before';
    found.gap = quiet;
    found.timer = quiet;
  }

  /** Between this side and the capture point is no network that could lose anything. */
  #isNear(side: 0 | 1): boolean {
    const { parts } = this.handshake;
    if (parts === null) return true;
    return (this.flows[side].opens ? parts.toClient : parts.toServer) < NEAR;
  }

  /** A byte before the next, or none, asks "are you there?"; towards a closed window it asks "may I?" (RFC 9293 3.8.4, 3.8.6.1). */
  #isProbe(flow: Flow, other: Flow, length: number): boolean {
    const found = this.#found;
    const before = found.start === flow.next - 1 && flow.next > 1;
    const closed = other.zeroSince !== null;
    if (closed && (before || (length === 1 && found.start === flow.next)))
      found.kind = flow.probing = 'zero-window probe';
    else if (before && flow.fin === null && !this.#isWanting(flow, other, length))
      found.kind = flow.probing = 'keep-alive';
    return flow.probing !== 'no';
  }

  /** The one byte is data that nobody has acknowledged. */
  #isWanting(flow: Flow, other: Flow, length: number): boolean {
    return length === 1 && flow.acked < flow.next && other.packets > 0;
  }

  /** Sequence numbers that lie, at least partly, below what was sent before. */
  #again(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const found = this.#found;
    const { start, end } = found;
    const { flags, length, micros } = segment;
    const hole = flow.fill(flow.holes, start, end);
    if (hole === null) {
      const late = flow.fill(flow.unseen, start, end);
      if (late !== null) {
        found.kind = 'captured late';
        found.late = Math.min(end, late.end) - Math.max(start, late.start);
        return;
      }
    }
    if (hole !== null) {
      found.gap = Math.max(0, micros - hole.micros);
      found.fresh = Math.min(length, hole.end - hole.start);
      if (micros < hole.micros) {
        found.kind = 'captured late';
        flow.remember(start, end, segment);
        return;
      }
      found.lost = 'before';
      if (this.#wasOvertaken(flow, segment, found.gap)) {
        found.kind = 'out of order';
        flow.sentAgain(start, end, segment);
        flow.remember(start, end, segment);
        return;
      }
      found.kind = this.#retransmission(flow, other, segment, null);
      flow.remember(start, end, segment);
      flow.sentAgain(start, end, segment);
      return;
    }
    if (flags & TcpFlag.syn) {
      found.kind = 'SYN again';
    } else if (length === 0) {
      found.kind = 'FIN again';
    } else if (other.zeroSince !== null) {
      found.kind = flow.probing = 'zero-window probe';
    } else {
      const sent = flow.sentAt(start, end);
      found.gap = Math.max(0, micros - (sent?.last ?? flow.nextMicros));
      found.transmissions = (sent?.transmissions ?? 1) + 1;
      found.repairs = sent?.damaged === true;
      found.lost = 'after';
      found.changed = sent?.start === start && sent.end === end && flow.checksums.differ(sent.sum, segment.payloadSum);
      found.kind = this.#retransmission(flow, other, segment, sent);
      found.cut = found.kind === 'retransmission' && sent?.start === start && this.#isCut(sent, segment);
    }
    flow.sentAgain(start, end, segment);
  }

  /** An IP identification from before or after the packet that overtook it settles it; else the time does. */
  #wasOvertaken(flow: Flow, segment: EvidenceSegment, gap: number): boolean {
    const { identification } = segment;
    if (identification !== 0 && flow.nextIdentification !== 0) {
      const older = (flow.nextIdentification - identification) & 0xffff;
      if (older > 0 && older < NEAR_IDENTIFICATIONS && gap < SHORTEST_TIMER) return true;
      if (0x10000 - older < NEAR_IDENTIFICATIONS) return false;
    }
    return gap < (this.handshake.rtt ?? REORDERING);
  }

  /** Less of a full segment comes again as soon as word of its size can have come back. */
  #isCut({ start, end, last }: Sent, { length, micros }: EvidenceSegment): boolean {
    const soon = micros - last <= Math.max(SOON, 1.5 * this.pathRtt);
    return soon && end - start >= FULL_SEGMENT && length < end - start;
  }

  #retransmission(flow: Flow, other: Flow, segment: EvidenceSegment, sent: Sent | null): SegmentKind {
    const found = this.#found;
    const { start, end, transmissions } = found;
    const quiet = segment.micros - Math.max(flow.dataMicros, other.ackMicros);
    const ranOut = quiet >= Math.max(SHORTEST_TIMER, 1.2 * this.pathRtt);
    if (ranOut) found.timer = found.gap;
    if (end <= flow.acked || sent?.sacked === true) return 'spurious';
    if (ranOut) return 'timeout';
    if ((other.duplicateAcks >= 2 && other.lastAck >= start && other.lastAck < end) || flow.highestSack > end)
      return 'fast retransmission';
    const rtt = this.smoothed[segment.side];
    if (end === flow.next && transmissions === 2 && rtt > 0 && quiet >= 1.5 * rtt) return 'tail loss probe';
    if (quiet < SHORTEST_TIMER) return 'retransmission';
    found.timer = found.gap;
    return 'timeout';
  }

  #window(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const found = this.#found;
    const { flags, window, length, micros } = segment;
    const control = flags & (TcpFlag.syn | TcpFlag.fin);
    found.zeroWindow = window === 0 && !control;
    if (flags & TcpFlag.syn) flow.window = window;
    else if (this.scaled) flow.window = window * 2 ** flow.scale!;
    else flow.window = flow.openedWhole && other.openedWhole ? window : null;
    if (flow.window !== null && flow.window > flow.windowMax) flow.windowMax = flow.window;
    if (window !== 0) flow.zeroSince = null;
    else if (found.zeroWindow) flow.zeroSince ??= micros;
    if (length > 0 && !control && other.window !== null && other.lastAck >= 0) {
      found.windowFull = found.end === other.lastAck + other.window;
    }
  }

  #smooth(side: number, rtt: number): void {
    this.smoothed[side] = this.smoothed[side] === 0 ? rtt : this.smoothed[side] * 0.875 + rtt * 0.125;
  }
}

/**
 * Bytes that were seen, with another TTL and an IP identification no later than theirs: another interface, or the other end's
 * capture, shows the same packets, be they cut into segments or put together by the network card or not. What is sent again is
 * numbered later.
 */
function isOtherView(flow: Flow, segment: EvidenceSegment): boolean {
  const { length, identification, hops } = segment;
  if (length === 0 || identification === 0 || flow.nextIdentification === 0 || hops === flow.nextHops) return false;
  const start = flow.offset(segment.sequence);
  const end = start + spaceOf(segment);
  if (start < 0 || end > flow.next || flow.isMissing(start, end)) return false;
  const steps = (identification - flow.nextIdentification) & 0xffff;
  if (steps === 0 || steps >= 0x8000) return true;
  const offset = start - (flow.next - flow.nextLength);
  return offset >= 0 && steps <= Math.floor(offset / length);
}

const BLANK = { ...new Classification() };

function spaceOf({ flags, length }: EvidenceSegment): number {
  return length + (flags & TcpFlag.syn ? 1 : 0) + (flags & TcpFlag.fin ? 1 : 0);
}
