/**
 * What each segment is: new data, a retransmission and of which sort, a probe, a duplicate acknowledgement … The definitions
 * are Wireshark's (https://www.wireshark.org/docs/wsug_html_chunked/ChAdvTCPAnalysis.html), so that numbers agree, corrected
 * where they mislead: docs/findings.md, "Segments".
 */
import { TcpFlag } from '../wire/segments.ts';
import { Classification, type SegmentKind } from './classification.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import { Flow, type Sent } from './flow.ts';

/** Shortest retransmission timer of common systems (Linux; RFC 6298 asks for 1 s), µs. */
export const SHORTEST_TIMER = 200_000;
/** A hole filled sooner than this was overtaken, when the round-trip time is not known, µs (Wireshark's 3 ms). */
const REORDERING = 3000;
/** Data or an acknowledgement farther ahead of all that was captured is damage; real windows are seldom larger. */
const LARGEST_WINDOW = 64 * 2 ** 20;
/** A handshake's last ACK later than this after the SYN/ACK is not the first one: that one was not captured, µs. */
const LATEST_ACK = 3_000_000;
/** IP identifications this close to each other were counted up by their sender. */
const NEAR_IDENTIFICATIONS = 256;
/** Bare acknowledgements from several queues may stand this much in disorder, µs. */
const CLOCK_NOISE = 1000;

/** One connection's classifier: feed it every segment in order. */
export class Classifier {
  readonly flows = [new Flow(), new Flow()] as const;
  /** SYN to the acknowledgement that ends the handshake, µs; null = not captured whole. */
  handshakeRtt: number | null = null;
  /** Time of the first SYN, of the first SYN/ACK, of the handshake's end; null = not seen. */
  synMicros: number | null = null;
  synAckMicros: number | null = null;
  establishedMicros: number | null = null;
  private readonly found = new Classification();
  private lastMicros = Number.NEGATIVE_INFINITY;
  /** A SYN or SYN/ACK was resent: the handshake's time is no round trip (Karn, RFC 6298 section 3). */
  private openedTwice = false;
  /** Smoothed round-trip time of each side's data as seen here, µs (RFC 6298 section 2). */
  readonly smoothed = [0, 0];

  /** Both SYNs carried the option, so windows can be scaled (RFC 7323 section 2.2). */
  get scaled(): boolean {
    return this.flows[0].scale !== null && this.flows[1].scale !== null;
  }

  /** The round trip between both ends, as well as it is known, µs; 0 = not at all. */
  get pathRtt(): number {
    return Math.max(this.handshakeRtt ?? 0, this.smoothed[0] + this.smoothed[1]);
  }

  /** The answer is reused by the next call. */
  add(segment: EvidenceSegment): Classification {
    const { found } = this;
    Object.assign(found, BLANK);
    const flow = this.flows[segment.side];
    const other = this.flows[1 - segment.side];
    if (flow.recent.isCopy(segment) || this.isPast(flow, segment)) {
      found.kind = 'capture copy';
      return found;
    }
    this.lastMicros = Math.max(this.lastMicros, segment.micros);
    flow.packets++;
    found.skipped = flow.skippedBefore(segment.identification);
    if (segment.flags & TcpFlag.rst) {
      flow.lastMicros = segment.micros;
      return found;
    }
    if (segment.flags & TcpFlag.syn) this.syn(flow, segment);
    if (flow.packets === 1 && !flow.known) flow.offset(segment.sequence);
    found.start = flow.offset(segment.sequence);
    found.end = found.start + spaceOf(segment);
    this.sequence(flow, other, segment);
    this.window(flow, other, segment);
    if (segment.flags & TcpFlag.ack) this.acknowledgement(flow, other, segment);
    this.handshake(segment);
    if (segment.length > 0) flow.dataMicros = segment.micros;
    flow.lastMicros = segment.micros;
    return found;
  }

  /** The capture's clock went back to where this connection has been, and nothing is new: a file stored or merged twice. */
  private isPast(flow: Flow, segment: EvidenceSegment): boolean {
    const space = spaceOf(segment);
    const past = space > 0 ? segment.micros <= this.lastMicros : segment.micros < this.lastMicros - CLOCK_NOISE;
    if (!past || !flow.known) return false;
    const start = flow.offset(segment.sequence);
    if (segment.flags & TcpFlag.syn) return segment.sequence === flow.isn;
    const tellsNews = this.flows[1 - segment.side].offset(segment.acknowledgement) > flow.lastAck;
    return start + space <= flow.next && !tellsNews && !flow.isMissing(start, start + space);
  }

