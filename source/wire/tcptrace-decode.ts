/**
 * Frames as tcptrace 6.6.7 reads them, so that its numbers can be printed: fixed offsets for each link type, no tunnels,
 * lengths believed, and its slips where they show in the counts (docs/tcptrace.md, "Link types" and "Captured end").
 */
import { u16 } from './bytes.ts';
import { decode } from './decode.ts';
import { hashOfEnds4, hashOfEnds6 } from './endpoints.ts';
import { ETHERNET_HEADER, Ethernet, EtherType } from './ethernet.ts';
import { FRAGMENT_OFFSET, IPV4_HEADER, Ipv4 } from './ipv4.ts';
import { Extension, IPV6_HEADER, Ipv6 } from './ipv6.ts';
import { type Frames, type LinkLayer, PacketKind, type SegmentBatch, type Which } from './segments.ts';
import { Protocol, readTransport } from './transport.ts';

/** Link types by their LINKTYPE values; libpcap hands 100 on as 11 and 101 as 12. */
const Link = { ethernet: 1, tokenRing: 6, ppp: 9, fddi: 10, radiotap: 127 } as const;

/** Link types whose frames are taken for IP at a fixed offset, whatever their protocol field says. */
const FIXED_OFFSETS = new Map([
  [0, 4],
  [8, 16],
  [11, 8],
  [100, 8],
  [12, 0],
  [101, 0],
  [104, 4],
  [105, 32],
  [113, 16],
  [119, 176],
]);

/** Radiotap frames: the type is looked for where an Ethernet frame has it. */
const RADIOTAP_OFFSET = 88;

/** Longest frame in bytes; the rest of a longer one is not seen. */
const LONGEST_FRAME = 65_535;

/** Offsets in frames with one VLAN tag, and of PPPoE sessions. */
const VLAN = { type: 16, ip: 18 } as const;
const PPPoE = { protocol: 20, ip: 22 } as const;
const PPP_IPV4 = 0x0021;

/** SNAP's header for IPv4 without its first byte: what FDDI frames are searched for. */
const FDDI_PATTERN = [0xaa, 0x03, 0x00, 0x00, 0x00, 0x08, 0x00];

/** What `networkOffset` says of frames that are not handed on at all, and of those taken for "not IP". */
const UNCOUNTED = -1;
const NOT_IP = -2;

const NO_NEXT_HEADER = 59;

/** What tcptrace steps over for an IPv6 fragment header, which has 8 bytes, and the bits it takes for the offset. */
const FRAGMENT_HEADER = 16;
const FRAGMENT_OFFSET_HIGH = 0xfc;

/**
 * Can tcptrace read frames of this link type (LINKTYPE value)? It refuses the whole file otherwise; there is nothing to be
 * equal to then, and they are read as they should be.
 */
export const tcptraceReads = (linkType: number): boolean =>
  FIXED_OFFSETS.has(linkType) || Object.values(Link).some((readable) => readable === linkType);

/** Keeps what tcptrace keeps from frame to frame, so one decoder serves a whole run. */
export class TcptraceDecoder {
  readonly ends = 'tcptrace';
  readonly inside = null;
  /** Where IP begins in FDDI frames, once the first frame has shown it; 0 before. */
  #fddiOffset = 0;
  /** The last IP packet: a frame that is not IP on PPP and FDDI is accounted for as this packet once more. */
  #stale = new Uint8Array(0);

