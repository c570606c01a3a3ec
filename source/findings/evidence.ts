/**
 * Everything the rules know of one connection, gathered segment by segment: feed it every segment in order, then `finish`.
 * Bounded however long the connection is.
 */
import { TcpFlag } from '../wire/segments.ts';
import type { Classification } from './classification.ts';
import { Classifier } from './classify.ts';
import { DelayedAckWatch } from './delayed-ack-watch.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { Flow } from './flow.ts';
import { LossWatch } from './loss-watch.ts';
import { ProtocolWatch } from './protocol-watch.ts';
import { SideEvidence } from './side-evidence.ts';
import { Turns } from './turns.ts';
import { type WindowBefore, WindowWatch } from './window-watch.ts';

const MOST_LISTED = 32;
/** IPv4 and TCP headers without options, bytes: a segment with more payload than MTU minus these is too big for sure. */
const HEADERS = 40;
/** Bytes of an encrypted alert record are fewer. */
const LONGEST_CLOSE_NOTIFY = 64;
/** RFC 791's smallest MTU that every link has; less in an ICMP error is damage or an attack. */
const LEAST_MTU = 68;
/** Silences shorter than this are not looked at, µs. */
const LEAST_SILENCE = 1_000_000;
/** A reset, or a FIN, this soon after data belongs to it, µs. */
const SOON = 3_000_000;
const DEAD_TRANSMISSIONS = 4;
/** Checksums tried of a side: they are all wrong, or hardly any. */
const MOST_CHECKSUMS = 20;
const SIDES = [0, 1] as const;

/** A SYN or SYN/ACK. */
export interface Attempt {
  micros: number;
  packet: number;
}

/** The first RST. */
export interface Reset {
  side: 0 | 1;
  micros: number;
  packet: number;
  /** It answers a SYN. */
  refuses: boolean;
  /** µs since the last packet before it, and since the other side's last data. */
  idle: number;
  sincePeerData: number;
  /** Bytes of the other side's not acknowledged, and of its own. */
  peerOutstanding: number;
  ownOutstanding: number;
  afterFin: boolean;
  hops: number;
  usualHops: number;
}

/** An ICMP error about this connection. */
export interface IcmpReport {
  micros: number;
  packet: number;
  version: 4 | 6;
  type: number;
  code: number;
  mtu: number | null;
  /** Who sent it. */
  from: string;
  /** The side whose segment it quotes. */
  side: 0 | 1;
}

export class ConnectionEvidence {
  /** 0-based, as in the store. */
  readonly connection: number;
  /** A proxy's recorder made up the headers: only bytes, their times, and how it began and ended are real (forwarded.ts). */
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
  readonly icmp: IcmpReport[] = [];
  /** Largest packet that the path takes towards the other side, as ICMP said, bytes. */
  private readonly pathMtu: [number | null, number | null] = [null, null];
  /** Offset up to which a side had sent when it was told so: that is sent again in smaller segments. */
  private readonly tooBigUntil = [0, 0];
  turns: Turns | null = null;
  /** µs of the longest silence that data ended, and whether that data was answered. */
  longestIdleLived = 0;
  idleDied: { idle: number; packet: number; side: 0 | 1 } | null = null;
  private silence: Silence | null = null;
  private readonly listener: 0 | 1 | null;
  private readonly loss = new LossWatch(this.sides, this.classifier);
  private readonly windows = new WindowWatch(this.sides, this.classifier);
  private readonly delayedAcks = new DelayedAckWatch(this.sides, this.classifier);
  private lastSpeaker: 0 | 1 | null = null;

  /** `listener`: the side that is the server by its port number, should the beginning not be captured; null = cannot tell. */
  constructor(connection: number, forwarded = false, listener: 0 | 1 | null = null) {
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
    this.header(segment, own);
    this.sending(segment, found, own, silence);
    this.receiving(segment, found, own, peer, peerFlow, before);
    this.windows.progress(micros);
    return found;
  }

