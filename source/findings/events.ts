/** Single events of a connection that rules look at one by one. */
import { TcpFlag } from '../wire/segments.ts';
import type { EvidenceSegment } from './evidence-segment.ts';
import type { Flow } from './flow.ts';

/** A SYN, a SYN/ACK or a FIN. */
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
  /** The other side has reset the connection, too. */
  mutual: boolean;
  hops: number;
  usualHops: number;
  /** Without ACK: its sender knows no such connection (RFC 9293 section 3.10.7.1). */
  unknown: boolean;
  /** Segments of new data that its side sent after it. */
  dataAfter: number;
  /** µs from it to the last of them. */
  wentOn: number;
}

/** What was known when a reset came. */
interface Before {
  flow: Flow;
  peerFlow: Flow;
  /** µs since the last packet. */
  silence: number;
  refuses: boolean;
  afterFin: boolean;
  usualHops: number;
}

export function resetOf({ side, micros, packet, hops, flags }: EvidenceSegment, before: Before): Reset {
  const { flow, peerFlow, silence, refuses, afterFin, usualHops } = before;
  return {
    side,
    micros,
    packet,
    refuses,
    idle: Math.max(0, silence),
    sincePeerData: peerFlow.dataMicros === 0 ? Number.POSITIVE_INFINITY : micros - peerFlow.dataMicros,
    peerOutstanding: peerFlow.outstanding,
    ownOutstanding: flow.outstanding,
    afterFin,
    mutual: false,
    hops,
    usualHops,
    unknown: (flags & TcpFlag.ack) === 0,
    dataAfter: 0,
    wentOn: 0,
  };
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