  /**
   * Describes the frames of the batch, every one or those still `unread`, in the entries of the same index of `segments`. Offsets point into `segments.bytes`,
   * which is the batch's bytes but for PPP and FDDI frames that repeat a packet of an earlier batch.
   */
  decode(frames: Frames, interfaces: readonly LinkLayer[], segments: SegmentBatch, which: Which = 'all'): void {
    const { bytes, count, start, captured } = frames;
    if (count > 0 && !tcptraceReads(interfaces[frames.interface[0]].linkType)) {
      decode(frames, interfaces, segments, which);
      return;
    }
    segments.pointInto(bytes);
    segments.count = count;
    let staleAt = -1;
    let staleEnd = 0;
    let known = -1;
    let linkType = 0;

    for (let i = 0; i < count; i++) {
      if (which === 'unread' && segments.kind[i] !== PacketKind.unread) continue;
      if (frames.interface[i] !== known) {
        known = frames.interface[i];
        linkType = interfaces[known].linkType;
      }
      const from = start[i];
      const end = from + Math.min(captured[i], LONGEST_FRAME);
      const isEthernet = linkType === Link.ethernet;
      const offset = isEthernet ? offsetInEthernet(bytes, from, end) : this.#offsetIn(linkType, bytes, from, end);
      if (offset >= 0) {
        staleAt = from + offset;
        staleEnd = end;
        readIp(segments, i, segments.view, staleAt, end);
      } else if (offset === UNCOUNTED) {
        segments.setNotIp(i, PacketKind.uncounted, from, end);
      } else if (staleAt >= 0) {
        readIp(segments, i, segments.view, staleAt, staleEnd);
      } else if (this.#stale.length > 0) {
        segments.pointInto(withAppended(bytes, this.#stale));
        staleAt = bytes.length;
        staleEnd = segments.bytes.length;
        readIp(segments, i, segments.view, staleAt, staleEnd);
      } else {
        segments.setNotIp(i, PacketKind.other, from, end);
      }
    }
    if (staleAt >= 0 && repeatsPackets(interfaces)) this.#stale = segments.bytes.slice(staleAt, staleEnd);
  }

  /** Bytes before the IP packet in a frame that is not Ethernet; UNCOUNTED or NOT_IP. */
  #offsetIn(linkType: number, bytes: Uint8Array, from: number, end: number): number {
    switch (linkType) {
      case Link.tokenRing:
        return holdsIpType(bytes, from, end) ? ETHERNET_HEADER : UNCOUNTED;
      case Link.radiotap:
        return holdsIpType(bytes, from, end) ? within(RADIOTAP_OFFSET, from, end) : UNCOUNTED;
      case Link.ppp:
        return offsetInPpp(bytes, from, end);
      case Link.fddi:
        if (this.#fddiOffset === 0) this.#fddiOffset = searchFddi(bytes, from, end);
        return this.#fddiOffset === 0 ? NOT_IP : within(this.#fddiOffset, from, end);
      default:
        return within(FIXED_OFFSETS.get(linkType) ?? 0, from, end);
    }
  }
}

/** A frame shorter than its link header crashes tcptrace; it is seen and not read further here. */
const within = (offset: number, from: number, end: number): number => (from + offset <= end ? offset : UNCOUNTED);

function offsetInEthernet(bytes: Uint8Array, from: number, end: number): number {
  if (from + ETHERNET_HEADER > end) return UNCOUNTED;
  const type = u16(bytes, from + Ethernet.type);
  if (type === EtherType.ipv4 || type === EtherType.ipv6) return ETHERNET_HEADER;
  if (type === EtherType.vlan && from + VLAN.ip <= end) {
    const inner = u16(bytes, from + VLAN.type);
    if (inner === EtherType.ipv4 || inner === EtherType.ipv6) return VLAN.ip;
  }
  if (type === EtherType.pppoeSession && from + PPPoE.ip <= end && u16(bytes, from + PPPoE.protocol) === PPP_IPV4) {
    return PPPoE.ip;
  }
  return UNCOUNTED;
}

function holdsIpType(bytes: Uint8Array, from: number, end: number): boolean {
  if (from + ETHERNET_HEADER > end) return false;
  const type = u16(bytes, from + Ethernet.type);
  return type === EtherType.ipv4 || type === EtherType.ipv6;
}

function offsetInPpp(bytes: Uint8Array, from: number, end: number): number {
  if (from + 4 > end) return NOT_IP;
  if (bytes[from] === 0xff) return u16(bytes, from + 2) === PPP_IPV4 ? 4 : NOT_IP;
  if (bytes[from] === PPP_IPV4) return 1;
  return u16(bytes, from) === PPP_IPV4 ? 2 : NOT_IP;
}

function searchFddi(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at + FDDI_PATTERN.length <= end; at++) {
    if (FDDI_PATTERN.every((value, i) => bytes[at + i] === value)) return at + FDDI_PATTERN.length - from;
  }
  return 0;
}

const repeatsPackets = (interfaces: readonly LinkLayer[]): boolean =>
  interfaces.some(({ linkType }) => linkType === Link.ppp || linkType === Link.fddi);

function withAppended(bytes: Uint8Array, more: Uint8Array): Uint8Array {
  const both = new Uint8Array(bytes.length + more.length);
  both.set(bytes);
  both.set(more, bytes.length);
  return both;
}

function readIp(segments: SegmentBatch, i: number, view: DataView, ip: number, end: number): void {
  const version = ip < end ? view.getUint8(ip) >>> 4 : 0;
  if (version === 4) readIpv4(segments, i, view, ip, end);
  else if (version === 6) readIpv6(segments, i, view, ip, end);
  else segments.setNotIp(i, PacketKind.other, ip, end);
}

function readIpv4(segments: SegmentBatch, i: number, view: DataView, ip: number, end: number): void {
  if (ip + IPV4_HEADER > end) {
    readCutIpv4(segments, i, view, ip, end);
    return;
  }
  const total = view.getUint16(ip + Ipv4.totalLength);
  const headerLength = (view.getUint8(ip) & 15) << 2;
  const transport = ip + headerLength;
  // One past the packet's end where the capture goes on behind it: so one byte of padding counts as captured.
  const last = Math.min(ip + total, end - 1);
  segments.version[i] = 4;
  segments.ip[i] = ip;
  segments.last[i] = last;
  segments.identification[i] = view.getUint16(ip + Ipv4.identification);

  if ((view.getUint16(ip + Ipv4.fragment) & FRAGMENT_OFFSET) !== 0) {
    segments.kind[i] = PacketKind.fragment;
    segments.transport[i] = transport;
    return;
  }
  const protocol = view.getUint8(ip + Ipv4.protocol);
  if (readTransport(segments, i, view, protocol, transport, last + 1 - transport, total - headerLength)) {
    segments.hash[i] = hashOfEnds4(view, ip, transport);
  }
}

/** An IPv4 header that is not captured whole: what lies beyond the capture counts as 0, so at most a protocol is known. */
function readCutIpv4(segments: SegmentBatch, i: number, view: DataView, ip: number, end: number): void {
  segments.setNotIp(i, PacketKind.ip, ip, end);
  segments.version[i] = 4;
  segments.identification[i] = 0;
  if (ip + Ipv4.protocol >= end) return;
  if ((view.getUint16(ip + Ipv4.fragment) & FRAGMENT_OFFSET) !== 0) segments.kind[i] = PacketKind.fragment;
  else readTransport(segments, i, view, view.getUint8(ip + Ipv4.protocol), ip, 0, 0);
}

function readIpv6(segments: SegmentBatch, i: number, view: DataView, ip: number, end: number): void {
  const last = end - 1;
  segments.setNotIp(i, PacketKind.ip, ip, end);
  segments.version[i] = 6;
  segments.identification[i] = 0;
  if (ip + IPV6_HEADER > last) return;

  let at = ip + IPV6_HEADER;
  let header = view.getUint8(ip + Ipv6.nextHeader);
  while (!endsTheWalk(header)) {
    const next = view.getUint8(at);
    if (header === Extension.fragment) {
      if (at + 2 <= last && (view.getUint8(at + 2) & FRAGMENT_OFFSET_HIGH) !== 0) {
        segments.kind[i] = PacketKind.fragment;
        return;
      }
      at += FRAGMENT_HEADER;
    } else {
      at += 8 + 8 * (at < last ? view.getUint8(at + 1) : 0);
    }
    if (at > last) return;
    header = next;
  }
  const length = view.getUint16(ip + Ipv6.payloadLength);
  if (readTransport(segments, i, view, header, at, end - at, length)) {
    segments.hash[i] = hashOfEnds6(view, ip, at);
  }
}

/** Every other number is taken for an extension header of the common form. */
const endsTheWalk = (header: number): boolean =>
  header === Protocol.tcp || header === Protocol.udp || header === Protocol.icmpv6 || header === NO_NEXT_HEADER;
