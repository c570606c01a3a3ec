/** Teredo, RFC 4380 section 5.1.1: IPv6 in UDP, behind an authentication and an origin indication or neither. */
import { type Frame, Layer } from './frame.ts';

const AUTHENTICATION = 0x0001;
/** Bytes of the authentication header without its identifier and value. */
const Authentication = { identifierLength: 2, valueLength: 3, length: 13 } as const;
const ORIGIN = 0x0000;
const ORIGIN_LENGTH = 8;

export function openTeredo(frame: Frame): Layer {
  if (frame.has(Authentication.length) && frame.short(0) === AUTHENTICATION)
    frame.offset +=
      Authentication.length + frame.byte(Authentication.identifierLength) + frame.byte(Authentication.valueLength);
  if (frame.has(ORIGIN_LENGTH) && frame.short(0) === ORIGIN) frame.offset += ORIGIN_LENGTH;
  if (!frame.has(1) || frame.byte(0) >>> 4 !== 6 || !frame.enter('teredo')) return Layer.none;
  return Layer.ipv6;
}
