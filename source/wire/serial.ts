/** Serial lines: Cisco HDLC, frame relay (RFC 2427) and SLIP (RFC 1055) as captures hold them. */
import { layerOfEtherType } from './ethernet.ts';
import { type Frame, Layer } from './frame.ts';
import { Nlpid } from './llc.ts';

const CiscoHdlc = { protocol: 2, length: 4 } as const;

/** libpcap's header: a direction byte and 15 bytes of room for a compressed header. */
const SLIP_HEADER = 16;
/** As the link type's page has it: the direction byte alone. */
const SHORT_SLIP_HEADER = 1;
const BSD_SLIP_HEADER = 24;

const LAST_ADDRESS_BYTE = 0x01;
const LONGEST_ADDRESS = 4;
const UNNUMBERED_INFORMATION = 0x03;
const SNAP_AFTER_NLPID = 5;

export function openCiscoHdlc(frame: Frame): Layer {
  if (!frame.has(CiscoHdlc.length)) return Layer.none;
  return frame.past(CiscoHdlc.length, layerOfEtherType(frame.short(CiscoHdlc.protocol)));
}

export const openCiscoHdlcWithDirection = (frame: Frame): Layer => frame.past(1, Layer.ciscoHdlc);

export const openFrameRelayWithDirection = (frame: Frame): Layer => frame.past(1, Layer.frameRelay);

export function openFrameRelay(frame: Frame): Layer {
  let address = 1;
  while (frame.has(address) && (frame.byte(address - 1) & LAST_ADDRESS_BYTE) === 0) {
    if (address === LONGEST_ADDRESS) return Layer.none;
    address++;
  }
  if (!frame.has(address + 2)) return Layer.none;
  frame.offset += address;
  if (frame.byte(0) !== UNNUMBERED_INFORMATION) return frame.past(2, layerOfEtherType(frame.short(0)));
  frame.offset += frame.byte(1) === 0 ? 2 : 1;
  return openNlpid(frame);
}

function openNlpid(frame: Frame): Layer {
  if (!frame.has(1)) return Layer.none;
  const protocol = frame.byte(0);
  frame.offset += 1;
  switch (protocol) {
    case Nlpid.ipv4:
      return Layer.ipv4;
    case Nlpid.ipv6:
      return Layer.ipv6;
    case Nlpid.ppp:
      return Layer.pppProtocol;
    case Nlpid.snap:
      return frame.has(SNAP_AFTER_NLPID) ? frame.past(SNAP_AFTER_NLPID, layerOfEtherType(frame.short(3))) : Layer.none;
    default:
      return Layer.none;
  }
}

export function openSlip(frame: Frame): Layer {
  const long = frame.has(SLIP_HEADER + 1) && looksLikeIp(frame.byte(SLIP_HEADER));
  return frame.past(long ? SLIP_HEADER : SHORT_SLIP_HEADER, Layer.ip);
}

export const openSlipBsd = (frame: Frame): Layer => frame.past(BSD_SLIP_HEADER, Layer.ip);

const looksLikeIp = (first: number): boolean => (first >= 0x45 && first <= 0x4f) || first >>> 4 === 6;
