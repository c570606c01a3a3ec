/** The IPv4 header, RFC 791. */
import { hashOfEnds4 } from './endpoints.ts';
import { PacketKind, type SegmentBatch } from './segments.ts';
import { AUTHENTICATION_HEADER, Carries, lengthOfAuthentication, Protocol, readTransport } from './transport.ts';

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

/** Bits of `Ipv4.fragment`. */
export const Fragment = { reserved: 0x8000, dont: 0x4000, more: 0x2000 } as const;

/** The lower 13 bits of `Ipv4.fragment`: where the fragment belongs, in units of 8 bytes. */
export const FRAGMENT_OFFSET = 0x1fff;

/**
 * Describes the IPv4 packet at `ip` as segment `i`. `end`: one past its last captured byte; `wireEnd`: where its frame's
 * payload ends on the wire; `bounded`: an enclosing header vouches for `wireEnd`. Returns the number of the protocol that it carries, or
 * one of `Carries`; the first of several fragments is read like a whole packet.
 */
export function readIpv4(
  segments: SegmentBatch,
  i: number,
  view: DataView,
  ip: number,
  end: number,
  wireEnd: number,
  bounded: boolean,
): number {
  if (ip + IPV4_HEADER > end || view.getUint8(ip) >>> 4 !== 4) {
    segments.setNotIp(i, PacketKind.other, ip, end);
    return Carries.nothing;
  }
  const total = lengthOfIpv4(view, ip, wireEnd, bounded);
  const captured = Math.min(ip + total, end);
  const headerLength = (view.getUint8(ip) & 15) << 2;
  segments.version[i] = 4;
  segments.ip[i] = ip;
  segments.last[i] = captured - 1;
  segments.identification[i] = view.getUint16(ip + Ipv4.identification);

  let at = ip + headerLength;
  segments.transport[i] = at;
  if (headerLength < IPV4_HEADER) {
    segments.kind[i] = PacketKind.ip;
    return Carries.nothing;
  }
  const fragment = view.getUint16(ip + Ipv4.fragment);
  if ((fragment & FRAGMENT_OFFSET) !== 0) {
    segments.kind[i] = PacketKind.fragment;
    return Carries.laterFragment;
  }
  let protocol = view.getUint8(ip + Ipv4.protocol);
  if (protocol === Protocol.authentication && at + AUTHENTICATION_HEADER <= captured) {
    protocol = view.getUint8(at);
    at += lengthOfAuthentication(view.getUint8(at + 1));
  }
  if (readTransport(segments, i, view, protocol, at, captured - at, ip + total - at)) {
    segments.hash[i] = hashOfEnds4(view, ip, at);
  }
  return (fragment & Fragment.more) !== 0 ? Carries.first + protocol : protocol;
}

/**
 * Bytes of the IP packet with its header. 0 in the header means that the sender left the length to its network card
 * (segmentation offload), so the frame's length is all there is. A length beyond the frame is believed, as the frame's
 * is often that of a cut or rewritten capture, unless an enclosing header vouches for the end.
 */
export function lengthOfIpv4(view: DataView, ip: number, wireEnd: number, bounded: boolean): number {
  const total = view.getUint16(ip + Ipv4.totalLength);
  const room = wireEnd - ip;
  return total === 0 || (bounded && total > room) ? room : total;
}
