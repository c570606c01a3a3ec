/** The IPv4 header, RFC 791. */
import { u16 } from './bytes.ts';
import { hashOfEnds4 } from './endpoints.ts';
import { PacketKind, type SegmentBatch } from './segments.ts';
import { readTcp, TCP_HEADER } from './tcp.ts';
import { readUdp, UDP_HEADER } from './udp.ts';

export const Ipv4 = {
  versionAndLength: 0,
  typeOfService: 1,
  totalLength: 2,
  identification: 4,
  fragment: 6,
  timeToLive: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
  options: 20,
} as const;

export const IPV4_HEADER = 20;

/** The lower 13 bits of `Ipv4.fragment`: where the fragment belongs, in units of 8 bytes. */
export const FRAGMENT_OFFSET = 0x1fff;

/** Protocol numbers, https://www.iana.org/assignments/protocol-numbers. */
export const Protocol = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/**
 * Describes the IPv4 packet at `ip` as segment `i`. `end`: one past its last captured byte; `wireEnd`: where its frame's
 * payload ends on the wire; `bounded`: an enclosing header vouches for `wireEnd`.
 */
export function readIpv4(
  segments: SegmentBatch,
  i: number,
  bytes: Uint8Array,
  ip: number,
  end: number,
  wireEnd: number,
  bounded: boolean,
): void {
  segments.ip[i] = ip;
  segments.transport[i] = ip;
  segments.last[i] = end - 1;
  if (ip + IPV4_HEADER > end || bytes[ip] >>> 4 !== 4) {
    segments.version[i] = 0;
    segments.kind[i] = PacketKind.other;
    return;
  }
  const total = lengthOf(bytes, ip, wireEnd, bounded);
  const captured = Math.min(ip + total, end);
  segments.version[i] = 4;
  segments.last[i] = captured - 1;
  segments.identification[i] = u16(bytes, ip + Ipv4.identification);

  const headerLength = (bytes[ip] & 15) << 2;
  const transport = ip + headerLength;
  const protocol = bytes[ip + Ipv4.protocol];
  if (headerLength < IPV4_HEADER) {
    segments.kind[i] = PacketKind.ip;
  } else if ((u16(bytes, ip + Ipv4.fragment) & FRAGMENT_OFFSET) !== 0) {
    segments.kind[i] = PacketKind.fragment;
  } else if (protocol === Protocol.tcp) {
    if (transport + TCP_HEADER > captured) {
      segments.transport[i] = transport;
      segments.kind[i] = PacketKind.tcpCut;
      return;
    }
    segments.kind[i] = PacketKind.tcp;
    readTcp(segments, i, bytes, transport);
    segments.dataLength[i] = total - headerLength - segments.headerLength[i];
    segments.hash[i] = hashOfEnds4(bytes, ip, segments.sourcePort[i], segments.destinationPort[i]);
  } else if (protocol === Protocol.udp) {
    if (transport + UDP_HEADER > captured) {
      segments.transport[i] = transport;
      segments.kind[i] = PacketKind.udpCut;
      return;
    }
    segments.kind[i] = PacketKind.udp;
    readUdp(segments, i, bytes, transport);
    segments.hash[i] = hashOfEnds4(bytes, ip, segments.sourcePort[i], segments.destinationPort[i]);
  } else {
    segments.transport[i] = transport;
    segments.kind[i] = protocol === Protocol.icmp ? PacketKind.icmp : PacketKind.ip;
  }
}

/**
 * Bytes of the IP packet with its header. 0 in the header means that the sender left the length to its network card
 * (segmentation offload), so the frame's length is all there is. A length beyond the frame is believed, as the frame's
 * is often that of a cut or rewritten capture, unless an enclosing header vouches for the end.
 */
function lengthOf(bytes: Uint8Array, ip: number, wireEnd: number, bounded: boolean): number {
  const total = u16(bytes, ip + Ipv4.totalLength);
  const room = wireEnd - ip;
  return total === 0 || (bounded && total > room) ? room : total;
}
