/**
 * Everything the rules know of one connection, gathered segment by segment: feed it every segment in order, then `finish`.
 * Bounded however long the connection is.
 */
import { TcpFlag } from '../wire/segments.ts';
import { type Classification, Classifier } from './classify.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { Flow } from './flow.ts';
import { ProtocolWatch } from './protocol-watch.ts';
import { Tally } from './samples.ts';
import { type Chain, SideEvidence } from './side-evidence.ts';
import { Turns } from './turns.ts';

const MOST_LISTED = 32;
/** IPv4 and TCP headers without options, bytes: a segment with more payload than MTU minus these is too big for sure. */
const HEADERS = 40;
/** Bytes of an encrypted alert record are fewer. */
const LONGEST_CLOSE_NOTIFY = 64;
/** RFC 791's smallest MTU that every link has; less in an ICMP error is damage or an attack. */
const LEAST_MTU = 68;
/** Delayed acknowledgements: 35 ms (Linux's 40) up to RFC 1122's 500 ms, µs. */
const DELAYED_ACK = { from: 35_000, to: 500_000 };
/** A write that waited for an acknowledgement follows it within this, µs. */
const AT_ONCE = 5000;

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
  readonly clockSteps = new Tally();
  turns: Turns | null = null;
  /** µs of the longest silence that data ended, and whether that data was answered. */
  longestIdleLived = 0;
  idleDied: { idle: number; packet: number; side: 0 | 1 } | null = null;
  private idleBefore: { micros: number; packet: number; side: 0 | 1 } | null = null;
  /** A lone small segment that waits, and the acknowledgement that freed its sender. */
  private readonly lone: [Lone | null, Lone | null] = [null, null];
  private readonly freed: [{ micros: number; wait: number } | null, { micros: number; wait: number } | null] = [
    null,
    null,
  ];
  private lastSpeaker: 0 | 1 | null = null;

  constructor(connection: number) {
    this.connection = connection;
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
    if (micros < this.lastMicros) this.clockSteps.add(packet, micros, this.lastMicros - micros);
    const flow = this.classifier.flows[side];
    const peerFlow = this.classifier.flows[1 - side];
    const silence = micros - this.lastMicros;
    const before = {
      outstanding: flow.outstanding,
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
    this.sending(segment, found, own, flow, silence);
    this.receiving(segment, found, own, peer, flow, peerFlow, before);
    this.progress(segment, flow, peerFlow);
    return found;
  }

  /** An error about one of its segments. */
  report(error: IcmpReport): void {
    if (error.mtu !== null && error.mtu >= LEAST_MTU) this.pathMtu[error.side] = error.mtu;
    if (this.icmp.length < MOST_LISTED) this.icmp.push(error);
  }

  finish(): void {
    for (const side of [0, 1] as const) {
      this.keepChain(this.sides[side]);
      const flow = this.classifier.flows[side];
      this.sides[side].finAcknowledged = flow.fin !== null && flow.acked >= flow.fin;
      if (flow.zeroSince !== null && this.sides[side].zeroWindowOpen) {
        this.sides[side].zeroWindows.total += this.lastMicros - flow.zeroSince;
      }
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
    this.client = answer ? ((1 - side) as 0 | 1) : side;
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
  private sending(
    segment: EvidenceSegment,
    found: Classification,
    own: SideEvidence,
    flow: Flow,
    silence: number,
  ): void {
    const { micros, packet, length, side, flags } = segment;
    if (flags & TcpFlag.fin) {
      this.fins[side] ??= { micros, packet };
      this.turns?.close(micros);
    }
    this.kind(segment, found, own);
    if (length === 0) return;
    own.dataPackets++;
    own.sentBytes += length;
    const limit = this.pathMtu[side];
    if (limit !== null && length + HEADERS > limit) own.tooBig.add(packet, micros);
    own.freshBytes += found.fresh;
    if (length > own.largest) own.largest = length;
    if (flow.mss !== null && length > flow.mss) own.aggregated.add(packet, micros);
    if (own.firstDataMicros === 0) own.firstDataMicros = micros;
    own.lastDataMicros = micros;
    if (found.windowFull) own.windowFull.add(packet, micros);
    if (found.fresh === 0) return;
    if (silence > 1_000_000) this.judgeIdle({ micros: silence, packet, side });
    if (found.kind === 'new' || found.kind === 'ahead') this.fresh(segment, found, own, flow);
  }

  private fresh(segment: EvidenceSegment, found: Classification, own: SideEvidence, flow: Flow): void {
    const { micros, packet, length, side } = segment;
    const turn = this.lastSpeaker !== side;
    this.protocol.data(segment, this.client, turn, found.kind === 'new');
    const small = flow.mss === null ? length < 1000 : length < flow.mss;
    const freed = this.freed[side];
    if (!turn && small) own.smallParts++;
    if (!turn && small && freed !== null && micros - freed.micros <= AT_ONCE + this.ackDelay(side)) {
      own.nagle.add(packet, micros, freed.wait);
    }
    this.freed[side] = null;
    const alone = flow.outstanding === length;
    this.lone[side] = alone && small ? { micros, end: found.end } : null;
    this.turns?.data(side, micros, found.fresh, packet);
    this.lastSpeaker = side;
  }

  /** µs from here to a side and back: how long after an acknowledgement its answer comes by. */
  private ackDelay(side: 0 | 1): number {
    const { rtt } = this.sides[1 - side];
    return rtt.count > 0 ? rtt.min : 0;
  }

  private kind(segment: EvidenceSegment, found: Classification, own: SideEvidence): void {
    const { micros, packet, length } = segment;
    if (found.lost !== 'unknown' && this.isClosing(segment)) {
      own.finAgain.add(packet, micros);
      return;
    }
    switch (found.kind) {
      case 'timeout':
        own.timeouts.add(packet, micros, found.gap);
        own.timeoutsInRow++;
        own.mostTimeoutsInRow = Math.max(own.mostTimeoutsInRow, own.timeoutsInRow);
        this.resent(segment, found, own);
        break;
      case 'fast retransmission':
        own.fast.add(packet, micros);
        this.resent(segment, found, own);
        break;
      case 'tail loss probe':
        own.tailProbes.add(packet, micros, found.gap);
        this.resent(segment, found, own);
        break;
      case 'spurious':
        own.spurious.add(packet, micros);
        this.resent(segment, found, own);
        break;
      case 'retransmission':
        this.resent(segment, found, own);
        break;
      case 'out of order':
        own.outOfOrder.add(packet, micros, found.gap);
        own.mostDisplaced = Math.max(own.mostDisplaced, found.gap);
        break;
      case 'ahead':
        this.hole(segment, own);
        break;
      case 'SYN again':
        own.synAgain.add(packet, micros);
        break;
      case 'FIN again':
        own.finAgain.add(packet, micros);
        break;
      case 'keep-alive':
        own.keepAlives.add(packet, micros);
        own.keepAlivesUnanswered++;
        break;
      case 'zero-window probe':
        own.probes.add(packet, micros);
        break;
      case 'captured late':
        own.capturedLate.add(packet, micros, length);
        break;
    }
  }

  /** Resends the end when nobody waits for it: the other side has closed, or it is a TLS close_notify with its FIN. */
  private isClosing({ side, flags, length }: EvidenceSegment): boolean {
    if ((flags & TcpFlag.fin) === 0) return false;
    return this.fins[1 - side] !== null || (length < LONGEST_CLOSE_NOTIFY && this.protocol.speaks[side] === 'tls');
  }

  private resent(segment: EvidenceSegment, found: Classification, own: SideEvidence): void {
    const { micros, packet, length, side } = segment;
    own.resent.add(packet, micros, length);
    if (found.lost === 'before') own.lostBefore++;
    else own.lostAfter++;
    if (own.lossMicros > 0 && micros - own.lossMicros > this.oneLoss) own.lossGaps.add(micros - own.lossMicros);
    own.lossMicros = micros;
    this.turns?.resent(found.kind === 'timeout' ? found.gap : 0);
    const { chain } = own;
    if (chain !== null && chain.start === found.start && !chain.acknowledged) {
      chain.transmissions++;
      if (chain.gaps.length < 16) chain.gaps.push(micros - chain.lastMicros);
      if (chain.packets.length < 16) chain.packets.push(packet);
      chain.lastMicros = micros;
      return;
    }
    this.keepChain(own);
    own.chain = {
      start: found.start,
      length,
      transmissions: Math.max(2, found.transmissions),
      firstMicros: micros - found.gap,
      lastMicros: micros,
      gaps: [found.gap],
      packets: [packet],
      windowFull: found.windowFull || this.fillsWindow(side),
      acknowledged: false,
    };
  }

  /** Retransmissions closer than this belong to one loss, µs. */
  private get oneLoss(): number {
    return Math.max(50_000, 4 * this.classifier.pathRtt);
  }

  private fillsWindow(side: 0 | 1): boolean {
    const { window } = this.classifier.flows[1 - side];
    return window !== null && window > 0 && this.classifier.flows[side].outstanding >= window;
  }

  private keepChain(own: SideEvidence): void {
    const { chain, longestChain } = own;
    if (chain === null) return;
    const worse = longestChain === null || Number(longestChain.acknowledged) > Number(chain.acknowledged);
    if (
      worse ||
      (chain.acknowledged === longestChain.acknowledged && chain.transmissions > longestChain.transmissions)
    ) {
      own.longestChain = chain;
    }
    own.chain = null;
  }

  private hole({ micros, packet }: EvidenceSegment, own: SideEvidence): void {
    own.holes.add(packet, micros);
    const atOnce = micros - own.holesSince <= Math.max(this.classifier.pathRtt, 3000);
    if (!atOnce) {
      own.holesSince = micros;
      own.holesAtOnce = 0;
    }
    own.holesAtOnce++;
    own.mostHolesAtOnce = Math.max(own.mostHolesAtOnce, own.holesAtOnce);
  }

  /** The segment as its sender's answer to the other side: acknowledgements and windows. */
  private receiving(
    segment: EvidenceSegment,
    found: Classification,
    own: SideEvidence,
    peer: SideEvidence,
    flow: Flow,
    peerFlow: Flow,
    before: { peerAcked: number; zeroSince: number | null; window: number | null },
  ): void {
    const { micros, packet, flags, length } = segment;
    if (found.unseen > 0) peer.unseen.add(packet, micros, found.unseen);
    if (found.duplicateAck > 0) own.duplicateAcks.add(packet, micros);
    if (found.duplicateSack) own.duplicateSacks.add(packet, micros);
    if (found.keepAliveAnswer) peer.keepAliveAnswers++;
    if (flags & TcpFlag.ack) peer.keepAlivesUnanswered = 0;
    if (found.rtt >= 0) {
      peer.rtt.add(found.rtt);
      if (before.peerAcked + 4 * (peerFlow.mss ?? 1460) < peerFlow.acked + peerFlow.outstanding)
        peer.loadedRtt.add(found.rtt);
    }
    if (found.advances) {
      this.acksAdvanced ||= before.peerAcked > 0;
      peer.timeoutsInRow = 0;
      if (peer.chain !== null && peerFlow.acked > peer.chain.start) peer.chain.acknowledged = true;
      this.freeLone(segment, found, peer);
    }
    this.windowOf(segment, found, own, peer, flow, peerFlow, before);
    if (length === 0 && peerFlow.outstanding === 0) this.turns?.allAcknowledged((1 - segment.side) as 0 | 1, micros);
  }

  private freeLone(segment: EvidenceSegment, found: Classification, peer: SideEvidence): void {
    const side = (1 - segment.side) as 0 | 1;
    const lone = this.lone[side];
    if (lone === null || segment.length > 0) return;
    const wait = segment.micros - lone.micros;
    const covers = this.classifier.flows[side].acked >= lone.end && found.rtt >= 0;
    this.lone[side] = null;
    if (!covers || wait < DELAYED_ACK.from || wait > DELAYED_ACK.to) return;
    // A long round trip is no held-back acknowledgement.
    if (wait < 2 * peer.rtt.min && peer.rtt.count > 1) return;
    peer.delayedAcks.add(segment.packet, segment.micros, wait);
    this.freed[side] = { micros: segment.micros, wait };
  }

  private windowOf(
    segment: EvidenceSegment,
    found: Classification,
    own: SideEvidence,
    peer: SideEvidence,
    flow: Flow,
    peerFlow: Flow,
    before: { zeroSince: number | null; window: number | null },
  ): void {
    const { micros, packet, flags } = segment;
    if (flags & (TcpFlag.syn | TcpFlag.rst)) return;
    const { window } = flow;
    if (found.zeroWindow && before.zeroSince === null) {
      own.zeroWindows.add(packet, micros);
      own.zeroWindowOpen = true;
    } else if (before.zeroSince !== null && !found.zeroWindow) {
      const closed = micros - before.zeroSince;
      const waited =
        peer.probes.lastMicros >= before.zeroSince || peer.windowFull.lastMicros >= before.zeroSince - 1_000_000;
      own.zeroWindowOpen = false;
      if (waited) {
        own.zeroWindows.total += closed;
        this.turns?.windowClosed(closed);
      }
    }
    if (window === null) return;
    if (own.windowFirst === 0) own.windowFirst = window;
    own.windowMax = Math.max(own.windowMax, window);
    const step = window - (before.window ?? window);
    if (
      step > 0 &&
      found.windowUpdate &&
      step < Math.min(peerFlow.mss ?? 536, own.windowMax / 2) &&
      window < 2 * (peerFlow.mss ?? 536)
    ) {
      own.smallSteps.add(packet, micros);
    }
  }

  /** Time with data in flight, and how much of the window it fills; measured from event to event. */
  private progress(segment: EvidenceSegment, flow: Flow, peerFlow: Flow): void {
    const { side, micros } = segment;
    for (const sender of [side, (1 - side) as 0 | 1]) {
      const own = this.sides[sender];
      const sending = sender === side ? flow : peerFlow;
      const receiving = sender === side ? peerFlow : flow;
      const mark = this.marks[sender];
      const span = Math.max(0, micros - mark.micros);
      if (mark.flight > 0) {
        own.busyMicros += span;
        own.flightMicros += span * mark.flight;
        if (mark.limited) own.limitedMicros += span;
      }
      mark.micros = micros;
      mark.flight = sending.outstanding;
      mark.limited = receiving.window !== null && sending.outstanding >= 0.9 * receiving.window;
      own.flightMax = Math.max(own.flightMax, mark.flight);
    }
  }

  private readonly marks = [
    { micros: 0, flight: 0, limited: false },
    { micros: 0, flight: 0, limited: false },
  ];

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

  /** Data after a long silence: did it get through (T7)? Asked when the next such silence ends, and at the end. */
  private judgeIdle(next: { micros: number; packet: number; side: 0 | 1 } | null): void {
    const before = this.idleBefore;
    if (before !== null) {
      const chain: Chain | null = this.sides[before.side].chain ?? this.sides[before.side].longestChain;
      const died = chain !== null && !chain.acknowledged && chain.transmissions >= 4 && next === null;
      const reset = this.reset !== null && this.reset.packet > before.packet && this.reset.sincePeerData < 3_000_000;
      if (died || (reset && next === null))
        this.idleDied = { idle: before.micros, packet: before.packet, side: before.side };
      else this.longestIdleLived = Math.max(this.longestIdleLived, before.micros);
    }
    this.idleBefore = next;
  }
}

interface Lone {
  micros: number;
  end: number;
}
