/**
 * --checksum: packets with a wrong IPv4 or TCP checksum are left out and counted, UDP datagrams only counted. What is not
 * captured whole, and fragments, pass as right (docs/tcptrace.md, "Checksums").
 */
import type { Keeps } from '../analysis/cuts.ts';
import type { ReadingPolicy } from '../capture/capture.ts';
import type { PacketBatch } from '../capture/packets.ts';
import { type ConnectionStore, Total } from '../connection/store.ts';
import { u16 } from '../wire/bytes.ts';
import { isIpv4ChecksumGood, isTransportChecksumGood } from '../wire/checksum.ts';
import { FRAGMENT_OFFSET, Fragment, Ipv4 } from '../wire/ipv4.ts';
import { PacketKind, type SegmentBatch } from '../wire/segments.ts';
import { Protocol, Udp } from '../wire/transport.ts';

/** What makes a fragment of `Ipv4.fragment`. */
const FRAGMENT_BITS = Fragment.more | FRAGMENT_OFFSET;

/** Is told of each wrong checksum, as its packet is met. */
export type TellChecksum = (protocol: 'IP' | 'TCP' | 'UDP', packet: number) => void;

const PROTOCOLS = new Map<number, 'IP' | 'TCP' | 'UDP'>([
  [Total.badIpChecksums, 'IP'],
  [Total.badTcpChecksums, 'TCP'],
  [Total.badUdpChecksums, 'UDP'],
]);

export class ChecksumCheck {
  private readonly totals: Float64Array;
  /** Time of the first packet left out before any other was analysed, and of the last one if none came after it, µs. */
  private firstDropped: number | null = null;
  private lastDropped: number | null = null;
  private anyKept = false;

  private readonly imitates: boolean;
  private readonly tell: TellChecksum | null;

  /** Counts in the store's totals. `policy`: tcptrace finds nothing wrong with TCP over IPv6, but sums up cut headers too. */
  constructor({ totals }: ConnectionStore, policy: ReadingPolicy, tell: TellChecksum | null) {
    this.totals = totals;
    this.imitates = policy === 'tcptrace';
    this.tell = tell;
  }

  readonly isSound: Keeps = (packets, segments, i, number) => {
    const bad = this.badTotal(packets, segments, i);
    if (bad === null) {
      this.lastDropped = null;
      this.anyKept = true;
      return true;
    }
    this.totals[bad]++;
    this.tell?.(PROTOCOLS.get(bad)!, number);
    if (bad === Total.badUdpChecksums) return true;
    this.lastDropped = packets.micros[i];
    // A time of exactly 0 is none yet.
    if (!this.anyKept && packets.micros[i] !== 0) this.firstDropped ??= packets.micros[i];
    return 'unsound';
  };

  /** After the pass: packets left out count in the time that the trace lasts. */
  settle(): void {
    if (this.firstDropped !== null) this.totals[Total.firstMicros] = this.firstDropped;
    if (this.lastDropped !== null) this.totals[Total.lastMicros] = this.lastDropped;
  }

  /** The total that counts what is wrong with the packet; null = nothing. */
  private badTotal(packets: PacketBatch, segments: SegmentBatch, i: number): number | null {
    const { bytes, kind } = segments;
    const ip = segments.ip[i];
    if (segments.version[i] === 4) {
      const header = (bytes[ip] & 15) << 2;
      const whole = ip + header <= packets.start[i] + packets.captured[i];
      if (whole && !isIpv4ChecksumGood(bytes, ip)) return Total.badIpChecksums;
    }
    if (this.isTcp(segments, i) && !isTransportGood(segments, i, Protocol.tcp)) return Total.badTcpChecksums;
    if (kind[i] === PacketKind.udp && !isTransportGood(segments, i, Protocol.udp)) return Total.badUdpChecksums;
    return null;
  }

  private isTcp({ kind, version }: SegmentBatch, i: number): boolean {
    if (!this.imitates) return kind[i] === PacketKind.tcp;
    return version[i] === 4 && (kind[i] === PacketKind.tcp || kind[i] === PacketKind.tcpCut);
  }
}

/** Is the TCP or UDP checksum of segment i right, as far as it can be told? */
export function isTransportGood(segments: SegmentBatch, i: number, protocol: number): boolean {
  const { bytes } = segments;
  const ip = segments.ip[i];
  const transport = segments.transport[i];
  const length = lengthOf(segments, i, protocol);
  const fragment = segments.version[i] === 4 && (u16(bytes, ip + Ipv4.fragment) & FRAGMENT_BITS) !== 0;
  if (fragment || length < 0 || transport + length - 1 > segments.last[i]) return true;
  if (protocol === Protocol.udp && u16(bytes, transport + Udp.checksum) === 0) return true;
  return isTransportChecksumGood(bytes, ip, protocol, transport, length);
}

/** Bytes that the checksum is about. A TCP header that is cut is as long as the IPv4 header says. */
function lengthOf(
  { bytes, ip, transport, kind, dataLength, headerLength }: SegmentBatch,
  i: number,
  protocol: number,
): number {
  if (kind[i] === PacketKind.tcpCut) return u16(bytes, ip[i] + Ipv4.totalLength) - (transport[i] - ip[i]);
  return dataLength[i] + (protocol === Protocol.tcp ? headerLength[i] : 0);
}
