/**
 * Everything the rules know of one connection, gathered segment by segment: feed it every segment in order, then `finish`.
 * Bounded however long the connection is.
 */
import type { ConnectionRow } from '../connection/numbering.ts';
import { TcpFlag } from '../wire/segments.ts';
import type { Classification } from './classification.ts';
import { Classifier } from './classify.ts';
import { DelayedAckWatch } from './delayed-ack-watch.ts';
import type { Attempt, Reset } from './events.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { Flow } from './flow.ts';
import { IdleWatch } from './idle-watch.ts';
import { LossWatch } from './loss-watch.ts';
import { PathWatch } from './path-watch.ts';
import { ProtocolWatch } from './protocol-watch.ts';
import { SideEvidence } from './side-evidence.ts';
import { Turns } from './turns.ts';
import { type WindowBefore, WindowWatch } from './window-watch.ts';

const MOST_LISTED = 32;
/** Bytes of an encrypted alert record are fewer. */
const LONGEST_CLOSE_NOTIFY = 64;
/** A reply that stops shorter than this only hesitates, µs. */
const LEAST_STALL = 1_000_000;
const SIDES = [0, 1] as const;

export class ConnectionEvidence {
  /** 0-based, as in the store. */
  readonly connection: ConnectionRow;
  /** A proxy's recorder made up the headers: only bytes, their times, and how it began and ended are real (connection/known.ts). */
  readonly forwarded: boolean;
  readonly classifier = new Classifier();
  readonly sides = [new SideEvidence(), new SideEvidence()] as const;
  readonly protocol = new ProtocolWatch();
  /** Who opened the connection: the sender of the SYN, else of the first packet that was no SYN/ACK. */
  client: 0 | 1 = 0;
  firstMicros = 0;
  lastMicros = 0;
  firstPacket = 0;
  lastPacket = 0;
  packets = 0;
  readonly syns: Attempt[] = [];
  readonly synAcks: Attempt[] = [];
  synCount = 0;
  synAckCount = 0;
  /** The client's ACK of the handshake was seen before a further SYN/ACK. */
  synAckAfterAck = false;
  /** Answered its SYN with something else than SYN/ACK or RST: a challenge ACK (RFC 5961). */
  challenged: Attempt | null = null;
  reset: Reset | null = null;
  fins: [Attempt | null, Attempt | null] = [null, null];
  turns: Turns | null = null;
  readonly idle = new IdleWatch(this.sides);
  readonly path = new PathWatch(this.sides, this.classifier);
  private readonly loss = new LossWatch(this.sides, this.classifier);
  private readonly windows = new WindowWatch(this.sides, this.classifier);
  private readonly delayedAcks = new DelayedAckWatch(this.sides, this.classifier);
  private lastSpeaker: 0 | 1 | null = null;
  private readonly listener: 0 | 1 | null;

  /** `listener`: the side that is the server by its port number, should the beginning not be captured; null = cannot tell. */
  constructor(connection: ConnectionRow, forwarded = false, listener: 0 | 1 | null = null) {
    this.listener = listener;
    this.connection = connection;
    this.forwarded = forwarded;
  }

  get server(): 0 | 1 {
    return (1 - this.client) as 0 | 1;
  }

  /** µs. */
  get duration(): number {
    return this.lastMicros - this.firstMicros;
  }

  /** Only one direction was captured, though the other side was there: acknowledgements go on. */
  get oneSided(): boolean {
    const { flows } = this.classifier;
    const silent = flows.findIndex((flow) => flow.packets === 0);
    return silent !== -1 && flows[silent].next > 1 && this.packets > 2 && this.acksAdvanced;
  }

  private acksAdvanced = false;

  add(segment: EvidenceSegment): Classification {
    const { micros, packet, side, flags } = segment;
    if (this.packets++ === 0) this.begin(segment);
    this.lastPacket = packet;
    const flow = this.classifier.flows[side];
    const peerFlow = this.classifier.flows[1 - side];
    const silence = micros - this.lastMicros;
    const before = {
      peerAcked: peerFlow.acked,
      zeroSince: flow.zeroSince,
      window: flow.window,
    };
    if (flags & TcpFlag.rst) this.rst(segment, flow, peerFlow, silence);
    const found = this.classifier.add(segment);
    const own = this.sides[side];
    const peer = this.sides[1 - side];
    if (found.kind === 'capture copy') {
      own.copies.add(packet, micros);
      return found;
    }
    this.lastMicros = Math.max(this.lastMicros, micros);
    own.packets++;
    this.opening(segment, found);
    this.path.header(segment);
    this.sending(segment, found, own, silence);
    this.receiving(segment, found, own, peer, peerFlow, before);
    this.windows.progress(micros);
    return found;
  }

