/** The headers before IP, in words: each as far as wire opens it, those that captures often have with their fields. */
import { u16, u32 } from '../wire/bytes.ts';
import { Ethernet } from '../wire/ethernet.ts';
import { type Frame, Layer } from '../wire/frame.ts';
import { MOST_LAYERS, openLayer } from '../wire/link.ts';
import { Cooked, Cooked2 } from '../wire/linux-cooked.ts';
import { BOTTOM_OF_STACK, LABEL } from '../wire/mpls.ts';
import { PPPoE } from '../wire/pppoe.ts';
import { type HeaderLine, hardwareAddress, header, hex, inBytes, type Said } from './line.ts';

const NAMES: Record<number, string> = {
  [Layer.ethernet]: 'Ethernet',
  [Layer.vlan]: 'VLAN',
  [Layer.redundancyTag]: 'R-tag',
  [Layer.elasticTag]: 'E-tag',
  [Layer.backboneTag]: 'I-tag',
  [Layer.mpls]: 'MPLS',
  [Layer.pppoe]: 'PPPoE',
  [Layer.ppp]: 'PPP',
  [Layer.pppProtocol]: 'PPP',
  [Layer.pppHdlc]: 'PPP',
  [Layer.pppWithDirection]: 'PPP',
  [Layer.pppDirectionControl]: 'PPP',
  [Layer.pppBsd]: 'PPP',
  [Layer.llc]: 'LLC',
  [Layer.nullLoopback]: 'Loopback',
  [Layer.openbsdLoopback]: 'Loopback',
  [Layer.openbsdEncapsulation]: 'IPsec',
  [Layer.pflog]: 'pflog',
  [Layer.ipnet]: 'ipnet',
  [Layer.linuxCooked]: 'Cooked',
  [Layer.linuxCooked2]: 'Cooked v2',
  [Layer.ciscoHdlc]: 'Cisco HDLC',
  [Layer.ciscoHdlcWithDirection]: 'Cisco HDLC',
  [Layer.frameRelay]: 'FrameRelay',
  [Layer.frameRelayWithDirection]: 'FrameRelay',
  [Layer.slip]: 'SLIP',
  [Layer.slipBsd]: 'SLIP',
  [Layer.tokenRing]: 'Token ring',
  [Layer.fddi]: 'FDDI',
  [Layer.sunAtm]: 'ATM',
  [Layer.atmClip]: 'ATM',
  [Layer.ieee80211]: '802.11',
  [Layer.radiotap]: 'Radiotap',
  [Layer.prism]: 'Prism',
  [Layer.ppi]: 'PPI',
  [Layer.nflog]: 'NFLOG',
  [Layer.pktap]: 'PKTAP',
  [Layer.docsis]: 'DOCSIS',
  [Layer.netAnalyzer]: 'netANALYZ.',
  [Layer.netAnalyzerTransparent]: 'netANALYZ.',
  [Layer.fibreChannel]: 'Fibre Ch.',
  [Layer.appleIeee1394]: 'IEEE 1394',
};

/** Asked for headers that are there whole, in [at, end). */
type Describe = (bytes: Uint8Array, at: number, end: number) => Said[];

const DESCRIBED: Record<number, Describe> = {
  [Layer.ethernet]: (bytes, at) => [
    `${hardwareAddress(bytes, at + Ethernet.source)} > ${hardwareAddress(bytes, at + Ethernet.destination)}`,
    typeOrLength(bytes, at + Ethernet.type),
  ],
  [Layer.vlan]: describeVlan,
  [Layer.mpls]: describeMpls,
  [Layer.pppoe]: (bytes, at) => [
    `session ${hex(u16(bytes, at + PPPoE.session), 4)}`,
    `length ${u16(bytes, at + PPPoE.length)}`,
  ],
  [Layer.linuxCooked]: (bytes, at) => [
    packetType(u16(bytes, at + Cooked.packetType)),
    cookedAddress(bytes, at + Cooked.address, u16(bytes, at + Cooked.addressLength)),
    `type ${hex(u16(bytes, at + Cooked.protocol), 4)}`,
  ],
  [Layer.linuxCooked2]: (bytes, at) => [
    packetType(bytes[at + Cooked2.packetType]),
    cookedAddress(bytes, at + Cooked2.address, bytes[at + Cooked2.addressLength]),
    `type ${hex(u16(bytes, at + Cooked2.protocol), 4)}`,
  ],
};

/** Opens the frame, which begins with `layer`, up to its IP header, a line a header: Layer.ipv4, ipv6 or none. */
export function sayLink(frame: Frame, layer: number, lines: HeaderLine[]): number {
  let next = layer;
  for (let depth = 0; next > Layer.ipv6; depth++) {
    const at = frame.offset;
    const opened = depth === MOST_LAYERS ? Layer.none : openLayer(frame, next);
    const length = frame.offset - at;
    const name = NAMES[next];
    if (name !== undefined && length > 0) lines.push(header(name, describe(next, frame, at)));
    else if (name !== undefined && opened === Layer.none)
      lines.push(header(name, ['not captured whole, or not understood']));
    next = opened;
  }
  return next;
}

function describe(layer: number, { bytes, offset }: Frame, at: number): Said[] {
  return DESCRIBED[layer]?.(bytes, at, offset) ?? [inBytes(offset - at)];
}

/** Below 1536 it is the length of an 802.3 frame. */
function typeOrLength(bytes: Uint8Array, at: number): string {
  const value = u16(bytes, at);
  return value < 0x600 ? `length ${value}` : `type ${hex(value, 4)}`;
}

/** IEEE 802.1Q: priority, drop eligible, identifier; then the next type. */
function describeVlan(bytes: Uint8Array, at: number): Said[] {
  const tag = u16(bytes, at);
  return [
    String(tag & 0xfff),
    `priority ${tag >>> 13}`,
    (tag & 0x1000) === 0 ? null : 'drop eligible',
    typeOrLength(bytes, at + 2),
  ];
}

/** RFC 3032 section 2.1. */
function describeMpls(bytes: Uint8Array, at: number, end: number): Said[] {
  const labels: Said[] = [];
  for (let entry = at; entry + LABEL <= end; entry += LABEL) {
    const word = u32(bytes, entry);
    labels.push(`label ${word >>> 12} class ${(word >>> 9) & 7} ttl ${word & 255}`);
    if (bytes[entry + 2] & BOTTOM_OF_STACK) break;
  }
  return labels;
}

/** Who a frame was for: https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
const PACKET_TYPES = ['to this host', 'broadcast', 'multicast', 'to another host', 'from this host'];

const packetType = (type: number): string => PACKET_TYPES[type] ?? `packet type ${type}`;

/** The sender's; the header has room for 8 bytes. */
const cookedAddress = (bytes: Uint8Array, at: number, length: number): Said =>
  length === 0 ? null : `from ${hardwareAddress(bytes, at, Math.min(8, length))}`;
