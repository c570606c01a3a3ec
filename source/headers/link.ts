/** The headers before an IP header, in words: each as far as wire opens it, those that captures often have with their fields. */
import { u16, u32 } from '../wire/bytes.ts';
import { Ethernet, openEthernet } from '../wire/ethernet.ts';
import { type Frame, type Header, Layer, NO_ID, type Opener } from '../wire/frame.ts';
import { openLayers } from '../wire/layers.ts';
import { Cooked, Cooked2, openLinuxCooked, openLinuxCooked2 } from '../wire/linux-cooked.ts';
import { BOTTOM_OF_STACK, LABEL, openMpls } from '../wire/mpls.ts';
import { openPppoe, PPPoE } from '../wire/ppp.ts';
import { TUNNELS } from '../wire/tunnel-names.ts';
import { openVlan } from '../wire/vlan.ts';
import { type HeaderLine, hardwareAddress, header, hex, inBytes, type Said } from './line.ts';

/** Asked for headers that are there whole, in [at, end). */
type Describe = (bytes: Uint8Array, at: number, end: number) => Said[];

const DESCRIBED = new Map<Opener, Describe>([
  [
    openEthernet,
    (bytes, at) => [
      `${hardwareAddress(bytes, at + Ethernet.source)} > ${hardwareAddress(bytes, at + Ethernet.destination)}`,
      typeOrLength(bytes, at + Ethernet.type),
    ],
  ],
  [openVlan, describeVlan],
  [openMpls, describeMpls],
  [
    openPppoe,
    (bytes, at) => [`session ${hex(u16(bytes, at + PPPoE.session), 4)}`, `length ${u16(bytes, at + PPPoE.length)}`],
  ],
  [
    openLinuxCooked,
    (bytes, at) => [
      packetType(u16(bytes, at + Cooked.packetType)),
      cookedAddress(bytes, at + Cooked.address, u16(bytes, at + Cooked.addressLength)),
      `type ${hex(u16(bytes, at + Cooked.protocol), 4)}`,
    ],
  ],
  [
    openLinuxCooked2,
    (bytes, at) => [
      packetType(bytes[at + Cooked2.packetType]),
      cookedAddress(bytes, at + Cooked2.address, bytes[at + Cooked2.addressLength]),
      `type ${hex(u16(bytes, at + Cooked2.protocol), 4)}`,
    ],
  ],
]);

/** Opens the frame, which begins with `first`, up to an IP header, a line a header: Layer.ipv4, ipv6 or none. */
export function sayLink(frame: Frame, first: Header | null, lines: HeaderLine[]): Layer {
  let entered = frame.entered;
  return openLayers(frame, first, ({ name, open }, at, next) => {
    const length = frame.offset - at;
    const facts = DESCRIBED.get(open)?.(frame.bytes, at, frame.offset) ?? [inBytes(length)];
    if (length > 0) lines.push(header(name, [...tunnelFacts(frame, entered), ...facts]));
    else if (next === Layer.none) lines.push(header(name, ['not captured whole, or not understood']));
    entered = frame.entered;
  });
}

/** The identifier of the tunnel that was entered since there were `before`. */
function tunnelFacts({ entered, tunnels, ids }: Frame, before: number): Said[] {
  if (entered === before) return [];
  const { id } = TUNNELS[tunnels[before]];
  return id === null || ids[before] === NO_ID ? [] : [`${id} ${ids[before]}`];
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
