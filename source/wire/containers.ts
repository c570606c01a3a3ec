/** Link types that wrap another frame in a header of the capturing system's own (https://www.tcpdump.org/linktypes.html). */
import { u16, u16le, u32le } from './bytes.ts';
import { layerOfEtherType } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';

const NFLOG_HEADER = 4;
const NFLOG_ATTRIBUTE_HEADER = 4;
const NFLOG_PAYLOAD = 9;
const MOST_ATTRIBUTES = 64;

/** https://github.com/apple-oss-distributions/xnu, bsd/net/pktap.h */
const Pktap = {
  headerLength: 0,
  recordType: 4,
  linkType: 8,
  pid: 52,
  name: 56,
  effectivePid: 84,
  effectiveName: 88,
  nameLength: 20,
  shortest: 108,
} as const;
/** Signed: -1 where the process is not known. */
const UNKNOWN_PID = 0x8000_0000;
const PKTAP_PACKET = 1;
/** DLT values of a wrapped packet, as PKTAP and PPI give them: macOS and Linux have the same for these. */
const WRAPPED_LAYER = new Map<number, Layer>([
  [0, Layer.nullLoopback],
  [1, Layer.ethernet],
  [9, Layer.ppp],
  [12, Layer.ip],
  [105, Layer.ieee80211],
  [127, Layer.radiotap],
]);

const Ppi = { length: 2, linkType: 4, shortest: 8 } as const;

/** https://www.tcpdump.org/linktypes/LINKTYPE_WIRESHARK_UPPER_PDU.html */
const ExportedTag = { end: 0, protocol: 12 } as const;
const EXPORTED_TAG_HEADER = 4;
const LONGEST_PROTOCOL_NAME = 64;
/** Wireshark's names of dissectors. */
const EXPORTED_LAYER = new Map<string, Layer>([
  ['ip', Layer.ip],
  ['ipv4', Layer.ip],
  ['ipv6', Layer.ip],
  ['eth', Layer.ethernet],
  ['eth_withoutfcs', Layer.ethernet],
  ['eth_maybefcs', Layer.ethernet],
  ['gre', Layer.gre],
  ['mpls', Layer.mpls],
]);

const Docsis = { frameControl: 0, parameter: 1, length: 6 } as const;
const DOCSIS_EXTENDED = 0x01;
const DOCSIS_CHECK_SEQUENCE = 4;

const NET_ANALYZER_HEADER = 4;
const NET_ANALYZER_PREAMBLE = 8;
const FRAME_CHECK_SEQUENCE = 4;
const FIBRE_CHANNEL_ADDRESSES = 16;
const IEEE1394_TYPE = 16;
const IEEE1394_HEADER = 18;

/** LINKTYPE_NFLOG: attributes, one of which is the packet. Their byte order is the capturing host's, found by what fits. */
export function openNflog(frame: Frame): Layer {
  if (!frame.has(NFLOG_HEADER)) return Layer.none;
  frame.offset += NFLOG_HEADER;
  const number = attributeFits(frame, u16le) ? u16le : u16;
  for (let i = 0; i < MOST_ATTRIBUTES && attributeFits(frame, number); i++) {
    const length = number(frame.bytes, frame.offset);
    if (number(frame.bytes, frame.offset + 2) === NFLOG_PAYLOAD) {
      frame.offset += NFLOG_ATTRIBUTE_HEADER;
      return Layer.ip;
    }
    frame.offset += (length + 3) & ~3;
  }
  return Layer.none;
}

function attributeFits(frame: Frame, number: (bytes: Uint8Array, at: number) => number): boolean {
  if (!frame.has(NFLOG_ATTRIBUTE_HEADER)) return false;
  const length = number(frame.bytes, frame.offset);
  return length >= NFLOG_ATTRIBUTE_HEADER && frame.offset + length <= frame.wireEnd;
}

/** LINKTYPE_PKTAP, version 1 of the header. */
export function openPktap(frame: Frame): Layer {
  if (!frame.has(Pktap.shortest)) return Layer.none;
  const length = u32le(frame.bytes, frame.offset + Pktap.headerLength);
  const isPacket = u32le(frame.bytes, frame.offset + Pktap.recordType) === PKTAP_PACKET;
  const layer = WRAPPED_LAYER.get(u32le(frame.bytes, frame.offset + Pktap.linkType));
  if (length < Pktap.shortest || !isPacket || layer === undefined) return Layer.none;
  return frame.past(length, layer);
}

