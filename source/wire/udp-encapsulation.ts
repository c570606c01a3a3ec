/**
 * Linux' foo-over-UDP (https://lwn.net/Articles/614348/), whose payload is what the port stands for, and generic UDP encapsulation,
 * https://datatracker.ietf.org/doc/html/draft-ietf-intarea-gue.
 */
import { type Frame, Layer } from './frame.ts';

const Gue = { protocol: 1, length: 4 } as const;
/** Upper two bits of the first byte: a header of version 0, or IP itself. */
const VERSION = 0xc0;
const DIRECT = 0x40;
const CONTROL = 0x20;
/** Of the optional fields, in words of 4 bytes. */
const FIELDS_LENGTH = 0x1f;

/** IP protocol numbers of what is opened. */
const PROTOCOLS: Record<number, Layer> = { 4: Layer.ipv4, 41: Layer.ipv6, 47: Layer.gre, 137: Layer.mpls };

/** IP, or GRE, whose first bytes never look like it. */
export function openFou(frame: Frame): Layer {
  if (!frame.has(1) || !frame.enter('fou')) return Layer.none;
  const version = frame.byte(0) >>> 4;
  return version === 4 || version === 6 ? Layer.ip : Layer.gre;
}

export function openGue(frame: Frame): Layer {
  if (!frame.has(Gue.length)) return Layer.none;
  const first = frame.byte(0);
  if ((first & VERSION) === DIRECT) return frame.enter('gue') ? Layer.ip : Layer.none;
  if ((first & VERSION) !== 0 || (first & CONTROL) !== 0) return Layer.none;
  const length = Gue.length + (first & FIELDS_LENGTH) * 4;
  const protocol = frame.byte(Gue.protocol);
  if (!frame.has(length) || !frame.enter('gue')) return Layer.none;
  frame.offset += length;
  return PROTOCOLS[protocol] ?? frame.stopAt(protocol);
}
