/** GTP-U, 3GPP TS 29.281 section 5: user packets of mobile networks. */
import { type Frame, Layer } from './frame.ts';

export const Gtp = {
  flags: 0,
  type: 1,
  payloadLength: 2,
  teid: 4,
  length: 8,
  nextExtension: 11,
  optionalLength: 12,
} as const;

/** Version 1 and protocol type GTP. */
const VERSION_AND_TYPE = 0xf0;
const GTP_1 = 0x30;
/** Extension headers, sequence number, N-PDU number: one of them brings the optional fields of all. */
const OPTIONAL_FIELDS = 0x07;
const EXTENSIONS = 0x04;
const MOST_EXTENSIONS = 16;

const G_PDU = 255;

export function openGtp(frame: Frame): Layer {
  if (!frame.has(Gtp.length) || (frame.byte(Gtp.flags) & VERSION_AND_TYPE) !== GTP_1) return Layer.none;
  if (frame.byte(Gtp.type) !== G_PDU) return Layer.none;
  const flags = frame.byte(Gtp.flags);
  const length = (flags & OPTIONAL_FIELDS) === 0 ? Gtp.length : endOfExtensions(frame, (flags & EXTENSIONS) !== 0);
  const payloadEnd = Gtp.length + frame.short(Gtp.payloadLength);
  if (length === null || !frame.has(length) || !frame.enter('gtp', frame.word(Gtp.teid))) return Layer.none;
  frame.offset += length;
  frame.bound(payloadEnd - length);
  // Sessions carry IP, or Ethernet (TS 23.501 section 5.6.10.2); the header does not say which.
  const first = frame.has(1) ? frame.byte(0) : 0;
  return (first >= 0x45 && first <= 0x4f) || first >>> 4 === 6 ? Layer.ip : Layer.ethernet;
}

/** Each extension header begins with its length in words of 4 bytes and ends with the type of the next; null = cut or malformed. */
function endOfExtensions(frame: Frame, hasExtensions: boolean): number | null {
  if (!frame.has(Gtp.optionalLength)) return null;
  let at: number = Gtp.optionalLength;
  let next = hasExtensions ? frame.byte(Gtp.nextExtension) : 0;
  for (let steps = 0; next !== 0; steps++) {
    if (!frame.has(at + 1) || steps === MOST_EXTENSIONS) return null;
    const length = frame.byte(at) * 4;
    if (length === 0 || !frame.has(at + length)) return null;
    next = frame.byte(at + length - 1);
    at += length;
  }
  return at;
}
