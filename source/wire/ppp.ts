/** PPP, RFC 1661, in HDLC-like framing, RFC 1662, over Ethernet, RFC 2516, and the forms captures give it (https://www.tcpdump.org/linktypes.html). */
import { type Frame, Layer } from './frame.ts';

const ALL_STATIONS = 0xff;
const UNNUMBERED_INFORMATION = 0x03;
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;

/** https://www.iana.org/assignments/ppp-numbers */
const PppProtocol = { ipv4: 0x0021, ipv6: 0x0057, mplsUnicast: 0x0281, mplsMulticast: 0x0283 } as const;

/** BSD/OS puts 24 bytes in front, the protocol among them. */
const BsdOs = { protocol: 5, length: 24 } as const;

/** The session header, RFC 2516 section 4. */
export const PPPoE = { versionAndType: 0, code: 1, session: 2, length: 4 } as const;

const PPPOE_HEADER = 6;
const VERSION_1_TYPE_1 = 0x11;
const SESSION_DATA = 0;

/** LINKTYPE_PPP: address and control are there or left out. */
export function openPpp(frame: Frame): Layer {
  if (frame.has(2) && frame.byte(0) === ALL_STATIONS && frame.byte(1) === UNNUMBERED_INFORMATION) frame.offset += 2;
  return openPppProtocol(frame);
}

/** The protocol field: two bytes, or one when compressed (odd, RFC 1661 section 6.5). */
export function openPppProtocol(frame: Frame): Layer {
  if (frame.has(1) && (frame.byte(0) & 1) === 1) return frame.past(1, layerOfProtocol(frame.byte(0)));
  return frame.has(2) ? frame.past(2, layerOfProtocol(frame.short(0))) : Layer.none;
}

/** LINKTYPE_PPP_HDLC: PPP or Cisco HDLC, as the first byte says. */
export function openPppHdlc(frame: Frame): Layer {
  if (!frame.has(1)) return Layer.none;
  const address = frame.byte(0);
  if (address === CISCO_UNICAST || address === CISCO_MULTICAST) return Layer.ciscoHdlc;
  return Layer.ppp;
}

/** LINKTYPE_PPP_WITH_DIR: a byte for the direction first. */
export const openPppWithDirection = (frame: Frame): Layer => frame.past(1, Layer.ppp);

/** LINKTYPE_PPP_PPPD: direction, control, protocol. */
export const openPppDirectionControl = (frame: Frame): Layer => frame.past(2, Layer.pppProtocol);

export function openPppBsd(frame: Frame): Layer {
  if (!frame.has(BsdOs.length)) return Layer.none;
  return frame.past(BsdOs.length, layerOfProtocol(frame.short(BsdOs.protocol)));
}

/** Its length ends the payload: IP lengths that count padding exist. */
export function openPppoe(frame: Frame): Layer {
  if (!frame.has(PPPOE_HEADER)) return Layer.none;
  if (frame.byte(PPPoE.versionAndType) !== VERSION_1_TYPE_1 || frame.byte(PPPoE.code) !== SESSION_DATA) {
    return Layer.none;
  }
  const length = frame.short(PPPoE.length);
  frame.offset += PPPOE_HEADER;
  frame.bound(length);
  return Layer.pppProtocol;
}

function layerOfProtocol(protocol: number): Layer {
  switch (protocol) {
    case PppProtocol.ipv4:
      return Layer.ipv4;
    case PppProtocol.ipv6:
      return Layer.ipv6;
    case PppProtocol.mplsUnicast:
    case PppProtocol.mplsMulticast:
      return Layer.mpls;
    default:
      return Layer.none;
  }
}
