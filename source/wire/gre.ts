/**
 * GRE, RFC 2784 with key and sequence number, RFC 2890, and what uses its header: NVGRE (RFC 7637), PPTP (RFC 2637 section 4.1),
 * MikroTik's EoIP (https://github.com/katuma/eoip). ERSPAN has a file of its own.
 */
import { u16le } from './bytes.ts';
import { EtherType, followEtherType } from './ethernet.ts';
import { type Frame, Layer, NO_ID } from './frame.ts';

export const Gre = { flags: 0, protocol: 2, length: 4 } as const;

const Flag = { checksum: 0x8000, routing: 0x4000, key: 0x2000, sequence: 0x1000, acknowledgement: 0x0080 } as const;
const VERSION = 0x0007;
const OPTIONAL_FIELD = 4;

/** A key is a virtual subnet's identifier and 8 bits of entropy; identifiers below this are reserved, RFC 7637 section 3.2. */
const LOWEST_SUBNET = 0x1000;

/** draft-foschiano-erspan sections 4.1 to 4.3. The first type has no header of its own, and GRE no sequence number. */
const ERSPAN = 0x88be;
const ERSPAN_3 = 0x22eb;

const PPP = 0x880b;
const EOIP = 0x6400;
const Pptp = { payloadLength: 4, call: 6, length: 8 } as const;
const Eoip = { payloadLength: 4, tunnel: 6, length: 8 } as const;

export function openGre(frame: Frame): Layer {
  if (!frame.has(Gre.length)) return Layer.none;
  const flags = frame.short(Gre.flags);
  const protocol = frame.short(Gre.protocol);
  const version = flags & VERSION;
  if (version === 1) return protocol === EOIP ? openEoip(frame) : openPptp(frame, flags, protocol);
  if (version !== 0 || (flags & Flag.routing) !== 0) return Layer.none;

  let length: number = Gre.length;
  if ((flags & Flag.checksum) !== 0) length += OPTIONAL_FIELD;
  const keyAt = length;
  const hasKey = (flags & Flag.key) !== 0;
  if (hasKey) length += OPTIONAL_FIELD;
  const hasSequence = (flags & Flag.sequence) !== 0;
  if (hasSequence) length += OPTIONAL_FIELD;
  if (!frame.has(length)) return Layer.none;
  const key = hasKey ? frame.word(keyAt) : NO_ID;
  frame.offset += length;

  if (protocol === ERSPAN_3) return Layer.erspan3;
  if (protocol === ERSPAN && hasSequence) return Layer.erspan2;
  if (protocol === ERSPAN) return frame.enter('erspan') ? Layer.ethernet : Layer.none;
  return enterGre(frame, protocol, key) ? followEtherType(frame, protocol) : Layer.none;
}

function enterGre(frame: Frame, protocol: number, key: number): boolean {
  const subnet = Math.floor(key / 0x100);
  const isNvgre = protocol === EtherType.transparentEthernet && subnet >= LOWEST_SUBNET;
  return isNvgre ? frame.enter('nvgre', subnet) : frame.enter('gre', key);
}

function openPptp(frame: Frame, flags: number, protocol: number): Layer {
  if (protocol !== PPP || (flags & Flag.key) === 0 || !frame.has(Pptp.length)) return Layer.none;
  // Without a sequence number there is no payload, only an acknowledgement.
  if ((flags & Flag.sequence) === 0) return Layer.none;
  const length = Pptp.length + OPTIONAL_FIELD + ((flags & Flag.acknowledgement) !== 0 ? OPTIONAL_FIELD : 0);
  const payload = frame.short(Pptp.payloadLength);
  if (!frame.has(length) || !frame.enter('pptp', frame.short(Pptp.call))) return Layer.none;
  frame.offset += length;
  frame.bound(payload);
  return Layer.ppp;
}

/** The identifier is little-endian, the rest is not. */
function openEoip(frame: Frame): Layer {
  if (!frame.has(Eoip.length)) return Layer.none;
  const payload = frame.short(Eoip.payloadLength);
  if (!frame.enter('eoip', u16le(frame.bytes, frame.offset + Eoip.tunnel))) return Layer.none;
  frame.offset += Eoip.length;
  frame.bound(payload);
  return Layer.ethernet;
}
