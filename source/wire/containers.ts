/** Link types that wrap another frame in a header of the capturing system's own (https://www.tcpdump.org/linktypes.html). */
import { u16, u16le, u32le } from './bytes.ts';
import { layerOfEtherType } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';

const NFLOG_HEADER = 4;
const NFLOG_ATTRIBUTE_HEADER = 4;
const NFLOG_PAYLOAD = 9;
const MOST_ATTRIBUTES = 64;

const Pktap = { headerLength: 0, recordType: 4, linkType: 8, shortest: 108 } as const;
const PKTAP_PACKET = 1;
/** DLT values of macOS for the wrapped packet. */
const PKTAP_LAYER = new Map<number, Layer>([
  [0, Layer.nullLoopback],
  [1, Layer.ethernet],
  [9, Layer.ppp],
  [12, Layer.ip],
  [105, Layer.ieee80211],
  [127, Layer.radiotap],
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
  const layer = PKTAP_LAYER.get(u32le(frame.bytes, frame.offset + Pktap.linkType));
  if (length < Pktap.shortest || !isPacket || layer === undefined) return Layer.none;
  return frame.past(length, layer);
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