  finish(): void {
    this.loss.finish();
    this.windows.finish(this.lastMicros);
    for (const side of SIDES) {
      const { fin, acked } = this.classifier.flows[side];
      this.sides[side].finAcknowledged = fin !== null && acked >= fin;
    }
    this.turns ??= new Turns(this.client, this.firstMicros);
    this.turns.finish(this.lastMicros);
    this.idle.finish(this.reset, this.fins);
  }

  private begin({ micros, packet, side, flags }: EvidenceSegment): void {
    this.firstMicros = micros;
    this.lastMicros = micros;
    this.firstPacket = packet;
    const answer = (flags & TcpFlag.syn && flags & TcpFlag.ack) !== 0;
    const opens = (flags & TcpFlag.syn) !== 0 || this.listener === null;
    this.client = answer ? ((1 - side) as 0 | 1) : opens ? side : ((1 - this.listener!) as 0 | 1);
  }

  private opening(segment: EvidenceSegment, found: Classification): void {
    const { flags, micros, packet, side } = segment;
    if (flags & TcpFlag.syn && !(flags & TcpFlag.rst)) {
      const list = flags & TcpFlag.ack ? this.synAcks : this.syns;
      if (flags & TcpFlag.ack) {
        this.synAckCount++;
        if (this.synAckCount > 1 && this.classifier.establishedMicros !== null) this.synAckAfterAck = true;
      } else {
        this.synCount++;
        if (this.synCount === 1) this.client = side;
      }
      if (list.length < MOST_LISTED) list.push({ micros, packet });
      return;
    }
    if (this.synCount > 0 && this.synAckCount === 0 && side !== this.client && flags === TcpFlag.ack) {
      this.challenged ??= { micros, packet };
    }
    this.turns ??= new Turns(this.client, this.firstMicros);
    const { establishedMicros, synMicros } = this.classifier;
    if (establishedMicros !== null) this.turns.establish(establishedMicros);
    else if (synMicros === null && found.kind !== 'control') this.turns.establish(micros);
  }

  /** The segment as one of its sender's: data, retransmissions, probes. */
  private sending(segment: EvidenceSegment, found: Classification, own: SideEvidence, silence: number): void {
    const { micros, packet, length, side, flags } = segment;
    if (flags & TcpFlag.fin) {
      this.fins[side] ??= { micros, packet };
      this.turns?.close(micros);
    }
    if (found.lost !== 'unknown' && this.path.isCutSmaller(side, found.end)) {
      own.cutSmaller.add(packet, micros);
    } else if (this.loss.add(segment, found, this.isClosing(segment))) {
      this.turns?.resent(found.kind === 'timeout' ? found.gap : 0);
    }
    if (found.kind === 'keep-alive') {
      own.keepAlives.add(packet, micros);
      own.keepAlivesUnanswered++;
    } else if (found.kind === 'zero-window probe') {
      own.probes.add(packet, micros);
    }
    if (length === 0) return;
    own.dataPackets++;
    own.sentBytes += length;
    own.freshBytes += found.fresh;
    if (length > own.largest) own.largest = length;
    this.path.data(segment);
    if (own.firstDataMicros === 0) own.firstDataMicros = micros;
    own.lastDataMicros = micros;
    if (found.windowFull) own.windowFull.add(packet, micros);
    if (found.fresh === 0) return;
    this.idle.data({ idle: silence, micros, packet, side });
    if (found.kind === 'new' || found.kind === 'ahead') this.fresh(segment, found);
  }

