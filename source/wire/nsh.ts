/** The network service header, RFC 8300, and the numbers of what follows it, which VXLAN-GPE shares. */
import { type Frame, Layer } from './frame.ts';

export const Nsh = { length: 0, metadataType: 2, nextProtocol: 3, path: 4, shortest: 8 } as const;

const VERSION = 0xc000;
/** In words of 4 bytes. */
const LENGTH = 0x003f;

/** https://www.iana.org/assignments/nsh, "NSH Next Protocol". */
const NEXT_PROTOCOLS: Record<number, Layer> = {
  1: Layer.ipv4,
  2: Layer.ipv6,
  3: Layer.ethernet,
  4: Layer.nsh,
  5: Layer.mpls,
};

export function openNsh(frame: Frame): Layer {
  if (!frame.has(Nsh.shortest) || (frame.short(Nsh.length) & VERSION) !== 0) return Layer.none;
  const length = (frame.short(Nsh.length) & LENGTH) * 4;
  const next = frame.byte(Nsh.nextProtocol);
  if (length < Nsh.shortest || !frame.has(length) || !frame.enter('nsh', frame.word(Nsh.path) >>> 8)) return Layer.none;
  frame.offset += length;
  return followNextProtocol(frame, next);
}

export const followNextProtocol = (frame: Frame, number: number): Layer =>
  NEXT_PROTOCOLS[number] ?? frame.stopAt(number);