/** The process that a PKTAP header at `at` names, or that on whose behalf it acts; null = the header is cut, or names none. */
export function pktapProcess(bytes: Uint8Array, at: number, end: number): { pid: number; name: string } | null {
  if (at + Pktap.shortest > end || u32le(bytes, at + Pktap.recordType) !== PKTAP_PACKET) return null;
  const isActing = u32le(bytes, at + Pktap.effectivePid) - 1 < UNKNOWN_PID - 1;
  const pid = u32le(bytes, at + (isActing ? Pktap.effectivePid : Pktap.pid));
  const nameAt = at + (isActing ? Pktap.effectiveName : Pktap.name);
  if (pid === 0 || pid >= UNKNOWN_PID) return null;
  return { pid, name: zeroEnded(bytes.subarray(nameAt, nameAt + Pktap.nameLength)) };
}

/** LINKTYPE_DOCSIS: the packet type of the DOCSIS MAC header, an Ethernet frame inside. */
export function openDocsis(frame: Frame): Layer {
  if (!frame.has(Docsis.length)) return Layer.none;
  const control = frame.byte(Docsis.frameControl);
  if (control >>> 6 !== 0) return Layer.none;
  const extended = (control & DOCSIS_EXTENDED) !== 0 ? frame.byte(Docsis.parameter) : 0;
  if (!frame.has(Docsis.length + extended)) return Layer.none;
  frame.offset += Docsis.length + extended;
  frame.dropTrailer(DOCSIS_CHECK_SEQUENCE);
  return Layer.ethernet;
}

/** LINKTYPE_NETANALYZER: a header before the Ethernet frame, its check sequence behind. */
export function openNetAnalyzer(frame: Frame): Layer {
  frame.dropTrailer(FRAME_CHECK_SEQUENCE);
  return frame.past(NET_ANALYZER_HEADER, Layer.ethernet);
}

/** LINKTYPE_NETANALYZER_TRANSPARENT: the same with the preamble. */
export function openNetAnalyzerTransparent(frame: Frame): Layer {
  frame.dropTrailer(FRAME_CHECK_SEQUENCE);
  return frame.past(NET_ANALYZER_HEADER + NET_ANALYZER_PREAMBLE, Layer.ethernet);
}

/** LINKTYPE_IP_OVER_FC: RFC 2625 network addresses, then LLC. */
export const openFibreChannel = (frame: Frame): Layer => frame.past(FIBRE_CHANNEL_ADDRESSES, Layer.llc);

/** LINKTYPE_APPLE_IP_OVER_IEEE1394. */
export function openAppleIeee1394(frame: Frame): Layer {
  if (!frame.has(IEEE1394_HEADER)) return Layer.none;
  return frame.past(IEEE1394_HEADER, layerOfEtherType(frame.short(IEEE1394_TYPE)));
}

/** LINKTYPE_PPI: fields, then a frame of the link type that the header names. */
export function openPpi(frame: Frame): Layer {
  if (!frame.has(Ppi.shortest)) return Layer.none;
  const length = u16le(frame.bytes, frame.offset + Ppi.length);
  const layer = WRAPPED_LAYER.get(u32le(frame.bytes, frame.offset + Ppi.linkType));
  return length < Ppi.shortest || layer === undefined ? Layer.none : frame.past(length, layer);
}

/** LINKTYPE_WIRESHARK_UPPER_PDU: tags, of which one names the protocol of what follows them. */
export function openExportedPdu(frame: Frame): Layer {
  let layer: Layer = Layer.none;
  for (let tags = 0; tags < MOST_ATTRIBUTES && frame.has(EXPORTED_TAG_HEADER); tags++) {
    const tag = frame.short(0);
    const length = frame.short(2);
    frame.offset += EXPORTED_TAG_HEADER;
    if (tag === ExportedTag.end) return layer;
    if (!frame.has(length)) return Layer.none;
    if (tag === ExportedTag.protocol) layer = EXPORTED_LAYER.get(textOf(frame, length)) ?? Layer.none;
    frame.offset += length;
  }
  return Layer.none;
}

/** Padded with zeros. */
const textOf = ({ bytes, offset }: Frame, length: number): string =>
  zeroEnded(bytes.subarray(offset, offset + Math.min(length, LONGEST_PROTOCOL_NAME)));

function zeroEnded(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)));
}
