/** Headers whose one useful field is an address family: loopback devices, IPsec and packet-filter devices of the BSDs, ipnet. */
import { u32, u32le } from './bytes.ts';
import { type Frame, Layer } from './frame.ts';

const IPV4 = 2;
/** NetBSD and OpenBSD, FreeBSD, macOS, Windows, Linux: each system has its own number for IPv6. */
const IPV6 = [24, 28, 30, 23, 10];
const SOLARIS_IPV6 = 26;

const LOOPBACK_HEADER = 4;
const ENCAPSULATION_HEADER = 12;
const Pflog = { length: 0, family: 1, shortest: 48 } as const;
const Ipnet = { family: 1, length: 24 } as const;

/** LINKTYPE_NULL: the family in the byte order of the host that captured. */
export const openNullLoopback = (frame: Frame): Layer => afterHostFamily(frame, LOOPBACK_HEADER);

/** LINKTYPE_LOOP: the same in network byte order. */
export function openOpenbsdLoopback(frame: Frame): Layer {
  if (!frame.has(LOOPBACK_HEADER)) return Layer.none;
  return frame.past(LOOPBACK_HEADER, layerOfFamily(u32(frame.bytes, frame.offset)));
}

/** LINKTYPE_ENC. */
export const openOpenbsdEncapsulation = (frame: Frame): Layer => afterHostFamily(frame, ENCAPSULATION_HEADER);

/** LINKTYPE_PFLOG: its length is rounded up to 4; the systems' versions differ only there. */
export function openPflog(frame: Frame): Layer {
  if (!frame.has(2) || frame.byte(Pflog.length) < Pflog.shortest) return Layer.none;
  const length = (frame.byte(Pflog.length) + 3) & ~3;
  return frame.past(length, layerOfFamily(frame.byte(Pflog.family)));
}

/** LINKTYPE_IPNET. */
export function openIpnet(frame: Frame): Layer {
  if (!frame.has(Ipnet.length)) return Layer.none;
  const family = frame.byte(Ipnet.family);
  return frame.past(Ipnet.length, family === SOLARIS_IPV6 ? Layer.ipv6 : layerOfFamily(family));
}

function afterHostFamily(frame: Frame, length: number): Layer {
  if (!frame.has(length)) return Layer.none;
  const little = u32le(frame.bytes, frame.offset);
  const family = little > 0xffff ? u32(frame.bytes, frame.offset) : little;
  return frame.past(length, layerOfFamily(family));
}

function layerOfFamily(family: number): Layer {
  if (family === IPV4) return Layer.ipv4;
  return IPV6.includes(family) ? Layer.ipv6 : Layer.none;
}
