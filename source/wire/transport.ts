/** The step from an IP header to what it carries. */
import { PacketKind, type SegmentBatch } from './segments.ts';
import { readTcp, TCP_HEADER } from './tcp.ts';
import { readUdp, UDP_HEADER } from './udp.ts';

/** Protocol numbers, https://www.iana.org/assignments/protocol-numbers. */
export const Protocol = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/**
 * Describes the transport header at `at` as segment `i`. `captured`: bytes that are there from `at` on; `length`: bytes
 * that there are by the IP header. True when the header has ports, so that the ends can be told.
 */
export function readTransport(
  segments: SegmentBatch,
  i: number,
  view: DataView,
  protocol: number,
  at: number,
  captured: number,
  length: number,
): boolean {
  segments.transport[i] = at;
  if (protocol === Protocol.tcp) {
    if (captured < TCP_HEADER) {
      segments.kind[i] = PacketKind.tcpCut;
      return false;
    }
    segments.kind[i] = PacketKind.tcp;
    readTcp(segments, i, view, at, length);
    return true;
  }
  if (protocol === Protocol.udp) {
    if (captured < UDP_HEADER) {
      segments.kind[i] = PacketKind.udpCut;
      return false;
    }
    segments.kind[i] = PacketKind.udp;
    readUdp(segments, i, view, at);
    return true;
  }
  segments.kind[i] = protocol === Protocol.icmp || protocol === Protocol.icmpv6 ? PacketKind.icmp : PacketKind.ip;
  return false;
}
