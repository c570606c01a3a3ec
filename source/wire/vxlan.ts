/** VXLAN, RFC 7348, and its generic protocol extension, https://datatracker.ietf.org/doc/html/draft-ietf-nvo3-vxlan-gpe. */
import { type Frame, Layer } from './frame.ts';
import { followNextProtocol } from './nsh.ts';

export const Vxlan = { flags: 0, nextProtocol: 3, vni: 4, length: 8 } as const;

const Flag = { nextProtocol: 0x04, vni: 0x08 } as const;

export function openVxlan(frame: Frame): Layer {
  if (!frame.has(Vxlan.length) || (frame.byte(Vxlan.flags) & Flag.vni) === 0) return Layer.none;
  const extended = (frame.byte(Vxlan.flags) & Flag.nextProtocol) !== 0;
  const next = frame.byte(Vxlan.nextProtocol);
  if (!frame.enter('vxlan', frame.word(Vxlan.vni) >>> 8)) return Layer.none;
  frame.offset += Vxlan.length;
  return extended ? followNextProtocol(frame, next) : Layer.ethernet;
}