  /** An error about one of its segments. */
  report(error: IcmpReport): void {
    if (error.mtu !== null && error.mtu >= LEAST_MTU) {
      this.pathMtu[error.side] = error.mtu;
      this.tooBigUntil[error.side] = this.classifier.flows[error.side].next;
    }
    if (this.icmp.length < MOST_LISTED) this.icmp.push(error);
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
    this.judgeIdle(null);
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

  private header(segment: EvidenceSegment, own: SideEvidence): void {
    const { ecn, flags, hops, packet, micros } = segment;
    if (ecn === 3) own.congestionMarks.add(packet, micros);
    if (flags & (TcpFlag.ece | TcpFlag.cwr) && !(flags & TcpFlag.syn)) own.congestionEchoes.add(packet, micros);
    if (flags & TcpFlag.rst) return;
    if (own.hops === -1) own.hops = hops;
    else if (hops !== own.hops) own.otherHops.add(packet, micros);
  }

  /** The segment as one of its sender's: data, retransmissions, probes. */
  private sending(segment: EvidenceSegment, found: Classification, own: SideEvidence, silence: number): void {
    const { micros, packet, length, side, flags } = segment;
    if (flags & TcpFlag.fin) {
      this.fins[side] ??= { micros, packet };
      this.turns?.close(micros);
    }
    if (found.lost !== 'unknown' && found.end <= this.tooBigUntil[side]) {
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
    const limit = this.pathMtu[side];
    // What is larger than the MSS, the network card has yet to cut (TSO).
    if (limit !== null && length + HEADERS > limit && length <= (this.classifier.flows[1 - side].mss ?? length)) {
      own.tooBig.add(packet, micros);
    }
    own.freshBytes += found.fresh;
    if (length > own.largest) own.largest = length;
    if (length > (this.classifier.flows[1 - side].mss ?? length)) own.oversized.add(packet, micros);
    if (own.checksumsTried < MOST_CHECKSUMS && segment.captured === length) this.checksum(segment, own);
    if (own.firstDataMicros === 0) own.firstDataMicros = micros;
    own.lastDataMicros = micros;
    if (found.windowFull) own.windowFull.add(packet, micros);
    if (found.fresh === 0) return;
    if (silence > LEAST_SILENCE) this.judgeIdle({ idle: silence, micros, packet, side });
    if (found.kind === 'new' || found.kind === 'ahead') this.fresh(segment, found);
  }

  private checksum(segment: EvidenceSegment, own: SideEvidence): void {
    own.checksumsTried++;
    if (!segment.isChecksumGood()) own.badChecksums.add(segment.packet, segment.micros);
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
    const owes = side === this.server && this.protocol.body !== null;
    if (owes && pause > LEAST_SILENCE && found.skipped === 0) own.stalls.add(packet, micros, pause);
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
        peer.loadedRtt.add(found.rtt);
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

  private rst(segment: EvidenceSegment, flow: Flow, peerFlow: Flow, idle: number): void {
    const { side, micros, packet, hops } = segment;
    this.turns?.close(micros);
    if (this.reset !== null) return;
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
      hops,
      usualHops: this.sides[side].hops,
    };
  }

  /** New data after a long silence: did it get through (T7)? Asked when the next silence ends, and at the end. */
  private judgeIdle(next: Silence | null): void {
    const before = this.silence;
    this.silence = next;
    if (before === null) return;
    const { idle, packet, side, micros } = before;
    const chain = this.sides[side].chain ?? this.sides[side].longestChain;
    const died = chain !== null && !chain.acknowledged && chain.transmissions >= DEAD_TRANSMISSIONS;
    const reset = this.reset !== null && this.reset.packet > packet && this.reset.sincePeerData < SOON;
    const fin = this.fins[side];
    const closes = fin !== null && fin.micros - micros < SOON;
    if (next === null && !closes && (died || reset)) this.idleDied = { idle, packet, side };
    else this.longestIdleLived = Math.max(this.longestIdleLived, idle);
  }
}

/** A silence that data ended. */
interface Silence {
  /** µs of silence, and when it ended. */
  idle: number;
  micros: number;
  packet: number;
  side: 0 | 1;
}
