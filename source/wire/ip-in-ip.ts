/** What an IP header is followed by without more ado: IP (RFC 2003, RFC 4213, RFC 2473, RFC 8986), Ethernet (RFC 3378), MPLS (RFC 4023, RFC 7510). */
import { type Frame, Layer } from './frame.ts';
import { Extension, Ipv6 } from './ipv6.ts';
import { LABEL } from './mpls.ts';

const ETHERIP_HEADER = 2;
const ETHERIP_VERSION = 3;

/** Of the routing header (RFC 8754 section 2): its type, and the segment routing header's. */
const ROUTING_TYPE = 2;
const SEGMENT_ROUTING = 4;

export const openIpv4InIp = (frame: Frame): Layer => openIpInIp(frame, Layer.ipv4, 'ipip', '4in6');

export const openIpv6InIp = (frame: Frame): Layer => openIpInIp(frame, Layer.ipv6, '6in4', '6in6');

function openIpInIp(frame: Frame, inner: Layer, inIpv4: 'ipip' | '6in4', inIpv6: '4in6' | '6in6'): Layer {
  const tunnel = frame.version === 4 ? inIpv4 : isSegmentRouted(frame) ? 'srv6' : inIpv6;
  return frame.has(1) && frame.enter(tunnel) ? inner : Layer.none;
}

/** The IPv6 header is followed by a segment routing header. */
function isSegmentRouted({ bytes, ip, end }: Frame): boolean {
  const routing = ip + Ipv6.payload;
  return (
    bytes[ip + Ipv6.nextHeader] === Extension.routing &&
    routing + ROUTING_TYPE < end &&
    bytes[routing + ROUTING_TYPE] === SEGMENT_ROUTING
  );
}

export function openEtherIp(frame: Frame): Layer {
  if (!frame.has(ETHERIP_HEADER) || frame.byte(0) >>> 4 !== ETHERIP_VERSION || !frame.enter('etherip'))
    return Layer.none;
  return frame.past(ETHERIP_HEADER, Layer.ethernet);
}

/** The identifier is the outermost label. */
export const openMplsInIp = (frame: Frame): Layer =>
  frame.has(LABEL) && frame.enter('mpls', frame.word(0) >>> 12) ? Layer.mpls : Layer.none;
