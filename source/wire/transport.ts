/** The step from an IP header to what it carries; UDP, RFC 768. */
import { PacketKind, type SegmentBatch } from './segments.ts';
import { readTcp, TCP_HEADER } from './tcp.ts';

/** Protocol numbers, https://www.iana.org/assignments/protocol-numbers. */
export const Protocol = { icmp: 1, tcp: 6, udp: 17, authentication: 51, icmpv6: 58 } as const;

/**
 * What an IP packet carries where that is not a protocol's number alone: the first fragment of a packet of that protocol (added to its
 * number), another fragment, or nothing that can be told.
 */
export const Carries = { first: 256, laterFragment: 512, nothing: 1024 } as const;

/** Bytes of the shortest authentication header (RFC 4302 section 2.2), which stands before what is authenticated. */
export const AUTHENTICATION_HEADER = 12;

/** `field`: its second byte, which counts in units of 4 bytes and leaves out two. */
export const lengthOfAuthentication = (field: number): number => 4 * (field + 2);

export const Udp = { sourcePort: 0, destinationPort: 2, length: 4, checksum: 6 } as const;

export const UDP_HEADER = 8;

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

/** Fills the columns of segment `i`, but `hash`, from the header at `at`. */
function readUdp(segments: SegmentBatch, i: number, view: DataView, at: number): void {
  segments.sourcePort[i] = view.getUint16(at + Udp.sourcePort);
  segments.destinationPort[i] = view.getUint16(at + Udp.destinationPort);
  segments.dataLength[i] = view.getUint16(at + Udp.length);
}
