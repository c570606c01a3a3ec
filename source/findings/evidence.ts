/**
 * Everything the rules know of one connection, gathered segment by segment: feed it every segment in order, then `finish`.
 * Bounded however long the connection is.
 */
import type { ConnectionRow } from '../connection/numbering.ts';
import { TcpFlag } from '../wire/segments.ts';
import type { Classification } from './classification.ts';
import { Classifier } from './classify.ts';
import { DelayedAckWatch } from './delayed-ack-watch.ts';
import { type Attempt, type Reset, resetOf } from './events.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { Flow } from './flow.ts';
import { IdleWatch } from './idle-watch.ts';
import { LossWatch } from './loss-watch.ts';
import { OpeningWatch } from './opening-watch.ts';
import { PathWatch } from './path-watch.ts';
import { ProtocolWatch } from './protocol-watch.ts';
import { SideEvidence } from './side-evidence.ts';
import { type RoundTrips, Turns } from './turns.ts';
import { type WindowBefore, WindowWatch } from './window-watch.ts';

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
  readonly opening = new OpeningWatch(this.classifier);
  reset: Reset | null = null;
  fins: [Attempt | null, Attempt | null] = [null, null];
  turns: Turns | null = null;
  readonly idle = new IdleWatch(this.sides);
  readonly path = new PathWatch(this.sides, this.classifier);
  readonly #loss = new LossWatch(this.sides, this.classifier);
  readonly #windows = new WindowWatch(this.sides, this.classifier);
  readonly #delayedAcks = new DelayedAckWatch(this.sides, this.classifier, () => this.client);
  #lastSpeaker: 0 | 1 | null = null;
  readonly #listener: 0 | 1 | null;

  /** `listener`: the side that is the server by its port number, should the beginning not be captured; null = cannot tell. */
  constructor(connection: ConnectionRow, forwarded = false, listener: 0 | 1 | null = null) {
    this.#listener = listener;
    this.connection = connection;
    this.forwarded = forwarded;
  }

  get server(): 0 | 1 {
    return (1 - this.client) as 0 | 1;
  }

  /** The shortest round trips that were seen to both ends: of the handshake's parts and of all data. */
  get roundTrips(): RoundTrips {
    const { parts } = this.classifier.handshake;
    const least = (part: number | undefined, side: 0 | 1): number => {
      const shortest = Math.min(part ?? Number.POSITIVE_INFINITY, this.sides[side].rtt.min);
      return Number.isFinite(shortest) ? shortest : 0;
    };
    return { toServer: least(parts?.toServer, this.client), toClient: least(parts?.toClient, this.server) };
  }

  /** µs. */
  get duration(): number {
    return this.lastMicros - this.firstMicros;
  }

  /** Only one direction was captured, though the other side was there: acknowledgements go on. */
  get oneSided(): boolean {
    const { flows } = this.classifier;
    const silent = flows.findIndex((flow) => flow.packets === 0);
    return silent !== -1 && flows[silent].next > 1 && this.packets > 2 && this.#acksAdvanced;
  }

  #acksAdvanced = false;

  add(segment: EvidenceSegment): Classification {
    const { micros, packet, side, flags } = segment;
    if (this.packets++ === 0) this.#begin(segment);
    this.lastPacket = packet;
    const flow = this.classifier.flows[side];
    const peerFlow = this.classifier.flows[1 - side];
    const silence = micros - this.lastMicros;
    const before = {
      peerAcked: peerFlow.acked,
      zeroSince: flow.zeroSince,
      window: flow.window,
    };
    if (flags & TcpFlag.rst) this.#rst(segment, silence);
    const found = this.classifier.add(segment);
    const own = this.sides[side];
    const peer = this.sides[1 - side];
    if (found.kind === 'capture copy') {
      own.copies.add(packet, micros);
      return found;
    }
    this.lastMicros = Math.max(this.lastMicros, micros);
    own.packets++;
    this.#open(segment, found);
    this.path.header(segment);
    this.#sending(segment, found, own, silence);
    this.#receiving(segment, found, own, peer, peerFlow, before);
    this.#windows.progress(micros);
    return found;
  }

  finish(): void {
    this.#loss.finish();
    this.#windows.finish(this.lastMicros);
    for (const side of SIDES) {
      const { fin, acked } = this.classifier.flows[side];
      this.sides[side].finAcknowledged = fin !== null && acked >= fin;
    }
    this.#begun().finish(this.lastMicros, this.#owed());
    this.idle.finish(this.reset, this.fins);
  }

  /** What the server still owes at the end. */
  #owed(): 'answer' | 'rest of a reply' | 'nothing' {
    const { speaker } = this.#begun();
    const { protocol, server } = this;
    if (speaker === server && protocol.http.body !== null) return 'rest of a reply';
    if (speaker === null || speaker === server) return 'nothing';
    return protocol.http.awaitsReply || this.turns!.looksLikeAnswered ? 'answer' : 'nothing';
  }

  #begin({ micros, packet, side, flags }: EvidenceSegment): void {
    this.firstMicros = micros;
    this.lastMicros = micros;
    this.firstPacket = packet;
    const answer = (flags & TcpFlag.syn && flags & TcpFlag.ack) !== 0;
    const opens = (flags & TcpFlag.syn) !== 0 || this.#listener === null;
    this.client = answer ? ((1 - side) as 0 | 1) : opens ? side : ((1 - this.#listener!) as 0 | 1);
  }

  #open(segment: EvidenceSegment, found: Classification): void {
    const { flags, micros, side } = segment;
    if (flags & TcpFlag.syn && !(flags & TcpFlag.rst)) {
      this.opening.syn(segment);
      if (!(flags & TcpFlag.ack) && this.opening.synCount === 1) this.client = side;
      return;
    }
    if (!(flags & TcpFlag.rst)) this.opening.follow(segment, this.client);
    this.#begun();
    const { establishedMicros, synMicros } = this.classifier.handshake;
    if (establishedMicros !== null) this.turns!.establish(establishedMicros);
    else if (synMicros === null && found.kind !== 'control') this.turns!.establish(micros);
  }

  #begun(): Turns {
    this.turns ??= new Turns(this.client, this.firstMicros, () => this.roundTrips);
    return this.turns;
  }

  /** The segment as one of its sender's: data, retransmissions, probes. */
  #sending(segment: EvidenceSegment, found: Classification, own: SideEvidence, silence: number): void {
    const { micros, packet, length, side, flags } = segment;
    if (flags & TcpFlag.fin) {
      this.fins[side] ??= { micros, packet };
      this.turns?.close(micros);
    }
    if (found.cut && segment.length > 0) this.path.smaller(side);
    if (found.lost !== 'unknown' && this.path.isCutSmaller(side, found.end)) {
      own.cutSmaller.add(packet, micros);
    } else if (this.#loss.add(segment, found, this.#isClosing(segment))) {
      this.turns?.resent(found.kind === 'tail loss probe' ? found.gap : found.timer);
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
    own.lag.add(segment.timestamp, micros);
    if (own.firstDataMicros === 0) own.firstDataMicros = micros;
    own.lastDataMicros = micros;
    if (found.windowFull) own.windowFull.add(packet, micros);
    if (found.checksum === 'wrong') own.corrupted.add(packet, micros);
    if (found.fresh === 0) return;
    this.idle.data({ idle: silence, micros, packet, side });
    if (found.frontier) this.#fresh(segment, found);
  }

  #fresh(segment: EvidenceSegment, found: Classification): void {
    const { micros, packet, side } = segment;
    const turn = this.#lastSpeaker !== side;
    if (!turn) this.#pause(segment, found);
    const midReply = side === this.server && this.protocol.http.body !== null;
    if (found.checksum !== 'wrong') this.protocol.data(segment, this.client, turn, found.kind !== 'ahead');
    this.#delayedAcks.data(segment, found.end, turn);
    this.turns?.data({ side, micros, bytes: found.fresh, packet, midReply });
    if (this.reset?.side === side) {
      this.reset.dataAfter++;
      this.reset.wentOn = micros - this.reset.micros;
    }
    this.#lastSpeaker = side;
    this.sides[side].freshMicros = micros;
    this.sides[side].rate.add(micros, found.fresh);
  }

  /** A side goes on with what it says: was anything in flight meanwhile? */
  #pause({ micros, packet, side }: EvidenceSegment, found: Classification): void {
    const own = this.sides[side];
    const flow = this.classifier.flows[side];
    own.speakingMicros += Math.max(0, micros - own.freshMicros);
    if (flow.outstanding > found.end - found.start) return;
    const pause = Math.max(0, micros - flow.ackedMicros);
    own.pausedMicros += pause;
    if (pause > this.classifier.pathRtt) own.pauses.add(packet, micros, pause);
    const owes = side === this.server && this.protocol.http.body !== null;
    const network = found.skipped > 0 || found.lost !== 'unknown' || flow.holes.length > 0;
    if (owes && pause > LEAST_STALL && !network && !this.#held(side)) own.stalls.add(packet, micros, pause);
  }

  /** The other side keeps its window closed, or its acknowledgements do not come. */
  #held(side: 0 | 1): boolean {
    const { micros } = this.sides[1 - side].reopened;
    return micros > this.sides[side].freshMicros || this.sides[side].resentMicros > this.sides[side].freshMicros;
  }

  /**
   * May this resend only an end that nobody waits for? A FIN when the other side has closed, or a TLS close_notify with or
   * before its FIN.
   */
  #isClosing({ side, flags, length }: EvidenceSegment): boolean {
    const ends = (flags & TcpFlag.fin) !== 0 || this.fins[side] !== null;
    if (!ends) return false;
    return this.fins[1 - side] !== null || (length < LONGEST_CLOSE_NOTIFY && this.protocol.speaks[side] === 'tls');
  }

  /** The segment as its sender's answer to the other side: acknowledgements and windows. */
  #receiving(
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
      peer.level.add(found.rtt, micros, packet);
      if (before.peerAcked + 4 * (peerFlow.mss ?? 1460) < peerFlow.acked + peerFlow.outstanding)
        this.#underLoad(peer, segment, found.rtt);
    }
    if (found.needless > 0) peer.needless.add(packet, micros, found.needless);
    if (found.foreignSack) own.foreignSacks.add(packet, micros);
    if (found.advances) {
      this.#acksAdvanced ||= before.peerAcked > 0;
      peer.recovery.acknowledged(micros, peerFlow.acked - before.peerAcked, this.classifier.pathRtt);
      this.#loss.acknowledged((1 - segment.side) as 0 | 1, peerFlow.acked);
      this.#delayedAcks.acknowledgement(segment, found);
    }
    const waited = this.#windows.add(segment, found, before);
    if (waited > 0) this.turns?.windowClosed(waited);
    if (length === 0 && peerFlow.outstanding === 0) this.turns?.allAcknowledged((1 - segment.side) as 0 | 1, micros);
  }

  #underLoad(sender: SideEvidence, { packet, micros }: EvidenceSegment, rtt: number): void {
    sender.loadedRtt.add(rtt);
    if (rtt >= 2 * sender.rtt.min) sender.lateAcks.add(packet, micros);
  }

  #rst(segment: EvidenceSegment, silence: number): void {
    const { side } = segment;
    this.turns?.close(segment.micros);
    if (this.reset !== null) {
      this.reset.mutual ||= side !== this.reset.side;
      return;
    }
    const { synCount, synAckCount } = this.opening;
    const [flow, peerFlow] = [this.classifier.flows[side], this.classifier.flows[1 - side]];
    const refuses = synCount > 0 && synAckCount === 0 && side !== this.client && flow.packets === 0;
    const afterFin = this.fins[0] !== null || this.fins[1] !== null;
    this.reset = resetOf(segment, { flow, peerFlow, silence, refuses, afterFin, usualHops: this.sides[side].hops });
  }
}
