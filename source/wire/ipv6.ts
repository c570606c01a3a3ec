/** The IPv6 header and its extension headers, RFC 8200. */
import { hashOfEnds6 } from './endpoints.ts';
import { PacketKind, type SegmentBatch } from './segments.ts';
import { Carries, lengthOfAuthentication, readTransport } from './transport.ts';

export const Ipv6 = {
  versionAndClass: 0,
  payloadLength: 4,
  nextHeader: 6,
  hopLimit: 7,
  source: 8,
  destination: 24,
  payload: 40,
} as const;

export const IPV6_HEADER = 40;

/** Next-header values of the extension headers, RFC 7045 section 4. */
export const Extension = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  authentication: 51,
  destination: 60,
  shim6: 140,
} as const;

/** Extension headers that are followed at most; real packets carry one or two. */
export const MOST_EXTENSIONS = 16;

export const SHORTEST_EXTENSION = 8;

/** The upper 13 bits of a fragment header's second word. */
export const FRAGMENT_OFFSET = 0xfff8;

/** The lowest bit of that word. */
export const MORE_FRAGMENTS = 1;

const JUMBO_PAYLOAD_OPTION = 0xc2;

/** Describes the IPv6 packet at `ip` as segment `i`; parameters and result as of `readIpv4`. */
export function readIpv6(
  segments: SegmentBatch,
  i: number,
  view: DataView,
  ip: number,
  end: number,
  wireEnd: number,
  bounded: boolean,
): number {
  if (ip + IPV6_HEADER > end || view.getUint8(ip) >>> 4 !== 6) {
    segments.setNotIp(i, PacketKind.other, ip, end);
    return Carries.nothing;
  }
  const total = lengthOfIpv6(view, ip, end, wireEnd, bounded);
  const captured = Math.min(ip + total, end);
  segments.version[i] = 6;
  segments.ip[i] = ip;
  segments.last[i] = captured - 1;
  segments.identification[i] = 0;

  let at = ip + IPV6_HEADER;
  let header = view.getUint8(ip + Ipv6.nextHeader);
  let isFirst = false;
  for (let steps = 0; isExtension(header); steps++) {
    segments.transport[i] = at;
    if (at + SHORTEST_EXTENSION > captured || steps === MOST_EXTENSIONS) {
      segments.kind[i] = PacketKind.ip;
      return Carries.nothing;
    }
    if (header === Extension.fragment) {
      const position = view.getUint16(at + 2);
      if ((position & FRAGMENT_OFFSET) !== 0) {
        segments.kind[i] = PacketKind.fragment;
        return Carries.laterFragment;
      }
      isFirst = (position & MORE_FRAGMENTS) !== 0;
    }
    const next = view.getUint8(at);
    at += lengthOfExtension(header, view.getUint8(at + 1));
    header = next;
  }
  if (readTransport(segments, i, view, header, at, captured - at, ip + total - at)) {
    segments.hash[i] = hashOfEnds6(view, ip, at);
  }
  return isFirst ? Carries.first + header : header;
}

export const isExtension = (header: number): boolean =>
  header === Extension.hopByHop ||
  header === Extension.routing ||
  header === Extension.fragment ||
  header === Extension.authentication ||
  header === Extension.destination ||
  header === Extension.shim6;

/** `field`: the header's second byte. */
export function lengthOfExtension(header: number, field: number): number {
  if (header === Extension.fragment) return 8;
  return header === Extension.authentication ? lengthOfAuthentication(field) : 8 * (field + 1);
}

/**
 * Bytes of the packet with its header. A payload length of 0 is a jumbogram (RFC 2675) or was left to the network card
 * (segmentation offload): then the frame's length is all there is.
 */
export function lengthOfIpv6(view: DataView, ip: number, end: number, wireEnd: number, bounded: boolean): number {
  const payload = view.getUint16(ip + Ipv6.payloadLength);
  const room = wireEnd - ip;
  if (payload === 0) return jumboLength(view, ip, end) || room;
  const total = IPV6_HEADER + payload;
  return bounded && total > room ? room : total;
}

/** 0 when there is no jumbo payload option first in a hop-by-hop header, or its length is none of a jumbogram. */
function jumboLength(view: DataView, ip: number, end: number): number {
  const option = ip + IPV6_HEADER + 2;
  if (view.getUint8(ip + Ipv6.nextHeader) !== Extension.hopByHop || option + 6 > end) return 0;
  if (view.getUint8(option) !== JUMBO_PAYLOAD_OPTION || view.getUint8(option + 1) !== 4) return 0;
  const payload = view.getUint32(option + 2);
  return payload > 0xffff && payload < 2 ** 31 ? IPV6_HEADER + payload : 0;
}