  private syn(flow: Flow, segment: EvidenceSegment): void {
    const { flags, micros } = segment;
    if (flow.isn !== null) this.openedTwice = true;
    if (flow.isn === segment.sequence) return;
    flow.begin(segment);
    if (flags & TcpFlag.ack) this.synAckMicros ??= micros;
    else this.synMicros ??= micros;
  }

  /** What the segment's place in its side's stream says. */
  private sequence(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const { found } = this;
    const { start, end } = found;
    const { flags, length, micros } = segment;
    flow.probing = 'no';
    const control = flags & (TcpFlag.syn | TcpFlag.fin);
    if (!control && length <= 1 && this.isProbe(flow, other, length)) return;
    if (end === start) return;

    const first = flow.next;
    if (start - first > LARGEST_WINDOW) return;
    if (end > first) {
      found.fresh = Math.min(length, end - Math.max(start, first));
      if (start > first) {
        flow.dig(first, start, micros, segment.packet);
        found.kind = 'ahead';
      } else {
        found.kind = 'new';
      }
      flow.advance(end, micros, segment.identification);
      if (flags & TcpFlag.fin) flow.fin = end;
      flow.remember(Math.max(start, first), end, micros);
      if (start >= first) return;
    }
    this.again(flow, other, segment);
  }

  /** A byte before the next, or none, asks "are you there?"; towards a closed window it asks "may I?" (RFC 9293 3.8.4, 3.8.6.1). */
  private isProbe(flow: Flow, other: Flow, length: number): boolean {
    const { found } = this;
    const before = found.start === flow.next - 1 && flow.next > 1;
    const closed = other.zeroSince !== null;
    if (closed && (before || (length === 1 && found.start === flow.next)))
      found.kind = flow.probing = 'zero-window probe';
    else if (before && flow.fin === null) found.kind = flow.probing = 'keep-alive';
    return flow.probing !== 'no';
  }