  private fresh(segment: EvidenceSegment, found: Classification): void {
    const { micros, packet, side } = segment;
    const turn = this.lastSpeaker !== side;
    if (!turn) this.pause(segment, found);
    this.protocol.data(segment, this.client, turn, found.kind === 'new');
    this.delayedAcks.data(segment, found.end, turn);
    this.turns?.data(side, micros, found.fresh, packet);
    this.lastSpeaker = side;
    this.sides[side].freshMicros = micros;
    this.sides[side].rate.add(micros, found.fresh);
  }

  /** A side goes on with what it says: was anything in flight meanwhile? */
  private pause({ micros, packet, side }: EvidenceSegment, found: Classification): void {
    const own = this.sides[side];
    const flow = this.classifier.flows[side];
    own.speakingMicros += Math.max(0, micros - own.freshMicros);
    if (flow.outstanding > found.end - found.start) return;
    const pause = Math.max(0, micros - flow.ackedMicros);
    own.pausedMicros += pause;
    if (pause > this.classifier.pathRtt) own.pauses.add(packet, micros, pause);
    const owes = side === this.server && this.protocol.body !== null;
    if (owes && pause > LEAST_STALL && found.skipped === 0) own.stalls.add(packet, micros, pause);
  }

  /**
   * May this resend only an end that nobody waits for? A FIN when the other side has closed, or a TLS close_notify with or
   * before its FIN.
   */
  private isClosing({ side, flags, length }: EvidenceSegment): boolean {
    const ends = (flags & TcpFlag.fin) !== 0 || this.fins[side] !== null;
    if (!ends) return false;
    return this.fins[1 - side] !== null || (length < LONGEST_CLOSE_NOTIFY && this.protocol.speaks[side] === 'tls');
  }

  /** The segment as its sender's answer to the other side: acknowledgements and windows. */
  private receiving(
    segment: EvidenceSegment,
    found: Classification,
    own: SideEvidence,
    peer: SideEvidence,
    peerFlow: Flow,
    before: WindowBefore & { peerAcked: number },
  ): void {
    const { micros, packet, flags, length } = segment;
    if (found.unseen > 0) peer.unseen.add(packet, micros, found.unseen);
    own.unseen.total -= found.late;
    if (found.duplicateSack) own.duplicateSacks.add(packet, micros);
    if (found.keepAliveAnswer) peer.keepAliveAnswers++;
    if (flags & TcpFlag.ack) peer.keepAlivesUnanswered = 0;
    if (found.rtt >= 0 && !this.forwarded) {
      peer.rtt.add(found.rtt);
      if (before.peerAcked + 4 * (peerFlow.mss ?? 1460) < peerFlow.acked + peerFlow.outstanding)
        this.underLoad(peer, segment, found.rtt);
    }
    if (found.advances) {
      this.acksAdvanced ||= before.peerAcked > 0;
      this.loss.acknowledged((1 - segment.side) as 0 | 1, peerFlow.acked);
      this.delayedAcks.acknowledgement(segment, found);
    }
    const waited = this.windows.add(segment, found, before);
    if (waited > 0) this.turns?.windowClosed(waited);
    if (length === 0 && peerFlow.outstanding === 0) this.turns?.allAcknowledged((1 - segment.side) as 0 | 1, micros);
  }

  private underLoad(sender: SideEvidence, { packet, micros }: EvidenceSegment, rtt: number): void {
    sender.loadedRtt.add(rtt);
    if (rtt >= 2 * sender.rtt.min) sender.lateAcks.add(packet, micros);
  }

  private rst(segment: EvidenceSegment, flow: Flow, peerFlow: Flow, idle: number): void {
    const { side, micros, packet, hops } = segment;
    this.turns?.close(micros);
    if (this.reset !== null) {
      this.reset.mutual ||= side !== this.reset.side;
      return;
    }
    const refuses = this.synCount > 0 && this.synAckCount === 0 && side !== this.client && flow.packets === 0;
    this.reset = {
      side,
      micros,
      packet,
      refuses,
      idle: Math.max(0, idle),
      sincePeerData: peerFlow.dataMicros === 0 ? Number.POSITIVE_INFINITY : micros - peerFlow.dataMicros,
      peerOutstanding: peerFlow.outstanding,
      ownOutstanding: flow.outstanding,
      afterFin: this.fins[0] !== null || this.fins[1] !== null,
      mutual: false,
      hops,
      usualHops: this.sides[side].hops,
    };
  }
}