  /** Sequence numbers that lie, at least partly, below what was sent before. */
  private again(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const { found } = this;
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
        flow.remember(start, end, micros);
        return;
      }
      found.lost = 'before';
      if (this.wasOvertaken(flow, segment, found.gap)) {
        found.kind = 'out of order';
        flow.sentAgain(start, end, micros);
        flow.remember(start, end, micros);
        return;
      }
      found.kind = this.retransmission(flow, other, segment, null);
      flow.remember(start, end, micros);
      flow.sentAgain(start, end, micros);
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
      found.lost = 'after';
      found.kind = this.retransmission(flow, other, segment, sent);
    }
    flow.sentAgain(start, end, micros);
  }

  /** An IP identification from before or after the packet that overtook it settles it; else the time does. */
  private wasOvertaken(flow: Flow, segment: EvidenceSegment, gap: number): boolean {
    const { identification } = segment;
    if (identification !== 0 && flow.nextIdentification !== 0) {
      const older = (flow.nextIdentification - identification) & 0xffff;
      if (older > 0 && older < NEAR_IDENTIFICATIONS && gap < SHORTEST_TIMER) return true;
      if (0x10000 - older < NEAR_IDENTIFICATIONS) return false;
    }
    return gap < (this.handshakeRtt ?? REORDERING);
  }

  private retransmission(flow: Flow, other: Flow, segment: EvidenceSegment, sent: Sent | null): SegmentKind {
    const { start, end, transmissions } = this.found;
    const { micros } = segment;
    if (end <= flow.acked || sent?.sacked === true) return 'spurious';
    const quiet = micros - Math.max(flow.dataMicros, other.ackMicros);
    if (quiet >= Math.max(SHORTEST_TIMER, 1.2 * this.pathRtt)) return 'timeout';
    if ((other.duplicateAcks >= 2 && other.lastAck >= start && other.lastAck < end) || flow.highestSack > end)
      return 'fast retransmission';
    const rtt = this.smoothed[segment.side];
    if (end === flow.next && transmissions === 2 && rtt > 0 && quiet >= 1.5 * rtt) return 'tail loss probe';
    return quiet >= SHORTEST_TIMER ? 'timeout' : 'retransmission';
  }

  private window(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const { found } = this;
    const { flags, window, length, micros } = segment;
    const control = flags & (TcpFlag.syn | TcpFlag.fin);
    found.zeroWindow = window === 0 && !control;
    if (flags & TcpFlag.syn) flow.window = window;
    else if (this.scaled) flow.window = window * 2 ** flow.scale!;
    else flow.window = flow.openedWhole && other.openedWhole ? window : null;
    if (window !== 0) flow.zeroSince = null;
    else if (found.zeroWindow) flow.zeroSince ??= micros;
    if (length > 0 && !control && other.window !== null && other.lastAck >= 0) {
      found.windowFull = found.end === other.lastAck + other.window;
    }
  }

  /** What the segment says of the other side's data. */
  private acknowledgement(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const { found } = this;
    const { flags, length, window, micros } = segment;
    let ack = other.offset(segment.acknowledgement);
    const plausible = ack >= 0 && ack - other.next <= LARGEST_WINDOW;
    if (plausible) {
      if (ack > other.next) this.unseen(other, ack, segment);
      found.unseen += unseenBelow(other, ack);
      const bare = length === 0 && !(flags & (TcpFlag.syn | TcpFlag.fin)) && found.kind === 'control';
      if (ack > other.acked) {
        found.advances = true;
        found.rtt = other.acknowledge(ack, micros);
        if (found.rtt >= 0) this.smooth(1 - segment.side, found.rtt);
      } else if (bare && ack === flow.lastAck && window !== flow.rawWindow) {
        found.windowUpdate = window !== 0;
      } else if (bare && ack === flow.lastAck) {
        if (other.probing === 'keep-alive') found.keepAliveAnswer = true;
        else if (other.probing === 'zero-window probe') found.probeAnswer = true;
        else if (other.outstanding > 0 && window !== 0) found.duplicateAck = flow.duplicateAcks + 1;
      }
      ack = Math.max(ack, flow.lastAck);
      flow.duplicateAcks = ack === flow.lastAck ? Math.max(flow.duplicateAcks, found.duplicateAck) : 0;
      flow.lastAck = ack;
    }
    this.selective(flow, other, segment);
    flow.ackMicros = micros;
    flow.rawWindow = window;
  }

  /** Bytes acknowledged beyond all that was captured; one may be a probe's byte or a FIN. */
  private unseen(other: Flow, ack: number, segment: EvidenceSegment): void {
    const beyond = ack - other.next;
    if (other.packets > 0 && beyond > 1) {
      this.found.unseen += beyond;
      other.unseen.push({ start: other.next, end: ack, micros: segment.micros, packet: segment.packet });
      if (other.unseen.length > 64) other.unseen.shift();
    }
    other.advance(ack, segment.micros, 0);
  }

  private selective(flow: Flow, other: Flow, segment: EvidenceSegment): void {
    const { found } = this;
    const { options } = segment;
    found.sackBlocks = options.sackBlocks;
    if (options.sackBlocks === 0) return;
    const edges = Array.from({ length: Math.min(4, options.sackBlocks) }, (_, i) => ({
      left: other.offset(options.left[i]),
      right: other.offset(options.right[i]),
    }));
    const [first, second] = edges;
    // RFC 2883 section 4: below the acknowledgement, or inside the second block.
    const repeated = second !== undefined && first.left >= second.left && first.right <= second.right;
    found.duplicateSack = first.right > first.left && (first.right <= flow.lastAck || repeated);
    for (const { left, right } of edges) other.sack(left, right);
  }

  private smooth(side: number, rtt: number): void {
    this.smoothed[side] = this.smoothed[side] === 0 ? rtt : this.smoothed[side] * 0.875 + rtt * 0.125;
  }

  private handshake(segment: EvidenceSegment): void {
    if (this.establishedMicros !== null || this.synAckMicros === null || segment.flags & TcpFlag.syn) return;
    if (!(segment.flags & TcpFlag.ack)) return;
    this.establishedMicros = segment.micros;
    const first = this.found.start === 1 && segment.micros - this.synAckMicros <= LATEST_ACK;
    if (this.synMicros !== null && first && !this.openedTwice) {
      this.handshakeRtt = Math.max(0, segment.micros - this.synMicros);
    }
  }
}

const BLANK = { ...new Classification() };

function spaceOf({ flags, length }: EvidenceSegment): number {
  return length + (flags & TcpFlag.syn ? 1 : 0) + (flags & TcpFlag.fin ? 1 : 0);
}

/** Holes below the acknowledgement: these bytes arrived, so the capture missed them. */
function unseenBelow(other: Flow, ack: number): number {
  let bytes = 0;
  while (other.holes.length > 0 && other.holes[0].end <= ack) {
    const hole = other.holes.shift()!;
    bytes += hole.end - hole.start;
    other.unseen.push(hole);
  }
  if (other.unseen.length > 64) other.unseen.splice(0, other.unseen.length - 64);
  return bytes;
}
